"""What Elasticsearch answered, as the product reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from search.engines import ELASTICSEARCH
from search.engines.base import (
    PAST_EVENT,
    PROMOTED,
    TOTAL_LIMIT,
    Cursor,
    Fragment,
    Hit,
    Reason,
    SearchRequest,
    SearchResult,
)
from search.engines.elasticsearch_index import composed
from search.engines.elasticsearch_query import IS_OVER, IS_PROMOTED
from search.text import fold

Json = Mapping[str, Any]


def result_of(request: SearchRequest, answer: Json) -> SearchResult:
    """The result of a request."""
    rows = answer["hits"]["hits"]
    position = request.after.position if request.after else 0
    counts = answer.get("aggregations", {})
    return SearchResult(
        engine=ELASTICSEARCH,
        hits=[_hit(request, row, position + nth) for nth, row in enumerate(rows[: request.first], 1)],
        total=min(answer["hits"]["total"]["value"], TOTAL_LIMIT),
        has_next=len(rows) > request.first,
        facets={field: _counted(counts[f"facet:{field}"]["values"]) for field in request.facets},
        corrections=_corrections(request.spelling, answer),
        verified=_verified(request.verify, counts),
    )


def which(row: Json) -> tuple[int, str]:
    """Key and type of a hit (``elasticsearch_query.WHICH``)."""
    return row["fields"]["id"][0], row["fields"]["type"][0]


def _hit(request: SearchRequest, row: Json, position: int) -> Hit:
    key, kind = which(row)
    return Hit(
        id=key,
        type=kind,
        score=row["_score"] if request.ranked else None,
        cursor=Cursor(ELASTICSEARCH, position, float(row["sort"][0]), row["sort"][1]),
        fragments=fragments_of(row),
        reasons=tuple(_reasons(request, row)) if request.explain and request.ranked else (),
    )


def fragments_of(row: Json) -> tuple[Fragment, ...]:
    """What was marked in a hit, the title first."""
    return tuple(_fragments(row.get("highlight", {})))


def _fragments(found: Mapping[str, Sequence[str]]) -> Iterator[Fragment]:
    in_title = {name: "title" in name for name in found}
    for name in sorted(found, key=lambda one: not in_title[one]):
        for text in found[name]:
            yield Fragment("title" if in_title[name] else "body", text)


def _counted(terms: Json) -> list[tuple[str, int]]:
    return [(one["key"], one["doc_count"]) for one in terms["buckets"]]


def _corrections(spelling: Sequence[str], answer: Json) -> dict[str, str]:
    """The likeliest word for each that no public document has. A word with digits is nobody's correction."""
    asked = {composed([word]): word for word in spelling}
    found = {}
    for entry in answer.get("suggest", {}).get("words", ()):
        nearest = next((one["text"] for one in entry["options"] if one["text"].isalpha()), None)
        if nearest is not None and entry["text"] in asked:
            found[asked[entry["text"]]] = fold(nearest)
    return found


def _verified(words: Sequence[str], counts: Json) -> frozenset[str]:
    if not words:
        return frozenset()
    seen = counts["verified"]["seen"]
    return frozenset(word for word in words if seen[f"word:{word}"]["doc_count"])


def _reasons(request: SearchRequest, row: Json) -> Iterator[Reason]:
    """What gave a hit its score: of each clause its own words or the synonym, whichever counted; then what the whole was multiplied with."""
    named: Mapping[str, float] = row.get("matched_queries", {})
    own: dict[str, list[Reason]] = {}
    other: dict[str, Reason] = {}
    whole = 0.0
    for name, score in named.items():
        clause, _, rest = name.partition(":")
        side, _, label = rest.partition(":")
        if clause == "phrase":
            whole += score
            yield Reason(rest, score)
        elif side == "own":
            own.setdefault(clause, []).append(Reason(label, score))
        elif side == "other" and (clause not in other or other[clause].score < score):
            other[clause] = Reason(label, score)
    for clause in sorted({*own, *other}, key=int):
        mine = own.get(clause, [])
        if clause in other and other[clause].score > sum(one.score for one in mine):
            mine = [other[clause]]
        whole += sum(one.score for one in mine)
        yield from mine
    if IS_OVER in named:
        yield Reason("event is over", whole * (PAST_EVENT - 1))
        whole *= PAST_EVENT
    if IS_PROMOTED in named:
        yield Reason("promoted", whole * (PROMOTED - 1))
