"""Surrogate keys: what an answer was made from, as short names by which the CDN drops it.

A key is a keyed hash. It tells nobody which table, page or picture it stands for, nor lets anybody try whether it stands for a given one, because
they lack ``SECRET_KEY``. Two tags may share a key (once in 10^12): then too much is dropped, never too little.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from functools import lru_cache

from django.conf import settings

EVERYTHING = "*"  # every answer that a CDN may keep has the key of this
OTHER = "."  # what nobody knows more about, such as a calendar: dropped with every change
_DIGEST = 5  # bytes of a key; twice as many letters


def key_of(tag: str) -> str:
    """The key of a tag: ten letters and digits, the same in every process."""
    return _key(tag, settings.SECRET_KEY)


@lru_cache(maxsize=20_000)
def _key(tag: str, secret: str) -> str:
    hidden = hashlib.sha256(b"cdn.keys" + secret.encode()).digest()
    return hashlib.blake2b(tag.encode(), digest_size=_DIGEST, key=hidden).hexdigest()


def keys_of(tags: Collection[str]) -> list[str]:
    """The keys of these tags, each once, in an order that tells nothing."""
    return sorted({key_of(tag) for tag in tags})


def keys_to_purge(tags: Collection[str]) -> list[str]:
    """The keys that drop what is made from any of these tags, and what might be."""
    return [key_of(EVERYTHING)] if EVERYTHING in tags else keys_of({*tags, OTHER})
