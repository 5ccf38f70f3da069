"""What is looked for in the text, with its score.

Title and body are asked as one field (``combined_fields``): a word counts by how rare it is in both together, and twice in a title.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from search.engines.base import IN_TITLE, SYNONYM, Reader, SearchRequest
from search.engines.elasticsearch.mapping import TextFields, text_fields
from search.synonyms import Clause, Words
from search.text import STOP_WORDS

Json = dict[str, Any]

VOCABULARIES = ("spelling", "private_words")  # every word as it was written: of public documents, and of private ones


def text_query(request: SearchRequest) -> Json:
    """The clauses and phrases, with their scores. A document is in one language, so the best of the languages is its own."""
    if _only_stop_words(request):
        return _written([word for one in request.clauses for word in one.words], request.reader)
    return best(_text(request, fields) for fields in text_fields(request.reader))


def _only_stop_words(request: SearchRequest) -> bool:
    """Whether the analysis would leave nothing of the query, so that “who” or “it” has to be looked for as it is written."""
    return not request.phrases and all(
        one.plain and all(word in STOP_WORDS for word in one.words) for one in request.clauses
    )


def _written(words: Sequence[str], reader: Reader) -> Json:
    vocabularies = VOCABULARIES[:1] if reader.public_only else VOCABULARIES
    return best({"match": {name: " ".join(words)}} for name in vocabularies)


def _text(request: SearchRequest, fields: TextFields) -> Json:
    clauses: list[Json] = []
    plain = [word for one in request.clauses if one.plain for word in one.words]
    if plain and not request.explain:
        clauses.append(combined(plain, fields.weighted))
    for nth, one in enumerate(request.clauses):
        if not one.plain or request.explain:
            clauses.append(_clause(one, fields, f"{nth}" if request.explain else None))
    query: Json = {
        "filter": [phrase(words, fields) for words in request.phrases],
        "should": [
            combined(words, fields.weighted, name=f"phrase:“{' '.join(words)}”" if request.explain else None)
            for words in request.phrases
        ],
    }
    if words := [word for one in request.clauses for word in one.words]:
        # A little for standing in a title at all: of short titles and short queries the two as one field know too little.
        title = best({"match": {name: " ".join(words)}} for name in fields.titles)
        named = {"_name": "phrase:in the title"} if request.explain else {}
        query["should"].append({"bool": {"must": [title], "boost": IN_TITLE, **named}})
    if clauses:
        query["must"] = [{"bool": {"should": clauses, "minimum_should_match": 1}}]
    return {"bool": query}


def _clause(one: Clause, fields: TextFields, name: str | None) -> Json:
    """A clause's own words, or the best of what else it means. With a ``name`` each part can be told from the others in the answer."""
    if name is None:
        own = combined(one.words, fields.weighted)
    else:
        # The sum of the words alone is the score of them together.
        own = {
            "bool": {
                "should": [
                    combined([word], fields.weighted, name=f"{name}:own:{word}") for word in dict.fromkeys(one.words)
                ]
            }
        }
    if one.plain:
        return own
    said = " ".join(one.words)
    return best(
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
    scored = combined(words, fields.weighted, operator="and")
    made: Json = {"bool": {"must": [scored], "boost": boost}}
    if len(words) > 1:
        made["bool"]["filter"] = [phrase(words, fields)]
    if name:
        made["bool"]["_name"] = name
    return made


def combined(words: Iterable[str], fields: Sequence[str], *, operator: str = "or", name: str | None = None) -> Json:
    """Words anywhere in these fields together. A word is as rare as in the one of them that has it most often: in private documents, as in
    public ones, unless it is in more of those.
    """
    query: Json = {"query": " ".join(words), "fields": list(fields), "operator": operator}
    if name:
        query["_name"] = name
    return {"combined_fields": query}


def phrase(words: Sequence[str], fields: TextFields) -> Json:
    """Words in a row in the title or in the body; one word, anywhere in either."""
    return {"multi_match": {"query": " ".join(words), "type": "phrase", "fields": fields.alike}}


def best(queries: Iterable[Json]) -> Json:
    """Any of these, with the score of the best."""
    many = list(queries)
    return many[0] if len(many) == 1 else {"dis_max": {"queries": many}}
