"""The content types of the library, as everything outside ``content_types`` knows them.

Each package registers its type when Django starts. The search, the API, the importer and the checks read this list and never name a type.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from wagtail.models import Page

from content_types.core.contributions import TakesContributions
from content_types.core.graphql.block_types import BlockApi, show_blocks
from content_types.core.markdown.declaration import MarkdownDeclaration, Shown
from content_types.core.markdown.streams import write_blocks
from content_types.core.registrations import TakesRegistrations
from content_types.core.starters import Starter

if TYPE_CHECKING:
    from content_types.core.filtering.fields import OwnField
    from content_types.core.graphql.filters import ResourceFilter
    from delivery.context import ReadContext


class Visibility(Enum):
    """Which rule decides who sees a page type."""

    PUBLISHED = "published"  # delivery.visibility: live, not expired, no private or unpublished ancestor


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
    filter: ResourceFilter
    orderings: tuple[Ordering, ...]


@dataclass(frozen=True)
class SearchDeclaration:
    """What the library search takes from a type beyond what every resource has.

    ``text(page)`` gives further words of the body; ``fields`` are what it can be filtered and counted by, in lists as in the search; ``period``
    names the columns of when it begins and ends, of what takes place at a time.
    """

    text: Callable[[Any], Iterable[str]] = lambda page: ()
    fields: tuple[OwnField, ...] = ()
    prefetch: tuple[str, ...] = ()
    period: tuple[str, str] | None = None


@dataclass(frozen=True)
class ContentType:
    """One type of the library."""

    name: str  # in import files and search documents
    type_name: str  # in the API, such as Article; its filter, order and connection are called after it
    label: str  # for people
    folder: str  # of its import files
    model: type[Page]
    visibility: Visibility
    fields: Sequence[Any]  # what the API shows of one, beside what it shows of every resource: field(…)
    api: ListApi | None
    search: SearchDeclaration | None
    index_model: type[Page] | None = None
    blocks: Sequence[BlockApi] = ()  # what the API shows of its own blocks
    markdown: MarkdownDeclaration = field(default_factory=MarkdownDeclaration)
    # As JSON-LD: (what is asked of it, what every resource says) -> what this one says.
    linked_data: Callable[[Shown, dict[str, Any]], dict[str, Any]] = lambda shown, node: node
    # What of a page has an id of its own: by the kind in its id, (who asks, keys) -> what they may see, by key.
    nodes: Mapping[str, Callable[[ReadContext, Set[int]], Mapping[int, Any]]] = field(default_factory=dict)
    review_months: int | None = (
        24  # after which somebody looks again whether it is right; None: never, as of what takes place once
    )
    starters: tuple[Starter, ...] = ()  # what people have in their own words, each with a page begun for it
    contributions: TakesContributions | None = None  # how a page is made of what a member sends
    registrations: TakesRegistrations | None = None  # how people register for pages of the type; None: they do not
    use_reports: bool = False  # whether members report that they use pages of the type
    queries: tuple[type, ...] = ()  # further root fields of the API: classes with graphene fields

    def starter(self, name: str) -> Starter | None:
        """The starter with this name, if it has one."""
        return next((one for one in self.starters if one.name == name), None)

    @property
    def enum_value(self) -> str:
        """What the API's enum of types calls it, such as WELLBEING_GUIDANCE."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", self.type_name).upper()


_types: dict[str, ContentType] = {}


def show(model: Any, fields: Sequence[Any], *, name: str = "", interfaces: tuple[type, ...] = ()) -> None:
    """Say what the API shows of a model, and under which name: the ``graphql_fields`` and ``graphql_interfaces`` of wagtail-grapple.

    They are set from here, so that models know nothing of the API. What inherits from the model has them too, unless it is shown itself.
    """
    model.graphql_fields = list(fields)
    model.graphql_type_name = name or model.__name__
    if interfaces:
        model.graphql_interfaces = interfaces


def register(content_type: ContentType) -> None:
    """Add a type; called from its AppConfig.ready. Raises ValueError for a name that is taken by another model."""
    known = _types.get(content_type.name)
    if known is not None and known.model is not content_type.model:
        raise ValueError(f"Two content types are called {content_type.name!r}: {known.model} and {content_type.model}")
    _types[content_type.name] = content_type
    show(content_type.model, content_type.fields, name=content_type.type_name)
    if content_type.index_model is not None:
        content_type.index_model.graphql_type_name = f"{content_type.type_name}Index"
    show_blocks(content_type.blocks)
    write_blocks(content_type.markdown.blocks)


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
