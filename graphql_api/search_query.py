"""The root fields ``search`` and ``suggest``."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from typing import Any

import graphene

from content_types.core.context import ReadContext
from content_types.core.errors import BadInput
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import list_of
from content_types.core.graphql.filters import MAX_ALL_OF, MAX_TERMS, checked, moment
from graphql_api.paging import checked_first, decode_cursor, paging_arguments
from graphql_api.search_types import (
    Results,
    SearchConnection,
    SearchFilter,
    SearchOrder,
    SuggestionType,
    wanted,
)
from search.engines import DATABASE, ELASTICSEARCH
from search.engines.base import Cursor, Order, ValueFilter
from search.service import SearchQuestion, search_library
from search.suggestions import Suggestion, suggestions
from search.text import MAX_QUERY, clean

TERM_FILTERS = ("topics", "professions", "care_settings", "places", "tags")
# Closed sets: the argument, and the field of the documents.
VALUE_FILTERS = {
    "types": "type",
    "kinds": "kind",
    "levels": "level",
    "formats": "format",
    "licences": "licence",
    "people": "people",
    "locales": "locale",
}
MAX_KEY = 2**63 - 1
MAX_SUGGESTIONS = 20
MOST_SEARCHES = 10  # in one request


def _moment(chosen: Any, name: str, argument: str) -> Any:
    """A moment of the filter in UTC, if one was given. Raises BadInput."""
    return moment(chosen[name], argument) if chosen.get(name) else None


def value_filters(chosen: Any) -> Iterator[ValueFilter]:
    """A SearchFilter as the engines take it. Raises BadInput for a list that is too long.

    Topics and places need no look-up of those below: a document carries all above its own.
    """
    for argument, field in VALUE_FILTERS.items():
        if chosen.get(argument) is not None:
            yield ValueFilter(field, _values(chosen[argument], argument))
    if chosen.get("years") is not None:
        yield ValueFilter("year", _values(chosen["years"], "years"))
    for name in TERM_FILTERS:
        terms = chosen.get(name)
        if terms:
            any_of = terms.get("any_of")
            yield ValueFilter(
                name,
                any_of=None if any_of is None else _values(any_of, f"{name}.anyOf", name),
                all_of=_values(terms.get("all_of"), f"{name}.allOf", name, MAX_ALL_OF),
                none_of=_values(terms.get("none_of"), f"{name}.noneOf", name),
            )


def _values(values: Any, argument: str, field: str = "", most: int = MAX_TERMS) -> tuple[str, ...]:
    found = (clean(value) for value in checked(values, argument, most))
    return tuple(value.lower() if field == "tags" else value for value in found)


def scope_of(query: str | None, chosen: Any, order: Order = Order.RELEVANCE, verbatim: bool = False) -> str:
    """What a cursor is good for: this query with this filter in this order."""
    parts = [query or "", chosen, order.value, verbatim]
    asked = json.dumps(parts, sort_keys=True, default=lambda value: str(getattr(value, "value", value)))
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


def _count_search(info: Any, field: str) -> None:
    """Raises BadInput for one search too many in a request: each asks the engine, whatever it gives."""
    kept = ReadContext.of(info.context).cache
    asked = kept["searches"] = kept.get("searches", 0) + 1
    if asked > MOST_SEARCHES:
        raise BadInput(
            f"One request may search {MOST_SEARCHES} times, `search` and `suggest` together; here it is {asked}. Send several requests.",
            field,
        )


class SearchQuery:
    """The root fields ``search`` and ``suggest``."""

    search = graphene.Field(
        SearchConnection,
        required=True,
        description="The library search: resources of every type that the reader may see, best first. Any of the words may match, in any of "
        "their forms or by a synonym; the more, and the rarer, the higher; a title counts double. Words that are in no resource are "
        "repaired where others are near. Without a query it browses, newest first.",
        query=graphene.Argument(
            graphene.String,
            description=f'What to look for, at most {MAX_QUERY} characters. Plain words will do. Also understood: "several words in a row", '
            "-word (must not occur), and type: topic: kind: level: profession: setting: place: person: tag: licence: format: year: followed "
            'by a slug or a "name in quotes", such as topic:housing. Nothing is a syntax error.',
        ),
        filter=graphene.Argument(SearchFilter, description="Which resources to search; all where it is left out."),
        order_by=graphene.Argument(SearchOrder, description="The order; RELEVANCE where it is left out."),
        **paging_arguments(after="The `endCursor` of the page before, of the same query, filter and order."),
        verbatim=graphene.Boolean(
            default_value=False,
            description="True searches for the words as they are typed; `didYouMean` then says how they may have been meant.",
        ),
    )
    suggest = graphene.Field(
        list_of(SuggestionType),
        required=True,
        description="What somebody may be about to type: topics, people and places, what others often ask, and titles. From two letters on.",
        prefix=graphene.Argument(
            graphene.String, required=True, description=f"What is typed so far, at most {MAX_QUERY} characters."
        ),
        first=graphene.Int(description=f"How many at most, 1 to {MAX_SUGGESTIONS}; 8 where it is left out."),
    )

    @staticmethod
    @costs(once=1_200)
    def resolve_search(
        root: Any,
        info: Any,
        query: str | None = None,
        filter: Any = None,
        order_by: Any = None,
        first: int | None = None,
        after: str | None = None,
        verbatim: bool = False,
    ) -> Results:
        began = time.perf_counter()
        _count_search(info, "search")
        chosen = filter or {}
        order = Order(getattr(order_by, "value", order_by)) if order_by is not None else Order.RELEVANCE
        scope = scope_of(query, chosen, order, verbatim)
        asked = wanted(info)
        viewer = ReadContext.of(info.context).viewer
        answer = search_library(
            viewer,
            SearchQuestion(
                query=query,
                filters=tuple(value_filters(chosen)),
                first=checked_first(first),
                after=cursor_of(after, scope) if after is not None else None,
                order=order,
                published_from=_moment(chosen, "published_after", "publishedAfter"),
                published_before=_moment(chosen, "published_before", "publishedBefore"),
                facets=asked.facets,
                highlights=asked.highlights,
                verbatim=verbatim,
            ),
        )
        return Results(answer, scope, (time.perf_counter() - began) * 1000, after is not None, viewer)

    @staticmethod
    @costs(once=500)
    def resolve_suggest(root: Any, info: Any, prefix: str, first: int | None = None) -> list[Suggestion]:
        _count_search(info, "suggest")
        most = 8 if first is None else first
        if not 1 <= most <= MAX_SUGGESTIONS:
            raise BadInput(f"`first` must be from 1 to {MAX_SUGGESTIONS}; {first} was given.", "first")
        if len(prefix) > MAX_QUERY:
            raise BadInput(f"`prefix` may have at most {MAX_QUERY} characters; {len(prefix)} were given.", "prefix")
        return suggestions(ReadContext.of(info.context).viewer, prefix, most)
