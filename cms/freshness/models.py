"""Who was reminded of which review."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from content_types.core.library import LibraryPage


class ReviewReminder(models.Model):
    """That somebody was reminded of the review of a resource that is due on a day: once a page and day."""

    page = models.ForeignKey(LibraryPage, on_delete=models.CASCADE, related_name="review_reminders")
    due = models.DateField()
    sent_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True  # it is no use of the page

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["page", "due"], name="review_reminder_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.page_id}, {self.due}"
