"""What is known of a form that is open, beside Wagtail's own record of it."""

from __future__ import annotations

from django.db import models
from wagtail.admin.models import EditingSession
from wagtail.models import Revision


class OpenForm(models.Model):
    """The version that a form of a page was opened with, and the field or block that its editor is in. It goes with Wagtail's session."""

    session = models.OneToOneField(EditingSession, on_delete=models.CASCADE, related_name="open_form")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, null=True, related_name="+")
    revision_created_at = models.DateTimeField(null=True)
    place = models.CharField(max_length=200, blank=True)  # such as “title” or “body.<id of the block>”

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{self.session_id}: {self.place or 'nowhere'}"
