"""How far a translation is, and what stands beside the texts of a row in another language."""

from __future__ import annotations

from django.db import models

from delivery.languages import languages

SOURCE = "source"  # beside the texts of a language: the digest of what they were translated from
PRESENT = "present"  # in its place until a row is checked: the texts that the row has then


class TranslationState(models.TextChoices):
    """How far the translation of a text into a language is."""

    ORIGINAL = "original", "Original"
    DONE = "done", "Translated"
    OUT_OF_DATE = "out_of_date", "Out of date"
    MISSING = "missing", "Not translated"


def other_languages() -> tuple[str, ...]:
    """The languages that the site's own is translated into."""
    return languages()[1:]
