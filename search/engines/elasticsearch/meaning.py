"""Hybrid ranking by words and by meaning: normalised scores of what each finds first, fused in our own code.

The server's own fusion is licensed. The fused part of a list is its first ``DEPTH`` by words and by meaning; what follows is ranked by words.
Facets and spelling are those of the words. The total is what the words find, or what is in the fused part where that is more: everything has
some meaning in common with everything, so that a count of it would say nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from search import meaning
from search.engines.base import ELASTICSEARCH, Cursor, Hit, Reason, SearchRequest, SearchResult
from search.engines.elasticsearch.answers import result_of, which
from search.engines.elasticsearch.query import WITH_TEXT, body_of, nearest

Json = Mapping[str, Any]
DEPTH = 300  # of each ranking


@dataclass(frozen=True)
class Fused:
    """The fused part of a list: keys with scores, best first; types by key; and what the words alone gave."""

    ranking: Sequence[tuple[int, float]]
    types: Mapping[int, str]
    by_words: SearchResult
    by_meaning: Mapping[int, float]


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
    types = dict(map(which, rows)) | {hit.id: hit.type for hit in by_words.hits}
    by_meaning = {which(row)[0]: row["_score"] for row in rows}
    ranking = meaning.fused({hit.id: hit.score or 0.0 for hit in by_words.hits}, by_meaning)
    return Fused(ranking, types, by_words, by_meaning)


def page_of(request: SearchRequest, found: Fused) -> SearchResult:
    """The page of the fused part that the request asks for."""
    start = request.after.position if request.after else 0
    words = {hit.id: hit for hit in found.by_words.hits}
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
    return (Reason("meaning (0 to 1)", found.by_meaning[key]),) if key in found.by_meaning else ()


def texts_body(keys: Sequence[int]) -> dict[str, Any]:
    """The search for the texts of these documents, which the reader may see, to mark what was found in them."""
    return {"query": {"terms": {"id": list(keys)}}, "size": len(keys), **WITH_TEXT, "track_total_hits": False}


def rest_of(request: SearchRequest, found: Fused) -> SearchRequest:
    """What comes after the fused part, by words."""
    return replace(request, left_out=tuple(key for key, _ in found.ranking))
