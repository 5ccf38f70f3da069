"""How the library's index in Elasticsearch is analysed and mapped. Names nothing that is not in the official image."""

from __future__ import annotations

from typing import Any

ANALYSIS: dict[str, Any] = {
    "filter": {
        "english_possessive": {"type": "stemmer", "language": "possessive_english"},
        "english_stop": {"type": "stop", "stopwords": "_english_"},
        "english_stemmer": {"type": "stemmer", "language": "english"},
    },
    "analyzer": {
        "library_english": {
            "type": "custom",
            "tokenizer": "standard",
            "filter": ["english_possessive", "lowercase", "asciifolding", "english_stop", "english_stemmer"],
        },
        # The words as they were written, for spelling and highlighting.
        "library_unstemmed": {"type": "custom", "tokenizer": "standard", "filter": ["lowercase", "asciifolding"]},
    },
}

_TEXT: dict[str, Any] = {
    "type": "text",
    "analyzer": "library_english",
    "fields": {"unstemmed": {"type": "text", "analyzer": "library_unstemmed"}},
}

MAPPINGS: dict[str, Any] = {
    "dynamic": "strict",
    "properties": {
        "id": {"type": "long"},
        "type": {"type": "keyword"},
        "locale": {"type": "keyword"},
        "title": _TEXT,
        "summary": _TEXT,
        "headings": _TEXT,
        "body": _TEXT,
        # One field for whatever the content types declare: a new filter needs no new mapping, and none can conflict.
        "values": {"type": "flattened"},
        "ancestry": {"type": "long"},
        "restrictions": {"type": "long"},
        "reading_minutes": {"type": "integer"},
        "first_published_at": {"type": "date"},
        "expires_at": {"type": "date"},
    },
}

SETTINGS: dict[str, Any] = {
    "number_of_shards": 1,  # some hundred thousand documents; scores of several shards do not compare
    "auto_expand_replicas": "0-1",
    "analysis": ANALYSIS,
}
