"""The root field ``search``."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import graphene

from content_types.core.context import ReadContext
from content_types.core.errors import BadInput
from content_types.core.graphql.fields import Enum, list_of
from content_types.core.graphql.filters import LibraryFilter, checked, moment
from content_types.core.registry import searchable
from graphql_api.pages import PageInterface
from graphql_api.paging import PageInfo, checked_first, decode_cursor, encode_cursor
from search.engines import DATABASE, ELASTICSEARCH
from search.engines.base import TOTAL_LIMIT, Cursor, ValueFilter
from search.service import Answer, Found, search_library
from search.text import clean

TERM_FILTERS = ("topics", "professions", "care_settings", "places", "tags")
MAX_KEY = 2**63 - 1

ContentTypeName = Enum(
    "ContentTypeName", [(one.name, one.label) for one in searchable()], "A type of resource that the search holds."
)


class SearchFilter(LibraryFilter):
    """Which resources to search; conditions in different fields must all hold."""

    types = graphene.List(graphene.NonNull(ContentTypeName), description="Any of these types.")


@dataclass(frozen=True)
class Results:
    """A page of results with what its connection needs to answer."""

    answer: Answer
    scope: str
    took: float  # milliseconds
    has_previous: bool

    def cursor(self, cursor: Cursor) -> str:
        """The cursor as clients hold it."""
        return encode_cursor(self.scope, [cursor.engine, cursor.position, cursor.sort, cursor.id])


@dataclass(frozen=True)
class Edge:
    """One hit and the results that it is one of."""

    found: Found
    results: Results


class SearchEdge(graphene.ObjectType):
    """One of a SearchConnection."""

    node = graphene.Field(PageInterface, required=True, description="The resource that was found.")
    cursor = graphene.String(required=True, description="Pass it as `after` to go on from here.")
    score = graphene.Float(
        description="How well it fits, higher is better. Compares hits of one answer only. Null where there is no query."
    )

    @staticmethod
    def resolve_node(root: Edge, info: Any) -> Any:
        return root.found.page

    @staticmethod
    def resolve_cursor(root: Edge, info: Any) -> str:
        return root.results.cursor(root.found.hit.cursor)

    @staticmethod
    def resolve_score(root: Edge, info: Any) -> float | None:
        return root.found.hit.score


class SearchConnection(graphene.ObjectType):
    """What a search found, best first."""

    edges = graphene.Field(list_of(SearchEdge), required=True, description="The hits with their cursors and scores.")
    nodes = graphene.Field(list_of(PageInterface), required=True, description="The resources alone.")
    page_info = graphene.Field(PageInfo, required=True, description="For paging.")
    total_count = graphene.Int(
        required=True, description=f"How many there are in all; exact up to {TOTAL_LIMIT:,}, at least so many beyond."
    )
    took_ms = graphene.Int(required=True, description="Milliseconds that the search took on the server.")
    degraded = graphene.Boolean(
        required=True,
        description="True while the search engine is away and the database answers in its place: the same fields, a plainer ranking.",
    )

    @staticmethod
    def resolve_edges(root: Results, info: Any) -> list[Edge]:
        return [Edge(found, root) for found in root.answer.found]

    @staticmethod
    def resolve_nodes(root: Results, info: Any) -> list[Any]:
        return [found.page for found in root.answer.found]

    @staticmethod
    def resolve_page_info(root: Results, info: Any) -> PageInfo:
        found, last = root.answer.found, root.answer.last
        return PageInfo(
            has_next_page=root.answer.has_next,
            has_previous_page=root.has_previous,
            start_cursor=root.cursor(found[0].hit.cursor) if found else None,
            # Where the engine ended, so that a reader gets past hits that may not be shown.
            end_cursor=root.cursor(last) if last else None,
        )

    @staticmethod
    def resolve_total_count(root: Results, info: Any) -> int:
        return root.answer.total

    @staticmethod
    def resolve_took_ms(root: Results, info: Any) -> int:
        return round(root.took)

    @staticmethod
    def resolve_degraded(root: Results, info: Any) -> bool:
        return root.answer.degraded


def _moment(chosen: Any, name: str, argument: str) -> Any:
    """A moment of the filter in UTC, if one was given. Raises BadInput."""
    return moment(chosen[name], argument) if chosen.get(name) else None


def value_filters(chosen: Any) -> Iterator[ValueFilter]:
    """A SearchFilter as the engines take it. Raises BadInput for a list that is too long.

    Topics and places need no look-up of those below: a document carries all above its own.
    """
    if chosen.get("types") is not None:
        yield ValueFilter("type", _values(chosen["types"], "types"))
    for name in TERM_FILTERS:
        terms = chosen.get(name)
        if terms:
            any_of = terms.get("any_of")
            yield ValueFilter(
                name,
                any_of=None if any_of is None else _values(any_of, f"{name}.anyOf", name),
                all_of=_values(terms.get("all_of"), f"{name}.allOf", name),
                none_of=_values(terms.get("none_of"), f"{name}.noneOf", name),
            )
    if chosen.get("people") is not None:
        yield ValueFilter("people", _values(chosen["people"], "people"))
    if chosen.get("licences") is not None:
        yield ValueFilter("licence", _values(chosen["licences"], "licences"))


def _values(values: Any, argument: str, field: str = "") -> tuple[str, ...]:
    found = (clean(value) for value in checked(values, argument))
    return tuple(value.lower() if field == "tags" else value for value in found)


def scope_of(query: str | None, chosen: Any) -> str:
    """What a cursor is good for: this query with this filter."""
    asked = json.dumps([query or "", chosen], sort_keys=True, default=lambda value: str(getattr(value, "value", value)))
    return f"search/{hashlib.sha256(asked.encode()).hexdigest()[:16]}"


def cursor_of(after: str, scope: str) -> Cursor:
    """The place that a cursor names. Raises BadInput for a broken or foreign one."""
    engine, position, sort, key = decode_cursor(after, scope, 4)
    sound = (
        engine in (DATABASE, ELASTICSEARCH)
        and _is_count(position)
        and _is_count(key)
        and isinstance(sort, float | int)
        and not isinstance(sort, bool)
        and abs(sort) < MAX_KEY  # false for infinity and for what is no number, too
    )
    if not sound:
        raise BadInput(
            "`after` is not a cursor of this search. Use one that the same search gave, or leave it out.", "after"
        )
    return Cursor(engine, position, float(sort), key)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_KEY


class SearchQuery:
    """The root field ``search``."""

    search = graphene.Field(
        SearchConnection,
        required=True,
        description="The library search: resources of every type that the reader may see, best first; any of the words may match, "
        "a title counts double. Without a query the newest come first.",
        query=graphene.Argument(
            graphene.String,
            description="What to look for, in plain words, at most 500 characters. There is no query syntax.",
        ),
        filter=graphene.Argument(SearchFilter, description="Which resources to search; all where it is left out."),
        first=graphene.Int(description="How many, 1 to 100; 20 where it is left out."),
        after=graphene.String(description="The `endCursor` of the page before, of the same query and filter."),
    )

    @staticmethod
    def resolve_search(
        root: Any,
        info: Any,
        query: str | None = None,
        filter: Any = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Results:
        began = time.perf_counter()
        chosen = filter or {}
        scope = scope_of(query, chosen)
        answer = search_library(
            ReadContext.of(info.context).viewer,
            query,
            tuple(value_filters(chosen)),
            first=checked_first(first),
            after=cursor_of(after, scope) if after is not None else None,
            published_from=_moment(chosen, "published_after", "publishedAfter"),
            published_before=_moment(chosen, "published_before", "publishedBefore"),
        )
        return Results(answer, scope, (time.perf_counter() - began) * 1000, after is not None)
