"""Mapping and analysis of the library's index in Elasticsearch. Names nothing that is not in the official image.

Words are cut as ``search.text.tokens`` cuts them, so that what a query is split into is what a document was split into. A document's text is in
the fields of its language: ``title`` and ``body`` for English and what Lucene has no stemmer for, ``title_fr`` and ``body_fr`` for French. The text
of private documents is in fields of its own (``private_title`` …), because Lucene counts how rare a word is by field: a score, and with it the
order of public documents, would tell an outsider whether a word is in private ones.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.conf import settings

from search import meaning
from search.documents import Document
from search.engines.base import Reader
from search.text import tokens

WRITTEN = "written"  # title and body as their authors wrote them; not searched
LONGEST_PREFIX = 20  # characters of a word that is still being typed; a longer one is looked for without the n-grams
PRIVATE = "private_"  # how fields with the text of private documents begin
LONGEST_VALUE = 1000  # characters of an exact value; Lucene itself rejects what is over 32 kB

# Lucene's stemmers by language, and its lists of stop words; English is the default.
STEMMERS: Mapping[str, tuple[str, str]] = {
    "ar": ("arabic", "_arabic_"),
    "bg": ("bulgarian", "_bulgarian_"),
    "bn": ("bengali", "_bengali_"),
    "cs": ("czech", "_czech_"),
    "da": ("danish", "_danish_"),
    "de": ("light_german", "_german_"),
    "es": ("light_spanish", "_spanish_"),
    "fa": ("persian", "_persian_"),
    "fi": ("finnish", "_finnish_"),
    "fr": ("light_french", "_french_"),
    "ga": ("irish", "_irish_"),
    "hi": ("hindi", "_hindi_"),
    "it": ("light_italian", "_italian_"),
    "nb": ("norwegian", "_norwegian_"),
    "nl": ("dutch", "_dutch_"),
    "pt": ("light_portuguese", "_portuguese_"),
    "ro": ("romanian", "_romanian_"),
    "ru": ("russian", "_russian_"),
    "sv": ("swedish", "_swedish_"),
    "tr": ("turkish", "_turkish_"),
}
# What an apostrophe cuts off: “l’enfant” is “l” and “enfant”.
CUT_OFF: Mapping[str, Sequence[str]] = {
    "fr": ["c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"],
    "it": ["c", "d", "l", "un", "dell", "all", "dall", "nell", "sull", "coll", "quell", "quest"],
}


@dataclass(frozen=True)
class TextFields:
    """Where the text of one language is: of public documents, and for those who may see some, of private documents beside."""

    titles: tuple[str, ...]
    bodies: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def weighted(self) -> list[str]:
        """All as one field, a word in the title counting double."""
        return [*(f"{one}^2" for one in self.titles), *self.bodies, *self.names]

    @property
    def alike(self) -> list[str]:
        """All, each counting the same."""
        return [*self.titles, *self.bodies, *self.names]


def languages() -> tuple[str, ...]:
    """The installed languages with an analysis of their own, English left out."""
    installed = {code.partition("-")[0].lower() for code, _ in settings.WAGTAIL_CONTENT_LANGUAGES}
    return tuple(sorted(installed & STEMMERS.keys()))


def text_fields(reader: Reader) -> tuple[TextFields, ...]:
    """The fields that a query of this reader asks, by language."""
    sides = ("",) if reader.public_only else ("", PRIVATE)
    return tuple(_fields_of(code, sides) for code in ("en", *languages()))


@cache
def _fields_of(language: str, sides: tuple[str, ...]) -> TextFields:
    ending = "" if language == "en" else f"_{language}"
    titles, bodies, names = (tuple(f"{side}{part}{ending}" for side in sides) for part in ("title", "body", "names"))
    return TextFields(titles, bodies, names)


def source_of(document: Document) -> dict[str, Any]:
    """A document as the index stores it."""
    language = document.locale.partition("-")[0].lower()
    side = "" if document.is_public else PRIVATE
    fields = _fields_of(language if language in languages() else "en", (side,))
    opening, body, names = tokens(document.title), tokens(document.body), tokens(document.names)
    vectors = meaning.vectors(document)
    made = document.as_json()
    return {
        **{name: made[name] for name in _KEPT_AS_THEY_ARE},
        **dict(zip(fields.alike, map(" ".join, (opening, body, names)), strict=True)),
        WRITTEN: {"locale": document.locale, "title": document.title, "body": document.body},
        "spelling" if document.is_public else "private_words": " ".join(sorted({*opening, *body, *names})),
        "opening": " ".join(opening),
        "title_length": len(opening),
        "checksum": document.checksum,
        **({"passages": [{"vector": vector} for vector in vectors]} if vectors is not None else {}),
    }


_KEPT_AS_THEY_ARE = (
    "id",
    "type",
    "values",
    "numbers",
    "ancestry",
    "restrictions",
    "reading_minutes",
    "first_published_at",
    "last_published_at",
    "expires_at",
    "starts_at",
    "ends_at",
)


def index_settings() -> dict[str, Any]:
    """The settings of the index for the languages that are installed."""
    return {
        "number_of_shards": 1,  # some hundred thousand documents; scores of several shards do not compare
        "auto_expand_replicas": "0-1",
        "analysis": {
            "filter": {
                "prefixes": {"type": "edge_ngram", "min_gram": 1, "max_gram": LONGEST_PREFIX},
                **dict(_filters("en", "english", "_english_")),
                **{name: definition for code in languages() for name, definition in _filters(code, *STEMMERS[code])},
            },
            "analyzer": {
                "words": {"type": "custom", "tokenizer": "whitespace"},
                "prefixes": {"type": "custom", "tokenizer": "whitespace", "filter": ["prefixes"]},
                **{f"library_{code}": _analyzer(code) for code in ("en", *languages())},
            },
        },
    }


def _filters(code: str, stemmer: str, stop_words: str) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"stop_{code}", {"type": "stop", "stopwords": [stop_words, *CUT_OFF.get(code, ())]}),
        (f"stem_{code}", {"type": "stemmer", "language": stemmer}),
    ]


def _analyzer(code: str) -> dict[str, Any]:
    return {"type": "custom", "tokenizer": "whitespace", "filter": [f"stop_{code}", f"stem_{code}"]}


def index_mappings() -> dict[str, Any]:
    """The mapping of the index for the languages that are installed."""
    return {
        "dynamic": "strict",
        "_source": {"excludes": ["spelling", "private_words", "opening", "passages"]},
        "date_detection": False,
        "dynamic_templates": [
            {"values": {"path_match": "values.*", "mapping": {"type": "keyword", "ignore_above": LONGEST_VALUE}}},
            {"numbers": {"path_match": "numbers.*", "mapping": {"type": "double"}}},
        ],
        "properties": {
            "id": {"type": "long"},
            "type": {"type": "keyword"},
            **{
                name: {"type": "text", "analyzer": f"library_{code}"}
                for code in ("en", *languages())
                for name in _fields_of(code, ("", PRIVATE)).alike
            },
            WRITTEN: {"type": "object", "enabled": False},
            # Every word once, as it was written (folded). Spelling is repaired from documents that all may see, and from no others.
            "spelling": _WORDS,
            "private_words": _WORDS,
            "opening": {
                "type": "keyword",
                "ignore_above": LONGEST_VALUE,
                "fields": {
                    "words": _WORDS,
                    "prefixes": {**_WORDS, "analyzer": "prefixes", "search_analyzer": "words"},
                },
            },
            "title_length": {"type": "integer"},
            # Whatever the content types declare, each a field of its own: a new filter needs no new mapping, and none can conflict. (As one
            # field of type ``flattened`` counting their values took the server five times as long.)
            "values": {"type": "object", "dynamic": True},
            "numbers": {"type": "object", "dynamic": True},
            "ancestry": {"type": "long"},
            "restrictions": {"type": "long"},
            "reading_minutes": {"type": "integer"},
            "first_published_at": {"type": "date"},
            "last_published_at": {"type": "date"},
            "expires_at": {"type": "date"},
            "starts_at": {"type": "date"},
            "ends_at": {"type": "date"},
            "checksum": {"type": "keyword", "index": False, "doc_values": False},
            # Empty without a model; there all the same, so that setting one does not need a new index before documents can be written.
            "passages": {
                "type": "nested",
                "properties": {
                    "vector": {
                        "type": "dense_vector",
                        "dims": meaning.DIMENSIONS,
                        "similarity": "cosine",
                    }
                },
            },
        },
    }


_WORDS: dict[str, Any] = {"type": "text", "analyzer": "words", "index_options": "docs", "norms": False}


def digest() -> str:
    """What the index is built like: another digest means that it must be built anew. Depends on the installed languages, and on whether a
    model is set.
    """
    return _digest(languages(), bool(settings.SEARCH_MODEL))


@lru_cache(maxsize=8)
def _digest(installed: tuple[str, ...], by_meaning: bool) -> str:
    said = json.dumps([index_settings(), index_mappings(), by_meaning], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]
