"""A request in Elasticsearch's query language. Only words that ``search.query`` made are looked for, so nothing typed is ever syntax."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from search.engines.base import (
    FACET_LIMIT,
    FRAGMENT_LENGTH,
    FRAGMENTS,
    MARK_END,
    MARK_START,
    PAST_EVENT,
    PROMOTED,
    SYNONYM,
    TOTAL_LIMIT,
    Order,
    Reader,
    SearchRequest,
    SimilarRequest,
    SuggestRequest,
    ValueFilter,
)
from search.engines.elasticsearch_index import LONGEST_PREFIX, TextFields, composed, text_fields
from search.synonyms import Clause, Words
from search.text import STOP_WORDS

Json = dict[str, Any]

NOTHING: Json = {"match_none": {}}
IS_OVER, IS_PROMOTED = "over", "promoted"  # names of the parts that change a score
NEAR = 0.3  # cosine below which two texts have little to do with each other
SPELLED = 3  # candidates for one misspelled word
SPELLED_RIGHT = 0.7  # how much of a word must be right: one letter may be wrong in four, two in seven
SIMILAR_WORDS = 25  # of a page that say most about it: rare elsewhere, frequent in it
SIMILAR_SHARE = "30%"  # of them that another page must have
_VOCABULARIES = ("spelling", "private_words")
_SORTS: dict[Order, list[Json]] = {
    Order.NEWEST: [{"first_published_at": {"order": "desc", "unmapped_type": "date"}}, {"id": "desc"}],
    Order.SOONEST: [{"starts_at": {"order": "asc", "unmapped_type": "date"}}, {"id": "asc"}],
    Order.READING_TIME: [{"reading_minutes": {"order": "asc", "unmapped_type": "integer"}}, {"id": "asc"}],
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
        "source": ["type"],
        # The same copy of the index for all pages of one search: two copies may score a hair apart.
        "preference": f"copy{zlib.crc32(repr((request.clauses, request.phrases)).encode()):x}",
    }
    if after:
        body["post_filter"] = {"bool": {"filter": [part for parts in after.values() for part in parts]}}
    counts = {**_facets(request.facets, after), **_verified(request)}
    if counts:
        body["aggs"] = counts
    if request.spelling:
        body["suggest"] = _spelling(request.spelling)
    if request.highlights and not request.browses:
        body["highlight"] = highlight_of(request)
    if request.explain:
        body["include_named_queries_score"] = True
    return body


def nearest(request: SearchRequest, vector: Sequence[float], most: int) -> Json:
    """The documents with a passage near to a vector, that the reader may see and that the request's filters and phrases let through."""
    inside, after = _split(request)
    every = replace(request, clauses=(), phrases=(), order=Order.RELEVANCE, explain=False)
    phrases = [_best(_phrase(words, fields) for fields in text_fields()) for words in request.phrases]
    narrowed = _query(every, [*inside, *(part for parts in after.values() for part in parts), *phrases])
    knn = {
        "field": "passages.vector",
        "query_vector": list(vector),
        "k": most,
        "num_candidates": 2 * most,
        "similarity": NEAR,
        "filter": narrowed,
    }
    return {"knn": knn, "size": most, "source": ["type"], "track_total_hits": False}


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
    if request.order is Order.SOONEST:
        must.append({"range": {"ends_at": {"gt": request.reader.now.isoformat()}}})
    for words in request.excluded:
        refused.extend(_phrase(words, fields) for fields in text_fields())
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
    for one in request.filters:
        if one.field in request.facets and one.any_of is not None:
            after.setdefault(one.field, []).append(_any_of(one))
            inside.extend(_filter(one, with_any=False))
        else:
            inside.extend(_filter(one))
    published = {
        name: moment.isoformat()
        for name, moment in (("gte", request.published_from), ("lt", request.published_before))
        if moment is not None
    }
    if published:
        inside.append({"range": {"first_published_at": published}})
    return inside, after


def _any_of(one: ValueFilter) -> Json:
    return {"terms": {f"values.{one.field}": list(one.any_of or ())}}


def _filter(one: ValueFilter, *, with_any: bool = True) -> Iterator[Json]:
    if with_any and one.any_of is not None:
        yield _any_of(one)
    for value in one.all_of:
        yield {"term": {f"values.{one.field}": value}}
    if one.none_of:
        yield {"bool": {"must_not": {"terms": {f"values.{one.field}": list(one.none_of)}}}}


# --- The text -----------------------------------------------------------------------------------------------------------------------


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


def text_query(request: SearchRequest) -> Json:
    """The clauses and phrases, with their scores. A document is in one language, so the best of the languages is its own."""
    if _only_stop_words(request):
        return _written([word for one in request.clauses for word in one.words])
    return _best(_text(request, fields) for fields in text_fields())


def _only_stop_words(request: SearchRequest) -> bool:
    """Whether the analysis would leave nothing of the query, so that “who” or “it” has to be looked for as it is written."""
    return not request.phrases and all(
        one.plain and all(word in STOP_WORDS for word in one.words) for one in request.clauses
    )


def _written(words: Sequence[str]) -> Json:
    return _best({"match": {name: composed(words)}} for name in _VOCABULARIES)


def _text(request: SearchRequest, fields: TextFields) -> Json:
    clauses: list[Json] = []
    plain = [word for one in request.clauses if one.plain for word in one.words]
    if plain and not request.explain:
        # Title and body as one field: a word counts by how rare it is in both together, and twice in a title.
        clauses.append(_combined(plain, fields))
    for nth, one in enumerate(request.clauses):
        if not one.plain or request.explain:
            clauses.append(_clause(one, fields, f"{nth}" if request.explain else None))
    query: Json = {
        "filter": [_phrase(words, fields) for words in request.phrases],
        "should": [
            {**_combined(words, fields, name=f"phrase:“{' '.join(words)}”" if request.explain else None)}
            for words in request.phrases
        ],
    }
    if clauses:
        query["must"] = [{"bool": {"should": clauses, "minimum_should_match": 1}}]
    return {"bool": query}


def _clause(one: Clause, fields: TextFields, name: str | None) -> Json:
    """A clause's own words, or the best of what else it means. With a ``name`` each part can be told from the others in the answer."""
    if name is None:
        own = _combined(one.words, fields)
    else:
        # The sum of the words alone is the score of them together.
        own = {
            "bool": {
                "should": [_combined([word], fields, name=f"{name}:own:{word}") for word in dict.fromkeys(one.words)]
            }
        }
    if one.plain:
        return own
    said = " ".join(one.words)
    return _best(
        [
            own,
            *(
                _alternative(words, one, fields, name and f"{name}:other:{said} → {' '.join(words)}")
                for words in one.alternatives
            ),
        ]
    )


def _alternative(words: Words, clause: Clause, fields: TextFields, name: str | None) -> Json:
    """Words in a row, in place of a clause's own. Where they are more than those, they count together what those would, not more."""
    boost = SYNONYM * min(1.0, len(clause.words) / len(words))
    scored = _combined(words, fields, operator="and")
    made: Json = {"bool": {"must": [scored], "boost": boost}}
    if len(words) > 1:
        made["bool"]["filter"] = [_phrase(words, fields)]
    if name:
        made["bool"]["_name"] = name
    return made


def _combined(words: Iterable[str], fields: TextFields, *, operator: str = "or", name: str | None = None) -> Json:
    query: Json = {"query": composed(list(words)), "fields": fields.weighted, "operator": operator}
    if name:
        query["_name"] = name
    return {"combined_fields": query}


def _phrase(words: Sequence[str], fields: TextFields) -> Json:
    """Words in a row in the title or in the body; one word, anywhere in either."""
    return {"multi_match": {"query": composed(words), "type": "phrase", "fields": fields.both}}


def _best(queries: Iterable[Json]) -> Json:
    many = list(queries)
    return many[0] if len(many) == 1 else {"dis_max": {"queries": many}}


# --- Counts, spelling, highlights ---------------------------------------------------------------------------------------------------


def _facets(facets: Sequence[str], after: dict[str, list[Json]]) -> Json:
    made = {}
    for field in facets:
        counted: Json = {
            "terms": {
                "field": f"values.{field}",
                "size": FACET_LIMIT,
                "order": [{"_count": "desc"}, {"_key": "asc"}],
            }
        }
        others = [part for name, parts in after.items() if name != field for part in parts]
        made[f"facet:{field}"] = {
            "filter": {"bool": {"filter": others}} if others else {"match_all": {}},
            "aggs": {"values": counted},
        }
    return made


def _verified(request: SearchRequest) -> Json:
    """Counts of the documents with each word, among all that this reader may see, not among those that the query found."""
    if not request.verify:
        return {}
    must, refused = readable(request.reader)
    inside, after = _split(request)
    filters = [*must, *inside, *(part for parts in after.values() for part in parts)]
    words = {
        f"word:{word}": {"filter": {"bool": {"should": [{"term": {name: composed([word])}} for name in _VOCABULARIES]}}}
        for word in request.verify
    }
    seen = {"filter": {"bool": {"filter": filters, "must_not": refused}}, "aggs": words}
    return {"verified": {"global": {}, "aggs": {"seen": seen}}}


def _spelling(words: Sequence[str]) -> Json:
    term = {
        "field": "spelling",
        "suggest_mode": "missing",
        "prefix_length": 1,
        "min_word_length": 4,
        "max_edits": 2,
        "accuracy": SPELLED_RIGHT,
        "sort": "score",
        "size": SPELLED,
    }
    return {"words": {"text": composed(words), "term": term}}


def highlight_of(request: SearchRequest) -> Json:
    """What to mark in the hits of a request."""
    fields: Json = {}
    for pair in text_fields():
        fields[pair.title] = {"number_of_fragments": 0}
        fields[pair.body] = {"number_of_fragments": FRAGMENTS, "fragment_size": FRAGMENT_LENGTH, "order": "score"}
    return {
        "type": "unified",
        "pre_tags": [MARK_START],
        "post_tags": [MARK_END],
        "highlight_query": {"bool": {"should": [part for pair in text_fields() for part in _marked(request, pair)]}},
        "fields": fields,
    }


def _marked(request: SearchRequest, fields: TextFields) -> Iterator[Json]:
    """What is marked: each word, and phrases and synonyms of several words only where they are in a row."""
    words = [word for one in request.clauses for word in one.words]
    if words:
        yield {"multi_match": {"query": composed(words), "type": "most_fields", "fields": fields.both}}
    alternatives = [words for one in request.clauses for words in one.alternatives]
    for phrase in dict.fromkeys((*request.phrases, *alternatives)):
        yield _phrase(phrase, fields)


# --- As you type, and more like this ------------------------------------------------------------------------------------------------


def suggest_body(request: SuggestRequest) -> Json:
    """Titles with every word, the last perhaps unfinished: those that begin with all of it first, then the shorter."""
    *whole, last = request.words
    must, refused = readable(request.reader)
    must += [{"term": {"opening.words": composed([word])}} for word in whole]
    if len(last) > LONGEST_PREFIX:
        must.append({"prefix": {"opening.words": composed([last])}})
    else:
        must.append({"term": {"opening.prefixes": composed([last])}})
    begins = {"prefix": {"opening": composed(request.words)}}
    return {
        "query": {"bool": {"filter": must, "must_not": refused, "should": [{"constant_score": {"filter": begins}}]}},
        "sort": [{"_score": "desc"}, {"title_length": {"order": "asc", "unmapped_type": "integer"}}, {"id": "asc"}],
        "size": request.first,
        "source": ["type"],
        "track_total_hits": False,
    }


def similar_body(request: SimilarRequest, page: int, index: str) -> Json:
    """Pages that share the telling words of one page."""
    must, refused = readable(request.reader)
    like = {
        "fields": [name for fields in text_fields() for name in fields.both],
        "like": [{"_index": index, "_id": str(page)}],
        "min_term_freq": 1,
        "min_doc_freq": 2,
        "max_query_terms": SIMILAR_WORDS,
        "minimum_should_match": SIMILAR_SHARE,
    }
    return {
        "query": {
            "bool": {
                "must": [{"more_like_this": like}],
                "filter": must,
                "must_not": [*refused, {"term": {"id": page}}],
            }
        },
        "sort": _BY_SCORE,
        "size": request.first,
        "_source": ["type"],
        "track_total_hits": False,
    }
