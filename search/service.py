"""The library search as the product asks it: the engine finds, the rule of visibility decides, pages come loaded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from content_types.core.errors import SearchUnavailable
from content_types.core.loading import together
from content_types.core.registry import by_name
from content_types.core.visibility import Viewer, visible_pages
from search.engines import get_engine
from search.engines.base import Cursor, Hit, SearchRequest, ValueFilter
from search.errors import EngineUnavailable
from search.text import checked_query


@dataclass(frozen=True)
class Found:
    """A hit with its page, which the viewer may see."""

    hit: Hit
    page: Any


@dataclass(frozen=True)
class Answer:
    """A page of results. ``last`` is where the engine ended, whether or not that hit could be shown."""

    found: Sequence[Found]
    total: int
    has_next: bool
    last: Cursor | None
    degraded: bool


def search_library(
    viewer: Viewer,
    query: str | None = None,
    filters: Sequence[ValueFilter] = (),
    *,
    first: int,
    after: Cursor | None = None,
    published_from: Any = None,
    published_before: Any = None,
) -> Answer:
    """The pages that ``viewer`` may see, best first; newest first without a query. Raises BadInput and SearchUnavailable.

    One request to the engine, and one SQL statement for each type among the hits (and at most four for what the viewer may see).
    """
    refused = viewer.refused_restrictions
    request = SearchRequest(
        text=checked_query(query),
        now=viewer.now,
        first=first,
        filters=tuple(filters),
        published_from=published_from,
        published_before=published_before,
        refused_pages=frozenset(page for page, _, _ in refused.values()),
        refused_restrictions=frozenset(refused),
        after=after,
    )
    try:
        result = get_engine().search(request)
    except EngineUnavailable as error:
        raise SearchUnavailable("The search does not answer just now. Try again in a minute.") from error
    pages = _load(result.hits, viewer)
    found = [Found(hit, pages[hit.id]) for hit in result.hits if hit.id in pages]
    return Answer(
        found=found,
        # What the index holds and the viewer may not see (yet, or any more) is not counted either.
        total=max(result.total - (len(result.hits) - len(found)), len(found)),
        has_next=result.has_next,
        last=result.hits[-1].cursor if result.hits else None,
        degraded=result.degraded,
    )


def _load(hits: Sequence[Hit], viewer: Viewer) -> dict[int, Page]:
    """The pages of these hits that the viewer may see, by key, loaded together; the index is never trusted with that."""
    by_type: dict[str, list[int]] = defaultdict(list)
    for hit in hits:
        by_type[hit.type].append(hit.id)
    pages: list[Page] = []
    for name, keys in by_type.items():
        content_type = by_name(name)
        if content_type is not None:  # a type that was taken out of the product may still be in the index
            rows = visible_pages(viewer, content_type.model._default_manager.filter(pk__in=keys))
            pages.extend(rows.defer(*_heavy(content_type.model)))
    return {page.pk: page for page in together(pages)}


def _heavy(model: type[Page]) -> list[str]:
    """Columns that are read in bulk if a client selects them (``content_types.core.graphql.streams``), and not before."""
    return [field.name for field in model._meta.get_fields() if isinstance(field, StreamField | RichTextField)]
