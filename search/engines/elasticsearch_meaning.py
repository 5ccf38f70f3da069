"""Ranking by words and by meaning together: what each finds first, fused by reciprocal rank in our own code.

The server's own fusion is licensed. The fused part of a list is its first ``DEPTH`` by words and by meaning; what follows is ranked by words.
Counts, totals and spelling are those of the words; what only meaning finds is added to the total.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from search import meaning
from search.engines import ELASTICSEARCH
from search.engines.base import Cursor, Hit, Reason, SearchRequest, SearchResult
from search.engines.elasticsearch_answer import result_of, which
from search.engines.elasticsearch_query import WHICH, body_of, nearest
from search.engines.elasticsearch_text import highlight_of

Json = Mapping[str, Any]
DEPTH = 100  # of each ranking


@dataclass(frozen=True)
class Fused:
    """The fused part of a list: keys with scores, best first; types by key; and what the words alone gave."""

    ranking: Sequence[tuple[int, float]]
    types: Mapping[int, str]
    by_words: SearchResult
    by_meaning: frozenset[int]


def applies(request: SearchRequest) -> bool:
    """Whether the request is one of relevance and a model is there."""
    return request.ranked and bool(request.text) and meaning.model() is not None


def bodies(request: SearchRequest) -> list[dict[str, Any]]:
    """The two searches: by words, and by meaning."""
    whole = replace(request, first=DEPTH, after=None, highlights=False)
    vector = meaning.query_vector(request.text)
    assert vector is not None, "`applies` was asked before"
    return [body_of(whole), nearest(request, vector, DEPTH)]


def fuse(request: SearchRequest, words: Json, near: Json) -> Fused:
    """Both answers as one."""
    by_words = result_of(replace(request, first=DEPTH, after=None, highlights=False), words)
    rows = near["hits"]["hits"]
    near_by = [which(row) for row in rows]
    types = dict(near_by) | {hit.id: hit.type for hit in by_words.hits}
    by_meaning = [key for key, _ in near_by]
    return Fused(meaning.fused([[hit.id for hit in by_words.hits], by_meaning]), types, by_words, frozenset(by_meaning))


def page_of(request: SearchRequest, found: Fused) -> SearchResult:
    """The page of the fused part that the request asks for."""
    start = request.after.position if request.after else 0
    words = {hit.id: hit for hit in found.by_words.hits}
    # Of what meaning found, the words may have found some below their first hundred: so many at least there are in all.
    total = max(found.by_words.total, len(found.ranking))
    more = start + request.first < len(found.ranking) or found.by_words.has_next
    hits = []
    for nth, (key, score) in enumerate(found.ranking[start : start + request.first], start + 1):
        reasons: tuple[Reason, ...] = ()
        if request.explain:
            reasons = (*(words[key].reasons if key in words else ()), *_meant(key, found))
        hits.append(Hit(key, found.types[key], score, Cursor(ELASTICSEARCH, nth, score, key), reasons=reasons))
    return replace(found.by_words, hits=hits, total=total, has_next=more)


def _meant(key: int, found: Fused) -> tuple[Reason, ...]:
    if key not in found.by_meaning:
        return ()
    return (Reason("meaning (1 / (60 + rank))", dict(found.ranking)[key]),)


def highlights_body(request: SearchRequest, keys: Sequence[int]) -> dict[str, Any]:
    """The search that marks what was found in these documents, which the reader may see."""
    return {
        "query": {"terms": {"id": list(keys)}},
        "highlight": highlight_of(request),
        "size": len(keys),
        **WHICH,
        "track_total_hits": False,
    }


def rest_of(request: SearchRequest, found: Fused) -> SearchRequest:
    """What comes after the fused part, by words."""
    return replace(request, left_out=tuple(key for key, _ in found.ranking))
