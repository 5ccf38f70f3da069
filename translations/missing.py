"""What of a page has no translation yet, in the words of the form. Its address is one of them: without it the page is not wholly translated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.html import strip_tags
from django.utils.text import Truncator, capfirst
from wagtail.fields import StreamField
from wagtail_localize.models import Translation

WORDS = 12  # of a text, so that it is known again


@dataclass(frozen=True)
class Missing:
    """A text that stands in the original's language where the translation is shown."""

    field: str
    text: str
    required: bool  # readers see it wherever the page is listed


def missing_words(translation: Translation) -> list[Missing]:
    """The texts of a page that nobody translated, or whose translation has an error, in their order."""
    page: Any = translation.source.get_source_instance()
    segments = translation.source.stringsegment_set.select_related("context", "string").order_by("order")
    untranslated = segments.annotate_translation(translation.target_locale).filter(translation__isnull=True)
    return [
        Missing(_field_of(page, one.context.path), _short(one.string.data), _is_required(page, one.context.path))
        for one in untranslated
    ]


def _short(html: str) -> str:
    return Truncator(strip_tags(html)).words(WORDS)


def _is_required(page: Any, path: str) -> bool:
    """Whether this is a field of the page itself that may not be empty; a block of a text may wait."""
    try:
        field = page._meta.get_field(path)
    except FieldDoesNotExist:
        return False
    return path != "slug" and not field.blank  # an address that is not translated is an address


def _field_of(page: Any, path: str) -> str:
    """What the form calls the place: the field, and the kind of the block within it."""
    name, *inside = path.split(".")
    try:
        field = page._meta.get_field(name)
    except FieldDoesNotExist:
        return capfirst(name.replace("_", " "))
    label = capfirst(str(getattr(field, "verbose_name", name.replace("_", " "))))
    if isinstance(field, StreamField) and inside:
        for child in getattr(page, name):
            if str(child.id) == inside[0]:
                return f"{label}: {child.block.label}"
    return label
