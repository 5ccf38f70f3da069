"""The content types of the library, as everything outside ``content_types`` knows them.

Each package registers its type when Django starts. The search, the API, the importer and the checks read this list and never name a type.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from wagtail.models import Page


class Visibility(Enum):
    """Which rule decides who sees a page type."""

    PUBLISHED = "published"  # content_types.core.visibility: live, not expired, no private or unpublished ancestor


@dataclass(frozen=True)
class Ordering:
    """One way to order a list: ORM paths, ``-`` for descending. None of the columns may be null in a visible page."""

    name: str
    columns: tuple[str, ...]
    description: str


@dataclass(frozen=True)
class ListApi:
    """How a type is listed over GraphQL."""

    plural: str
    description: str
    filter_input: type
    apply_filter: Callable[[Any, Any, Any], Any]  # (queryset, filter, ReadContext) -> queryset
    orderings: tuple[Ordering, ...]


@dataclass(frozen=True)
class SearchDeclaration:
    """What the library search takes from a type beyond what every resource has.

    ``text(page)`` gives further words of the body; ``filters(page)`` gives exact values by field name, all JSON; ``labels`` names those values
    for people; ``period(page)`` is when it takes place.
    """

    text: Callable[[Any], Iterable[str]] = lambda page: ()
    filters: Callable[[Any], Mapping[str, Any]] = lambda page: {}
    prefetch: tuple[str, ...] = ()
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    period: Callable[[Any], tuple[datetime, datetime] | None] = lambda page: None


@dataclass(frozen=True)
class ContentType:
    """One type of the library."""

    name: str  # in import files, search filters and documents
    label: str  # for people
    folder: str  # of its import files
    model: type[Page]
    visibility: Visibility
    api: ListApi | None
    search: SearchDeclaration | None
    index_model: type[Page] | None = None
    queries: tuple[type, ...] = ()  # further root fields of the API: classes with graphene fields


_types: dict[str, ContentType] = {}


def register(content_type: ContentType) -> None:
    """Add a type; called from its AppConfig.ready. Raises ValueError for a name that is taken by another model."""
    known = _types.get(content_type.name)
    if known is not None and known.model is not content_type.model:
        raise ValueError(f"Two content types are called {content_type.name!r}: {known.model} and {content_type.model}")
    _types[content_type.name] = content_type


def content_types() -> Iterator[ContentType]:
    """Every registered type, in the order of registration."""
    yield from _types.values()


def by_name(name: str) -> ContentType | None:
    """The type with this name, if there is one."""
    return _types.get(name)


def for_model(model: type[Page]) -> ContentType | None:
    """The type of a page model, if it is registered."""
    return next((one for one in _types.values() if one.model is model), None)


def searchable() -> list[ContentType]:
    """The types that the library search holds."""
    return [one for one in _types.values() if one.search is not None]
