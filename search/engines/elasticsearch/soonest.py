"""What is coming first: a list in three stretches, each in an order of its own, asked in one request.

A server without scripts sorts by fields alone, and by the start of events the coming ones go up and those that are over go down.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from search.engines.base import ELASTICSEARCH, SearchRequest
from search.engines.elasticsearch.query import body_of

Json = dict[str, Any]
# Milliseconds, farther apart than any two moments of the calendar: where the sort values of each stretch begin in a cursor.
_APART = 10**15
_REACH = _APART // 10


@dataclass(frozen=True)
class _Stretch:
    condition: Json
    sort: Json


def _stretches(now: datetime) -> list[_Stretch]:
    ended = {"range": {"ends_at": {"lte": now.isoformat()}}}
    return [
        _Stretch({"range": {"ends_at": {"gt": now.isoformat()}}}, _sorted("starts_at", "asc")),
        _Stretch(ended, _sorted("starts_at", "desc")),
        _Stretch({"bool": {"must_not": {"exists": {"field": "ends_at"}}}}, _sorted("first_published_at", "desc")),
    ]


def _sorted(field: str, order: str) -> Json:
    return {field: {"order": order, "unmapped_type": "date"}}


def bodies(request: SearchRequest) -> list[Json]:
    """The searches of the stretches, from the cursor on if it is one of this engine; the first counts the facets of them all."""
    whole = body_of(request)
    made = []
    for nth, stretch in enumerate(_stretches(request.reader.now)):
        narrowed = [*whole.get("post_filter", {}).get("bool", {}).get("filter", ()), stretch.condition]
        body = {
            **whole,
            "sort": [stretch.sort, {"id": "asc"}],
            "post_filter": {"bool": {"filter": narrowed}},
            **_beginning(request, nth),
        }
        if nth:
            body.pop("aggs", None)
        made.append(body)
    return made


def _beginning(request: SearchRequest, nth: int) -> Json:
    after = request.after
    if after is None or after.engine != ELASTICSEARCH:
        return {}
    at, moment = _place(after.sort)
    if nth < at:
        return {"size": 0}
    return {"search_after": [moment, after.id]} if nth == at else {}


def _place(sort: float) -> tuple[int, int]:
    """The stretch and the sort value that a cursor's means."""
    at = int(sort + _REACH) // _APART
    return at, int(sort) - at * _APART


def counting(request: SearchRequest) -> list[Json]:
    """How long the stretches are: asked before a list that another engine began goes on here."""
    return [{name: part for name, part in {**body, "size": 0}.items() if name != "aggs"} for body in bodies(request)]


def beginning_at(position: int, searches: Sequence[Json], lengths: Sequence[Mapping[str, Any]]) -> Iterator[Json]:
    """The searches, from a place in the whole list on."""
    for body, answer in zip(searches, lengths, strict=True):
        length = answer["hits"]["total"]["value"]
        yield {**body, "size": 0} if position >= length else {**body, "from_": position}
        position = max(position - length, 0)


def as_one(answers: Sequence[Mapping[str, Any]]) -> Json:
    """The answers as that of one search."""
    rows = [
        {**row, "sort": [nth * _APART + row["sort"][0], row["sort"][1]]}
        for nth, answer in enumerate(answers)
        for row in answer["hits"]["hits"]
    ]
    total = sum(answer["hits"]["total"]["value"] for answer in answers)
    return {**answers[0], "hits": {"hits": rows, "total": {"value": total}}}
