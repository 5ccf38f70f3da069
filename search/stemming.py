"""Stemming, in the language of a text. One place, so that what is indexed, asked and marked compares alike."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping
from functools import lru_cache

import Stemmer
from django.conf import settings

ENGLISH = "english"
# Snowball's algorithms by language; what has none is treated as English.
ALGORITHMS: Mapping[str, str] = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
_MIN_STEM = 3  # letters
_VOWEL = re.compile(r"[aeiouy]|[^\x00-\x7f]")  # or a letter of which we do not know

_local = threading.local()


def algorithm_of(locale: str) -> str:
    """The algorithm for texts in a locale such as ``en-gb``."""
    return ALGORITHMS.get(locale.partition("-")[0].lower(), ENGLISH)


def installed() -> tuple[str, ...]:
    """The algorithms of the languages that content may be in, English first."""
    found = (algorithm_of(code) for code, _ in settings.WAGTAIL_CONTENT_LANGUAGES)
    return tuple(dict.fromkeys((ENGLISH, *found)))


@lru_cache(maxsize=100_000)
def stem(word: str, algorithm: str = ENGLISH) -> str:
    """The stem of a folded, small word."""
    found: str = _stemmer(algorithm).stemWord(word)
    if len(found) < _MIN_STEM or not _VOWEL.search(word):
        # Of abbreviations and other short words only the plural is taken off: “paeds” would be “pa”, “gps” would stay “gps”.
        return word.removesuffix("s") if len(word) > 2 else word
    return found


def stems(words: Iterable[str], algorithm: str = ENGLISH) -> list[str]:
    """The stems of folded, small words, in their order."""
    return [stem(word, algorithm) for word in words]


def _stemmer(algorithm: str) -> Stemmer.Stemmer:
    """A stemmer of this thread's own: they are not safe to share."""
    made: dict[str, Stemmer.Stemmer] = _local.__dict__
    if algorithm not in made:
        # Its own cache is smaller than ours, and slower.
        made[algorithm] = Stemmer.Stemmer(algorithm, 0)
    return made[algorithm]
