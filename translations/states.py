"""How far the translation of a page is: worked out where a page is written, so that reading it costs a column."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page

from content_types.core.translation_states import TranslationState
from delivery.languages import default_language
from translations.models import PageTranslation
from translations.words import digest_of


def original_of(page: Page) -> Any | None:
    """The page in the site's language that this one is a translation of, as it is live, of its own type; None for an original."""
    found = (
        Page.objects.filter(translation_key=page.translation_key, locale__language_code=default_language())
        .exclude(pk=page.pk)
        .first()
    )
    return found.specific if found is not None else None


def note_translation(page: Page, *, from_words: str | None) -> None:
    """Note that a page was translated from words with this digest; None: not all of it is translated."""
    original = original_of(page)
    if original is None:
        PageTranslation.objects.filter(pk=page.pk).delete()
        return
    source = from_words or ""
    is_current = bool(source) and source == digest_of(original)
    PageTranslation.objects.update_or_create(pk=page.pk, defaults={"source": source, "is_current": is_current})


def compare_translations(original: Any) -> None:
    """Look which translations of a page were made from the words that are live now."""
    others = Page.objects.filter(translation_key=original.translation_key).exclude(pk=original.pk).order_by()
    rows = PageTranslation.objects.filter(page__in=others.values("pk"))
    if not rows.exists():
        return
    live = type(original)._default_manager.get(pk=original.pk)  # not what is being drafted
    words = digest_of(live)
    rows.filter(source=words, is_current=False).update(is_current=True)
    rows.exclude(source=words).filter(is_current=True).update(is_current=False)


def state_of(page: Page, row: PageTranslation | None, *, is_original: bool) -> TranslationState:
    """The state of a page that is there."""
    if is_original:
        return TranslationState.ORIGINAL
    return TranslationState.DONE if row is not None and row.is_current else TranslationState.OUT_OF_DATE
