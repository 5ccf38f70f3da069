"""The servers that the test-suite gets are real ones and do what the product asks of them."""

from typing import Any

import psycopg
import pytest
from elasticsearch import Elasticsearch

from .indices import CreateIndex

# The index settings of Wagtail's Elasticsearch backends, verbatim.
WAGTAIL_SETTINGS: dict[str, Any] = {
    "analysis": {
        "analyzer": {
            "ngram_analyzer": {
                "type": "custom",
                "tokenizer": "standard",
                "filter": ["asciifolding", "lowercase", "ngram"],
            },
            "edgengram_analyzer": {
                "type": "custom",
                "tokenizer": "standard",
                "filter": ["asciifolding", "lowercase", "edgengram"],
            },
        },
        "tokenizer": {
            "ngram_tokenizer": {"type": "ngram", "min_gram": 3, "max_gram": 15},
            "edgengram_tokenizer": {
                "type": "edge_ngram",
                "min_gram": 2,
                "max_gram": 15,
                "side": "front",
            },
        },
        "filter": {
            "ngram": {"type": "ngram", "min_gram": 3, "max_gram": 15},
            "edgengram": {"type": "edge_ngram", "min_gram": 1, "max_gram": 15},
        },
    },
    "index": {"max_ngram_diff": 12},
}


@pytest.mark.elasticsearch
def test_wagtails_index_settings_and_mapping_work(elasticsearch: Elasticsearch, create_index: CreateIndex) -> None:
    autocomplete = {
        "type": "text",
        "analyzer": "edgengram_analyzer",
        "search_analyzer": "standard",
    }
    index = create_index(
        WAGTAIL_SETTINGS,
        {
            "properties": {
                "pk": {"type": "keyword", "store": True},
                "_django_content_type": {"type": "keyword"},
                "_all_text": {"type": "text"},
                "_edgengrams": autocomplete,
                "title": {"type": "text", "copy_to": ["_all_text"]},
                "title_edgengrams": {**autocomplete, "copy_to": ["_edgengrams"]},
            }
        },
    )
    title = "Häusliche Pflege"
    elasticsearch.index(index=index, document={"title": title, "title_edgengrams": title}, refresh=True)
    query = {"match": {"_edgengrams": {"query": "hausl", "operator": "and"}}}
    assert elasticsearch.count(index=index, query=query)["count"] == 1
    answer = elasticsearch.indices.analyze(index=index, analyzer="ngram_analyzer", text="Ward")
    assert [token["token"] for token in answer["tokens"]] == ["war", "ward", "ard"]


@pytest.mark.elasticsearch
def test_a_search_has_highlights_suggestions_and_aggregations(
    elasticsearch: Elasticsearch, create_index: CreateIndex
) -> None:
    index = create_index(
        {},
        {
            "properties": {
                "title": {"type": "text", "analyzer": "english"},
                "body": {"type": "text", "fields": {"words": {"type": "text"}}},
                "topic": {"type": "keyword"},
                "published": {"type": "date"},
            }
        },
    )
    documents = [
        ("Screening for poverty", "Questions on housing and food", "poverty", "2026-01-10"),
        ("Screened families", "Food and heating", "poverty", "2026-02-10"),
        ("Rostering", "Fair rosters", "wellbeing", "2026-02-11"),
    ]
    for title, body, topic, published in documents:
        document = {"title": title, "body": body, "topic": topic, "published": published}
        elasticsearch.index(index=index, document=document)
    elasticsearch.indices.refresh(index=index)
    answer = elasticsearch.search(
        index=index,
        query={"multi_match": {"query": "screens", "fields": ["title^2", "body"]}},
        highlight={"fields": {"title": {}}},
        suggest={"spelling": {"text": "housng", "term": {"field": "body.words", "min_word_length": 4}}},
        aggs={
            "topics": {"terms": {"field": "topic"}},
            "months": {"date_histogram": {"field": "published", "calendar_interval": "month"}},
        },
    )
    assert {tuple(hit["highlight"]["title"]) for hit in answer["hits"]["hits"]} == {
        ("<em>Screening</em> for poverty",),
        ("<em>Screened</em> families",),
    }
    assert [option["text"] for option in answer["suggest"]["spelling"][0]["options"]] == ["housing"]
    topics = answer["aggregations"]["topics"]["buckets"]
    assert [(bucket["key"], bucket["doc_count"]) for bucket in topics] == [("poverty", 2)]
    assert len(answer["aggregations"]["months"]["buckets"]) == 2


@pytest.mark.postgres
def test_postgresql_is_real_and_fast(database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        row = connection.execute(
            "SELECT current_setting('server_encoding'), current_setting('server_version_num')::int,"
            " to_tsvector('english', 'ÉCOLES running') @@ to_tsquery('english', 'écoles & run')"
        ).fetchone()
    assert row is not None
    encoding, version, folds_case = row
    assert encoding == "UTF8"
    assert version >= 140000
    assert folds_case, "the locale knows letters beyond ASCII"
