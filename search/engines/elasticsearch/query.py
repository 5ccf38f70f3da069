"""A request in Elasticsearch's query language. Only words that ``search.query`` made are looked for, so nothing typed is ever syntax."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from content_types.core.conditions import chosen, chosen_values, without_choice
from search.engines.base import (
    FACET_LIMIT,
    PAST_EVENT,
    PROMOTED,
    TOTAL_LIMIT,
    Order,
    Reader,
    SearchRequest,
    SimilarRequest,
    SuggestRequest,
)
from search.engines.elasticsearch.conditions import condition_query, having_any
from search.engines.elasticsearch.mapping import LONGEST_PREFIX, PRIVATE, WRITTEN, text_fields
from search.engines.elasticsearch.text_query import VOCABULARIES, Json, best, phrase, text_query

# What is given of a hit: key and type, from columns, so that no document has to be read and unpacked for it.
WHICH: Json = {"source": False, "stored_fields": "_none_", "docvalue_fields": ["id", "type"]}
# The same, with the text as it was written, in which what was found is marked.
WITH_TEXT: Json = {"source": [WRITTEN], "docvalue_fields": ["id", "type"]}
IS_OVER, IS_PROMOTED = "over", "promoted"  # names of the parts that change a score
NEAR = 0.2  # cosine below which two texts have nothing to do with each other
CANDIDATES = 2  # times as many as are wanted are looked at: the server's search of vectors is approximate
SIMILAR_WORDS = 25  # of a page that say most about it: rare elsewhere, frequent in it
SIMILAR_SHARE = "30%"  # of them that another page must have
_SORTS: dict[Order, list[Json]] = {
    Order.NEWEST: [{"first_published_at": {"order": "desc", "unmapped_type": "date"}}, {"id": "desc"}],
    Order.UPDATED: [{"last_published_at": {"order": "desc", "unmapped_type": "date"}}, {"id": "desc"}],
    Order.SOONEST: [],  # by stretches (``soonest``)
    Order.SHORTEST: [{"reading_minutes": {"order": "asc", "unmapped_type": "integer"}}, {"id": "asc"}],
}
_BY_SCORE: list[Json] = [{"_score": "desc"}, {"id": "asc"}]


def body_of(request: SearchRequest) -> Json:
    """Everything that a search asks, as the arguments of one request; where it begins is for the engine to say."""
    inside, after = _split(request)
    body: Json = {
        "query": _query(request, inside),
        "sort": _sort(request),
        "size": request.first + 1,
        "track_total_hits": TOTAL_LIMIT,
        **(WITH_TEXT if request.highlights and not request.browses else WHICH),
        # The same copy of the index for all pages of one search: two copies may score a hair apart.
        "preference": f"copy{zlib.crc32(repr((request.clauses, request.phrases)).encode()):x}",
    }
    if after:
        body["post_filter"] = {"bool": {"filter": [part for parts in after.values() for part in parts]}}
    counts = {**_facets(request, after), **_verified(request)}
    if counts:
        body["aggs"] = counts
    if request.explain:
        body["include_named_queries_score"] = True
    return body


def nearest(request: SearchRequest, vector: Sequence[float], most: int) -> Json:
    """The documents with a passage near to a vector, that the reader may see and that the request's filters and phrases let through."""
    inside, after = _split(request)
    every = replace(request, clauses=(), phrases=(), order=Order.RELEVANCE, explain=False)
    phrases = [best(phrase(words, fields) for fields in text_fields(request.reader)) for words in request.phrases]
    narrowed = _query(every, [*inside, *(part for parts in after.values() for part in parts), *phrases])
    knn = {
        "field": "passages.vector",
        "query_vector": list(vector),
        "k": most,
        "num_candidates": CANDIDATES * most,
        "similarity": NEAR,
        "filter": narrowed,
    }
    return {"knn": knn, "size": most, **WHICH, "track_total_hits": False}


def _sort(request: SearchRequest) -> list[Json]:
    if request.ranked:
        return _BY_SCORE
    return _SORTS[Order.NEWEST if request.order is Order.RELEVANCE else request.order]


# --- Which documents ----------------------------------------------------------------------------------------------------------------


def readable(reader: Reader) -> tuple[list[Json], list[Json]]:
    """What a document must, and must not, be for this reader.

    Every document has an ancestry, so an index that does not have the field (it is not the library's) gives nothing rather than
    everything.
    """
    refused: list[Json] = [{"range": {"expires_at": {"lte": reader.now.isoformat()}}}]
    if reader.refused_pages:
        refused.append({"terms": {"ancestry": sorted(reader.refused_pages)}})
    if reader.refused_restrictions:
        refused.append({"terms": {"restrictions": sorted(reader.refused_restrictions)}})
    return [{"exists": {"field": "ancestry"}}], refused


def _query(request: SearchRequest, inside: Sequence[Json]) -> Json:
    must, refused = readable(request.reader)
    must = [*must, *inside]
    for words in request.excluded:
        refused.extend(phrase(words, fields) for fields in text_fields(request.reader))
    if request.left_out:
        refused.append({"terms": {"id": list(request.left_out)}})
    query: Json = {"bool": {"filter": must, "must_not": refused}}
    if request.browses:
        return query
    if request.ranked:
        query["bool"]["must"] = [_weighed(request)]
        if request.explain:
            query["bool"]["should"] = [
                {"constant_score": {"filter": condition, "boost": 0, "_name": name}}
                for name, condition, _ in _weights(request)
            ]
    else:
        must.append(text_query(request))
    return query


def _split(request: SearchRequest) -> tuple[list[Json], dict[str, list[Json]]]:
    """The request's filters: those that narrow everything, and by field those that do not narrow the counts of that field."""
    inside: list[Json] = []
    after: dict[str, list[Json]] = {}
    for field in request.facets:
        if choice := chosen(request.filters, field):
            after[field] = list(map(having_any, choice))
    inside.extend(map(condition_query, without_choice(request.filters, request.facets)))
    return inside, after


# --- Ranking -----------------------------------------------------------------------------------------------------------------------


def _weights(request: SearchRequest) -> Iterator[tuple[str, Json, float]]:
    yield IS_OVER, {"range": {"ends_at": {"lte": request.reader.now.isoformat()}}}, PAST_EVENT
    if request.promoted:
        yield IS_PROMOTED, {"terms": {"id": list(request.promoted)}}, PROMOTED


def _weighed(request: SearchRequest) -> Json:
    return {
        "function_score": {
            "query": text_query(request),
            "functions": [{"filter": condition, "weight": weight} for _, condition, weight in _weights(request)],
            "score_mode": "multiply",
            "boost_mode": "multiply",
        }
    }


# --- Counts ---------------------------------------------------------------------------------------------------


def _facets(request: SearchRequest, after: dict[str, list[Json]]) -> Json:
    made = {}
    for field in request.facets:
        counted: Json = {
            "terms": {
                "field": f"values.{field}",
                "size": FACET_LIMIT,
                "order": [{"_count": "desc"}, {"_key": "asc"}],
            }
        }
        others = [part for name, parts in after.items() if name != field for part in parts]
        counts = {"values": counted}
        if values := chosen_values(request.filters, field):  # what was chosen is counted however rare it is
            each = {value: {"term": {f"values.{field}": value}} for value in values}
            counts["chosen"] = {"filters": {"filters": each}}
        made[f"facet:{field}"] = {
            "filter": {"bool": {"filter": others}} if others else {"match_all": {}},
            "aggs": counts,
        }
    return made


def _verified(request: SearchRequest) -> Json:
    """Counts of the documents with each word, among all that this reader may see, not among those that the query found."""
    if not request.verify and not request.recognise:
        return {}
    must, refused = readable(request.reader)
    inside, after = _split(request)
    filters = [*must, *inside, *(part for parts in after.values() for part in parts)]
    counts: Json = {
        "verified": {
            "filter": {"bool": {"filter": filters, "must_not": refused}},
            "aggs": {
                f"word:{word}": {"filter": {"bool": {"should": [{"term": {name: word}} for name in VOCABULARIES]}}}
                for word in request.verify
            },
        },
        "recognised": {
            "filter": {"bool": {"filter": must, "must_not": refused}},
            "aggs": {
                f"words:{' '.join(words)}": {"filter": best(phrase(words, one) for one in text_fields(request.reader))}
                for words in request.recognise
            },
        },
    }
    return {"everything": {"global": {}, "aggs": {name: one for name, one in counts.items() if one["aggs"]}}}


# --- As you type, and more like this ------------------------------------------------------------------------------------------------


def suggest_body(request: SuggestRequest) -> Json:
    """Titles with every word, the last perhaps unfinished: those that begin with all of it first, then the shorter."""
    *whole, last = request.words
    must, refused = readable(request.reader)
    must += [{"term": {"opening.words": word}} for word in whole]
    if len(last) > LONGEST_PREFIX:
        must.append({"prefix": {"opening.words": last}})
    else:
        must.append({"term": {"opening.prefixes": last}})
    begins = {"prefix": {"opening": " ".join(request.words)}}
    return {
        "query": {"bool": {"filter": must, "must_not": refused, "should": [{"constant_score": {"filter": begins}}]}},
        "sort": [{"_score": "desc"}, {"title_length": {"order": "asc", "unmapped_type": "integer"}}, {"id": "asc"}],
        "size": request.first,
        **WHICH,
        "track_total_hits": False,
    }


def texts_body(request: SimilarRequest) -> Json:
    """The texts of the request's pages, of those that the reader may see."""
    must, refused = readable(request.reader)
    return {
        "query": {"bool": {"filter": [*must, {"terms": {"id": list(request.pages)}}], "must_not": refused}},
        "size": len(request.pages),
        "source": _searched(request.reader),
        "docvalue_fields": ["id", "type"],
        "track_total_hits": False,
    }


def similar_body(request: SimilarRequest, page: int, index: str, text: Mapping[str, str] | None = None) -> Json:
    """Pages that share the significant terms of one public page; or of a ``text`` (by field), looked for in public and private pages alike."""
    must, refused = readable(request.reader)
    if text is None:
        likes = [_more_like(_searched(request.reader), {"_index": index, "_id": str(page)}, 2)]
    else:
        bare = {name.removeprefix(PRIVATE): said for name, said in text.items()}
        sides = ({f"{side}{name}": said for name, said in bare.items()} for side in ("", PRIVATE))
        # Where the page is itself, a word is in one document more.
        likes = [
            _more_like(list(one), {"_index": index, "doc": one}, 2 if one.keys() == text.keys() else 1) for one in sides
        ]
    return {
        "query": {
            "bool": {
                "must": [best(likes)],
                "filter": must,
                "must_not": [*refused, {"term": {"id": page}}],
            }
        },
        "sort": _BY_SCORE,
        "size": request.first,
        **WHICH,
        "track_total_hits": False,
    }


def _searched(reader: Reader) -> list[str]:
    return [name for fields in text_fields(reader) for name in fields.alike]


def _more_like(fields: Sequence[str], like: Json, least: int) -> Json:
    return {
        "more_like_this": {
            "fields": list(fields),
            "like": [like],
            "min_term_freq": 1,
            "min_doc_freq": least,
            "max_query_terms": SIMILAR_WORDS,
            "minimum_should_match": SIMILAR_SHARE,
        }
    }
