"""A row that a moderator may take out of sight: whoever lists or shows such rows leaves the hidden ones out.

It is a column and not a table of its own, so that the rule costs no join, and no statement, anywhere.
"""

from __future__ import annotations

from django.db import models


class Hideable(models.Model):
    """Base of what members write and no page holds. Its owner still sees it, and sees that it is hidden."""

    hidden_at = models.DateTimeField("hidden by a moderator", null=True, editable=False)

    class Meta:
        abstract = True
