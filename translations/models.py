"""What each translated page was made from."""

from __future__ import annotations

from django.db import models


class PageTranslation(models.Model):
    """A page that is the translation of another. The original of a set of translations has no such row."""

    page = models.OneToOneField("wagtailcore.Page", on_delete=models.CASCADE, primary_key=True, related_name="+")
    source = models.CharField(
        max_length=16,
        blank=True,
        help_text="Digest of the words that it was translated from; empty while some are missing.",
    )
    is_current = models.BooleanField(default=False, help_text="Whether the original's words are those.")

    def __str__(self) -> str:
        return f"Translation of page {self.page_id}: {'current' if self.is_current else 'out of date'}"
