"""Ids as the world sees them: one for each thing, whatever its type, so that a client's cache may go by the id alone.

An id says of what kind a thing is and which key it has, in Relay's usual form. For clients it is opaque: they keep it and send it back. A page
keeps its id when it is moved, renamed or turned into another type, because all pages are of one kind.
"""

from __future__ import annotations

from typing import NamedTuple

from django.utils.crypto import constant_time_compare, salted_hmac
from graphql_relay import from_global_id, to_global_id

PAGE, IMAGE, DOCUMENT = "Page", "Image", "Document"
DRAFT = "Draft"  # of a page that was never saved, in its preview: `node` finds nothing under it
# Of what has no address that anybody could find by counting: a file that is uploaded for a draft is in no private collection, and only who was given
# its id may ask for it.
UNGUESSABLE = frozenset({IMAGE, DOCUMENT})
PROOF = 12  # hexadecimal digits
LONGEST = 100  # characters; longer ones were never given
DIGITS = 18  # of a key: what every database takes


class Identity(NamedTuple):
    """What an id means."""

    kind: str
    key: int


def global_id(kind: str, key: int) -> str:
    """The id of the thing of this kind with this key."""
    return to_global_id(kind, f"{key}.{_proof(kind, key)}" if kind in UNGUESSABLE else str(key))


def _proof(kind: str, key: int) -> str:
    return salted_hmac("content_types.identity", f"{kind}:{key}", algorithm="sha256").hexdigest()[:PROOF]


def page_id(key: int) -> str:
    """The id of a page."""
    return global_id(PAGE, key)


def identity_of(given: str) -> Identity | None:
    """What an id means; None for whatever ``global_id`` never gives, bare keys and other spellings of an id among it."""
    if len(given) > LONGEST or not given.isascii():
        return None
    kind, key = from_global_id(given)
    key = key.partition(".")[0]
    if not (key.isdecimal() and len(key) <= DIGITS):
        return None
    found = Identity(kind, int(key))
    return found if constant_time_compare(global_id(*found), given) else None


def key_of(kind: str, given: str) -> int | None:
    """The key in an id of this kind; None for ids of other kinds, and for what is no id."""
    found = identity_of(given)
    return found.key if found is not None and found.kind == kind else None
