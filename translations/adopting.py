"""Making a page that was translated elsewhere one that wagtail-localize knows, so that it is edited beside its original."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from translations.words import words_of

TOOL = "import"


def adopt(page: Any, original: Any) -> bool:
    """Note each text of a page as the translation of that in the same place of its original; whether every text has one.

    Blocks are the same where their ids are. Where a text has no counterpart nothing is noted, and the page is edited by itself: the editor that shows
    both would put the original's words in the place of the translator's.
    """
    texts: dict[str, list[str]] = {}
    for path, text in words_of(page):
        texts.setdefault(path, []).append(text)
    source, _ = TranslationSource.update_or_create_from_instance(original)
    segments: dict[str, list[StringSegment]] = {}
    for segment in StringSegment.objects.filter(source=source).select_related("context", "string").order_by("order"):
        segments.setdefault(segment.context.path, []).append(segment)
    slug = segments.pop("slug", [])
    if {path: len(found) for path, found in segments.items()} != {path: len(found) for path, found in texts.items()}:
        Translation.objects.filter(source=source, target_locale=page.locale).update(enabled=False)
        return False
    pairs = [
        (segment, text) for path, found in segments.items() for segment, text in zip(found, texts[path], strict=True)
    ]
    for segment, text in [*pairs, *((one, page.slug) for one in slug)]:
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            locale=page.locale,
            context=segment.context,
            defaults={
                "data": text,
                "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
                "tool_name": TOOL,
                "updated_at": timezone.now(),
                "has_error": False,
                "field_error": "",
            },
        )
    Translation.objects.update_or_create(source=source, target_locale=page.locale, defaults={"enabled": True})
    return True
