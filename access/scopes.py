"""What a client's key allows: a closed set, each scope with a meaning of its own.

Drafts are not among them, because a preview token is itself the key to one draft; nor are changes, because what changed is
shown to those who may see it.
"""

from __future__ import annotations

from django.db import models


class Scope(models.TextChoices):
    """What a client may read."""

    READ = "read", "What is public, under a rate limit of its own"
    READ_RESTRICTED = (
        "read:restricted",
        "Also pages and files for anybody who is signed in (not those for groups or with a password)",
    )
