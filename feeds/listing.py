"""What feeds list: resources that everybody may see, one of each set of translations."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from wagtail.models import Page

from content_types.core.library import LibraryPage
from content_types.core.registry import ContentType, content_types
from delivery.context import ReadContext
from delivery.fetching import by_key, unread_columns
from delivery.translations import in_language
from delivery.visibility import visible_pages, without_aliases


def address_of(content_type: ContentType) -> str | None:
    """What a type's feed is called in addresses, such as ``wellbeing-guidance``; None for a type that is not listed."""
    if content_type.api is None:
        return None
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in content_type.api.plural)


def listed_types() -> dict[str, ContentType]:
    """The types that are listed, by what their feeds are called."""
    named = ((address_of(one), one) for one in content_types())
    return {name: one for name, one in named if name is not None}


def newest_of(content_type: ContentType, context: ReadContext, number: int) -> list[Any]:
    """The newest visible resources of one type; one statement."""
    found = _newest(content_type.model._default_manager.all(), context)
    return list(found.defer(*unread_columns(content_type.model))[:number])


def newest(context: ReadContext, number: int, topics: Collection[int] | None = None) -> list[Any]:
    """The newest visible resources of all types; only those on any of the topics where keys are given. Two statements, and one a type."""
    rows = LibraryPage.objects.all()
    if topics is not None:
        links = LibraryPage.topics.through.objects.filter(topic__in=topics)
        rows = rows.filter(pk__in=links.values("librarypage_id"))
    keys = list(_newest(rows, context).values_list("pk", flat=True)[:number])
    found = by_key(context.viewer, Page, keys)
    return [found[key] for key in keys if key in found]


def _newest(rows: Any, context: ReadContext) -> Any:
    visible = in_language(context.viewer, visible_pages(context.viewer, without_aliases(rows)))
    return visible.order_by("-first_published_at", "-pk")
