"""What Elasticsearch answered, as the product reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from search.engines.base import (
    ELASTICSEARCH,
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
from search.engines.elasticsearch.mapping import WRITTEN
from search.engines.elasticsearch.query import IS_OVER, IS_PROMOTED
from search.highlight import highlighters
from search.stemming import algorithm_of

Json = Mapping[str, Any]


def result_of(request: SearchRequest, answer: Json) -> SearchResult:
    """The result of a request."""
    rows = answer["hits"]["hits"]
    shown = rows[: request.first]
    position = request.after.position if request.after else 0
    counts = answer.get("aggregations", {})
    return SearchResult(
        engine=ELASTICSEARCH,
        hits=[
            _hit(request, row, position + nth, fragments)
            for nth, (row, fragments) in enumerate(zip(shown, fragments_of(request, shown), strict=True), 1)
        ],
        total=min(answer["hits"]["total"]["value"], TOTAL_LIMIT),
        has_next=len(rows) > request.first,
        facets={field: _counted(counts[f"facet:{field}"]) for field in request.facets},
        verified=frozenset(_having(request.verify, "verified", "word:", counts)),
        recognised=frozenset(
            tuple(words.split()) for words in _having(map(" ".join, request.recognise), "recognised", "words:", counts)
        ),
    )


def which(row: Json) -> tuple[int, str]:
    """Key and type of a hit (``query.WHICH``)."""
    return row["fields"]["id"][0], row["fields"]["type"][0]


def _hit(request: SearchRequest, row: Json, position: int, fragments: tuple[Fragment, ...]) -> Hit:
    key, kind = which(row)
    return Hit(
        id=key,
        type=kind,
        score=row["_score"] if request.ranked else None,
        cursor=Cursor(ELASTICSEARCH, position, float(row["sort"][0]), row["sort"][1]),
        fragments=fragments,
        reasons=tuple(_reasons(request, row)) if request.explain and request.ranked else (),
    )


def fragments_of(request: SearchRequest, rows: Sequence[Json]) -> list[tuple[Fragment, ...]]:
    """Where the query is in each of these hits, which have their text (``query.WITH_TEXT``); none where it was not asked for."""
    texts = [row.get("_source", {}).get(WRITTEN) for row in rows]
    languages = [algorithm_of(text["locale"]) if text else "" for text in texts]
    marking = highlighters(request.clauses, request.phrases, filter(None, languages))
    return [
        marking[language].fragments(text["title"], text["body"]) if text else ()
        for language, text in zip(languages, texts, strict=True)
    ]


def _counted(facet: Json) -> list[tuple[str, int]]:
    """The counts of a facet: the most frequent values, and those that were chosen."""
    frequent = [(one["key"], one["doc_count"]) for one in facet["values"]["buckets"]]
    chosen = facet["chosen"]["buckets"] if "chosen" in facet else {}
    known = {value for value, _ in frequent}
    further = [(value, one["doc_count"]) for value, one in chosen.items() if value not in known]
    return [*frequent, *sorted(further, key=lambda one: (-one[1], one[0]))]


def _having(asked: Iterable[str], name: str, prefix: str, counts: Json) -> Iterator[str]:
    """Those of these that any document has (``query._verified``)."""
    for one in asked:
        if counts["everything"][name][f"{prefix}{one}"]["doc_count"]:
            yield one


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
