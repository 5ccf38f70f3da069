"""The root fields ``search`` and ``suggest``."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass, replace
from typing import Any

import graphene

from content_types.core.errors import BadInput
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import list_of
from delivery.context import ReadContext
from delivery.languages import active_language
from graphql_api.schema.connections import MAX_KEY, Window, decode_cursor, paging_arguments
from graphql_api.schema.search_types import (
    FILTER,
    Results,
    SearchConnection,
    SearchOrder,
    SuggestionType,
    wanted,
)
from search.engines import DATABASE, ELASTICSEARCH
from search.engines.base import Cursor, Order
from search.service import SearchQuestion, search_library
from search.suggestions import Suggestion, suggestions
from search.text import MAX_QUERY

BY_POSITION = ""  # no engine: how many hits lie before a place is all that is known of it
MAX_SUGGESTIONS = 20
MOST_SEARCHES = 10  # in one request


def scope_of(query: str | None, chosen: Any, order: Order = Order.RELEVANCE, verbatim: bool = False) -> str:
    """What a cursor is good for: this query with this filter in this order."""
    parts = [query or "", chosen, order.value, verbatim]
    asked = json.dumps(parts, sort_keys=True, default=lambda value: str(getattr(value, "value", value)))
    return f"search/{hashlib.sha256(asked.encode()).hexdigest()[:16]}"


@dataclass(frozen=True)
class Part:
    """The part of the results that is asked for: ``size`` hits after a place."""

    size: int
    after: Cursor | None
    begins: bool  # whether it is a search, and no further page of one
    has_previous: bool
    more_after: bool  # whether there is more for certain, whatever the engine says


def part_of(window: Window, scope: str) -> Part:
    """The part of the results that a window means. Raises BadInput.

    What lies before a cursor is counted from the beginning: the position that a cursor has is how many hits there were up to it.
    """
    if window.after is not None and window.before is not None:
        raise BadInput("A search takes `after` or `before`, not both.", "before")
    if window.before is not None:
        if not window.from_end:
            raise BadInput("With `before` a search takes `last`: how many, next to the cursor.", "first")
        until = cursor_of(window.before, scope, "before").position - 1
        start = max(until - window.size, 0)
        after = Cursor(BY_POSITION, start, 0.0, 0) if start else None
        return Part(max(until - start, 0), after, begins=False, has_previous=start > 0, more_after=True)
    if window.from_end:
        raise BadInput("With `last` a search takes `before`: its results are read from the best.", "last")
    after = cursor_of(window.after, scope) if window.after is not None else None
    return Part(window.size, after, begins=after is None, has_previous=after is not None, more_after=False)


def cursor_of(cursor: str, scope: str, argument: str = "after") -> Cursor:
    """The place that a cursor names. Raises BadInput for a broken or foreign one."""
    engine, position, sort, key = decode_cursor(cursor, scope, 4, argument)
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
            f"`{argument}` is not a cursor of this search. Use one that the same search gave, or leave it out.",
            argument,
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
        description="The library search: resources of every type that the reader may see, best first. Any of the words may match, in any of "
        "their forms or by a synonym; the more, and the rarer, the higher; a title counts double. Words that are in no resource are "
        "repaired where others are near. Without a query it browses, newest first.",
        query=graphene.Argument(
            graphene.String,
            description=f'What to look for, at most {MAX_QUERY} characters. Plain words will do. Also understood: "several words in a row", '
            "-word (must not occur), and type: topic: kind: level: profession: setting: place: person: tag: licence: attendance: year: followed "
            'by a slug or a "name in quotes", such as topic:housing. Nothing is a syntax error.',
        ),
        filter=graphene.Argument(FILTER.input_type, description="Which resources to search; all where it is left out."),
        order_by=graphene.Argument(SearchOrder, description="The order; RELEVANCE where it is left out."),
        **paging_arguments("of the same query, filter and order"),
        verbatim=graphene.Boolean(
            default_value=False,
            description="True searches for the words as they are typed; `didYouMean` then says how they may have been meant.",
        ),
    )
    suggest = graphene.Field(
        list_of(SuggestionType),
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
        verbatim: bool = False,
        **paging: Any,
    ) -> Results:
        began = time.perf_counter()
        _count_search(info, "search")
        chosen = filter or {}
        order = Order(getattr(order_by, "value", order_by)) if order_by is not None else Order.RELEVANCE
        scope = f"{scope_of(query, chosen, order, verbatim)}/{active_language()}"
        part = part_of(Window.of(**paging), scope)
        asked = wanted(info)
        context = ReadContext.of(info.context)
        answer = search_library(
            context.viewer,
            SearchQuestion(
                query=query,
                filters=FILTER.conditions(chosen, context),
                first=max(part.size, 1),
                after=part.after,
                order=order,
                facets=asked.facets,
                highlights=asked.highlights,
                verbatim=verbatim,
                recorded=part.begins,
                # Who names languages in the filter gets what there is in each of them.
                language=active_language() if chosen.get("locales") is None else None,
            ),
        )
        if not part.size:
            answer = replace(answer, found=[], last=None)
        if part.more_after:
            answer = replace(answer, has_next=True)
        return Results(answer, scope, (time.perf_counter() - began) * 1000, part.has_previous, context.viewer)

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
