"""The analysis components of the Elasticsearch that the test-suite gets.

Every expectation here is meant to hold for the full official Elasticsearch too: run with
ELASTICSEARCH_URL set to one to see that the test plugin promises nothing that production breaks.
"""

import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from elasticsearch import BadRequestError, Elasticsearch

from tests.support.patience import PATIENCE

from .indices import Analyze, CreateIndex

pytestmark = pytest.mark.elasticsearch


def chain(*filters: Any, tokenizer: Any = "standard", char_filter: Any = ()) -> dict[str, Any]:
    """Return the settings of an analyzer ``tested`` with these components, named or configured."""
    analysis: dict[str, Any] = {"tokenizer": {}, "filter": {}, "char_filter": {}}

    def name(kind: str, component: Any) -> str:
        if isinstance(component, str):
            return component
        own_name = f"own_{component['type']}_{len(analysis[kind])}"
        analysis[kind][own_name] = component
        return own_name

    analysis["analyzer"] = {
        "tested": {
            "type": "custom",
            "tokenizer": name("tokenizer", tokenizer),
            "filter": [name("filter", component) for component in filters],
            "char_filter": [name("char_filter", component) for component in char_filter],
        }
    }
    return analysis


STOP = {"type": "stop", "stopwords": "_english_"}
STEMMER = {"type": "stemmer", "language": "english"}


@pytest.mark.parametrize(
    ("analysis", "text", "expected"),
    [
        pytest.param(
            chain("lowercase", "asciifolding", {"type": "edge_ngram", "min_gram": 2, "max_gram": 4}),
            "Café Ünit",
            ["ca", "caf", "cafe", "un", "uni", "unit"],
            id="lowercase, asciifolding, edge_ngram",
        ),
        pytest.param(
            chain("lowercase", STOP, STEMMER),
            "The nurses are running clinics",
            ["nurs", "run", "clinic"],
            id="english stop and stemmer",
        ),
        pytest.param(
            chain("lowercase", {"type": "asciifolding", "preserve_original": True}),
            "Café",
            ["cafe", "café"],
            id="asciifolding that preserves",
        ),
        pytest.param(
            chain({"type": "edge_ngram", "max_gram": 2, "preserve_original": True}),
            "ward",
            ["w", "wa", "ward"],
            id="edge_ngram that preserves",
        ),
        pytest.param(
            chain({"type": "edge_ngram", "min_gram": 2, "max_gram": 2, "side": "back"}),
            "ward",
            ["rd"],
            id="edge_ngram from the back",
        ),
        pytest.param(
            chain({"type": "ngram", "min_gram": 2, "max_gram": 3}),
            "ward",
            ["wa", "war", "ar", "ard", "rd"],
            id="ngram filter",
        ),
        pytest.param(
            chain(
                tokenizer={
                    "type": "edge_ngram",
                    "min_gram": 2,
                    "max_gram": 3,
                    "token_chars": ["letter", "digit", "custom"],
                    "custom_token_chars": "-",
                }
            ),
            "A-1 ward!",
            ["A-", "A-1", "wa", "war"],
            id="edge_ngram tokenizer",
        ),
        pytest.param(
            chain(tokenizer={"type": "ngram", "min_gram": 2, "max_gram": 2}),
            "a b",
            ["a ", " b"],
            id="ngram tokenizer keeps all characters",
        ),
        pytest.param(chain(tokenizer="lowercase"), "Ward 7B", ["ward", "b"], id="lowercase"),
        pytest.param(chain(tokenizer="whitespace"), "Ward-7 B", ["Ward-7", "B"], id="whitespace"),
        pytest.param(chain(tokenizer="keyword"), "Ward 7B", ["Ward 7B"], id="keyword"),
        pytest.param(chain(tokenizer={"type": "pattern", "pattern": ","}), "a,b", ["a", "b"], id="pattern"),
        pytest.param(chain("porter_stem"), "nurses", ["nurs"], id="porter_stem"),
        pytest.param(chain("kstem"), "nurses", ["nurse"], id="kstem"),
        pytest.param(chain({"type": "snowball", "language": "English"}), "fairly", ["fair"], id="snowball"),
        pytest.param(
            chain({"type": "stemmer", "language": "light_english"}),
            "families",
            ["family"],
            id="light_english",
        ),
        pytest.param(
            chain({"type": "stemmer", "language": "possessive_english"}),
            "Schwarz's",
            ["Schwarz"],
            id="possessive_english",
        ),
        pytest.param(
            chain({"type": "stemmer", "language": "light_french"}),
            "infirmières",
            ["infirmi"],
            id="light_french",
        ),
        pytest.param(
            chain({"type": "stemmer_override", "rules": ["nurses, nursing => nurse"]}, STEMMER),
            "nurses nursing wards",
            ["nurse", "nurse", "ward"],
            id="stemmer_override",
        ),
        pytest.param(
            chain({"type": "keyword_marker", "keywords": ["nurses"]}, STEMMER),
            "nurses clinics",
            ["nurses", "clinic"],
            id="keyword_marker",
        ),
        pytest.param(chain("unique"), "a b a", ["a", "b"], id="unique"),
        pytest.param(
            chain("trim", tokenizer={"type": "pattern", "pattern": ","}),
            "a , b",
            ["a", "b"],
            id="trim",
        ),
        pytest.param(chain({"type": "length", "min": 2}), "a bc", ["bc"], id="length"),
        pytest.param(chain({"type": "truncate", "length": 3}), "clinic", ["cli"], id="truncate"),
        pytest.param(
            chain("word_delimiter_graph", tokenizer="keyword"),
            "COVID-19 PowerShot's",
            ["COVID", "19", "Power", "Shot"],
            id="word_delimiter_graph",
        ),
        pytest.param(
            chain({"type": "word_delimiter_graph", "type_table": ["- => ALPHA"]}, tokenizer="keyword"),
            "drop-in 4",
            ["drop-in", "4"],
            id="word_delimiter_graph with a type table",
        ),
        pytest.param(
            chain({"type": "elision", "articles": ["l"], "articles_case": True}),
            "l'hôpital",
            ["hôpital"],
            id="elision",
        ),
        pytest.param(
            chain({"type": "pattern_replace", "pattern": "(\\d)th", "replacement": "$1"}),
            "5th",
            ["5"],
            id="pattern_replace filter",
        ),
        pytest.param(
            chain({"type": "shingle", "output_unigrams": False}),
            "a b c",
            ["a b", "b c"],
            id="shingle",
        ),
        pytest.param(chain(char_filter=["html_strip"]), "<p>Ward &amp; home</p>", ["Ward", "home"], id="html"),
        pytest.param(
            chain(
                char_filter=[{"type": "mapping", "mappings": ["& => and", "\\u2019 => '"]}],
                tokenizer="whitespace",
            ),
            "A&E\u2019s",
            ["AandE's"],
            id="mapping",
        ),
        pytest.param(
            chain(char_filter=[{"type": "pattern_replace", "pattern": "(\\d+)-(?=\\d)", "replacement": "$1_"}]),
            "12-34",
            ["12_34"],
            id="pattern_replace char filter",
        ),
        pytest.param(
            {"analyzer": {"tested": {"type": "english", "stem_exclusion": ["nurses"]}}},
            "The nurses' clinics",
            ["nurses", "clinic"],
            id="english analyzer",
        ),
        pytest.param(
            {"analyzer": {"tested": {"type": "french"}}},
            "les infirmières de l'hôpital",
            ["infirmi", "hopital"],
            id="french analyzer",
        ),
    ],
)
def test_analysis_components_make_the_tokens_that_the_official_ones_make(
    analyze: Analyze, analysis: dict[str, Any], text: str, expected: list[str]
) -> None:
    assert analyze(analysis, text) == expected


def test_synonym_graph_keeps_words_of_several_terms_in_their_positions(
    elasticsearch: Elasticsearch, create_index: CreateIndex
) -> None:
    rules = ["chw, community health worker", "gp => general practitioner"]
    synonyms = {"type": "synonym_graph", "synonyms": rules}
    index = create_index({"analysis": chain("lowercase", synonyms, STEMMER)})
    answer = elasticsearch.indices.analyze(index=index, analyzer="tested", text="CHW visits GP")
    tokens = {(token["token"], token["position"], token.get("positionLength", 1)) for token in answer["tokens"]}
    assert tokens == {
        ("chw", 0, 3),
        ("commun", 0, 1),
        ("health", 1, 1),
        ("worker", 2, 1),
        ("visit", 3, 1),
        ("gener", 4, 1),
        ("practition", 5, 1),
    }


def test_a_phrase_finds_its_abbreviation_and_the_other_way_round(
    elasticsearch: Elasticsearch, create_index: CreateIndex
) -> None:
    synonyms = {"type": "synonym_graph", "synonyms": ["chw, community health worker"]}
    index = create_index(
        {"analysis": chain("lowercase", synonyms)},
        {"properties": {"title": {"type": "text", "search_analyzer": "tested"}}},
    )
    for title in ("The CHW", "A community health worker", "Health of a community"):
        elasticsearch.index(index=index, document={"title": title})
    elasticsearch.indices.refresh(index=index)
    for text in ("chw", "community health worker"):
        hits = elasticsearch.search(index=index, query={"match_phrase": {"title": text}})["hits"]
        assert {hit["_source"]["title"] for hit in hits["hits"]} == {
            "The CHW",
            "A community health worker",
        }


def test_bad_synonyms_are_rejected_unless_lenient(create_index: CreateIndex) -> None:
    synonyms = {"type": "synonym_graph", "synonyms": ["the => ward", "gp, doctor"]}
    with pytest.raises(BadRequestError, match="failed to build synonyms"):
        create_index({"analysis": chain(STOP, synonyms)})
    create_index({"analysis": chain(STOP, {**synonyms, "lenient": True})})


@pytest.fixture
def synonyms_set(elasticsearch: Elasticsearch) -> Iterator[str]:
    """The name of a set of synonyms, deleted after the test."""
    name = f"test-services-{uuid.uuid4().hex}"
    yield name
    elasticsearch.synonyms.delete_synonym(id=name)


# The set's fixture comes before the indices', because a set that an index uses cannot be deleted.
def test_a_synonyms_set_takes_effect_on_a_live_index(
    elasticsearch: Elasticsearch, synonyms_set: str, create_index: CreateIndex
) -> None:
    def put(*rules: str) -> None:
        elasticsearch.synonyms.put_synonym(id=synonyms_set, synonyms_set=[{"synonyms": rule} for rule in rules])

    def found(text: str) -> int:
        # Not from the request cache, which a change of the synonyms does not empty.
        query = {"match": {"title": text}}
        answer = elasticsearch.search(index=index, query=query, request_cache=False)
        return int(answer["hits"]["total"]["value"])

    put("gp, doctor")
    synonyms = {"type": "synonym_graph", "synonyms_set": synonyms_set, "updateable": True}
    index = create_index(
        {"analysis": chain("lowercase", synonyms)},
        {"properties": {"title": {"type": "text", "search_analyzer": "tested"}}},
    )
    elasticsearch.index(index=index, document={"title": "doctor"}, refresh=True)
    wait_until(lambda: found("gp") == 1)
    assert found("physician") == 0
    put("physician, doctor")
    wait_until(lambda: found("physician") == 1 and found("gp") == 0)


def wait_until(condition: Callable[[], bool], timeout: float = PATIENCE) -> None:
    """Fail unless ``condition`` comes true within ``timeout`` seconds."""
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline, "did not come true in time"
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        pytest.param(
            {"analysis": chain({"type": "ngram", "min_gram": 1, "max_gram": 9})},
            "max_ngram_diff",
            id="grams of too many sizes",
        ),
        pytest.param(
            {"analysis": chain("edge_ngram", {"type": "synonym", "synonyms": ["a, b"]})},
            "cannot be used to parse synonyms",
            id="synonyms after grams",
        ),
        pytest.param(
            {"analysis": {"normalizer": {"n": {"type": "custom", "filter": ["porter_stem"]}}}},
            "may not use filter",
            id="a stemmer in a normalizer",
        ),
        pytest.param(
            {"analysis": chain({"type": "stemmer", "language": "welsh"})},
            "Invalid stemmer class",
            id="no Welsh stemmer",
        ),
        pytest.param({"analysis": chain({"type": "truncate"})}, "length parameter", id="truncate"),
        pytest.param({"analysis": chain("no_such_filter")}, "no_such_filter", id="unknown filter"),
    ],
)
def test_what_production_rejects_is_rejected(create_index: CreateIndex, settings: dict[str, Any], message: str) -> None:
    with pytest.raises(BadRequestError, match=message):
        create_index(settings)


def test_a_normalizer_folds_keywords(elasticsearch: Elasticsearch, create_index: CreateIndex) -> None:
    filters = ["lowercase", "asciifolding", "trim"]
    index = create_index(
        {"analysis": {"normalizer": {"folded": {"type": "custom", "filter": filters}}}},
        {"properties": {"name": {"type": "keyword", "normalizer": "folded"}}},
    )
    elasticsearch.index(index=index, document={"name": "  Zoë "}, refresh=True)
    assert elasticsearch.count(index=index, query={"term": {"name": "ZOE"}})["count"] == 1
