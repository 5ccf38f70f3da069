"""Persisted documents: queries asked for by the id of a manifest, or by their hash.

Automatic ones follow Apollo's protocol: the client sends the hash, and where that is not known the text with it; the text is then kept in
the shared cache. Registered ones are in the database (``manage.py register_documents``); with ``GRAPHQL_ONLY_KNOWN_DOCUMENTS`` they are
all that is answered.
"""

from __future__ import annotations

import hmac
import logging

from django.conf import settings
from django.core.cache import cache

from content_types.core.errors import BadInput
from graphql_api.documents.preparation import Document, hash_of, read, remembered
from graphql_api.errors import AutomaticDocumentsOff, DocumentNotFound, OnlyKnownDocuments
from graphql_api.http.parameters import Parameters
from graphql_api.models import KnownDocument

logger = logging.getLogger(__name__)

# Of registered documents: id or hash to hash. A document never changes under its id, so this is never out of date.
MAX_KNOWN = 10_000
_known: dict[str, str] = {}


def find(parameters: Parameters) -> Document:
    """The document of a request. Raises ClientError for one that is not known, not allowed, or does not fit its hash."""
    if parameters.document_id is not None:
        document = _registered(parameters.document_id)
        if document is None:
            raise DocumentNotFound
        return document
    if settings.GRAPHQL_ONLY_KNOWN_DOCUMENTS:
        return _only_known(parameters)
    if parameters.sha256 is None:
        return read(parameters.query or "")
    return _with_text(parameters.query, parameters.sha256) if parameters.query else _by_hash(parameters.sha256)


def forget() -> None:
    """Forget which documents are registered, as after one was taken away."""
    _known.clear()


def _only_known(parameters: Parameters) -> Document:
    if parameters.query is not None or parameters.sha256 is None:
        raise OnlyKnownDocuments
    document = _registered(parameters.sha256)
    if document is None:
        raise AutomaticDocumentsOff  # not "not found", which would bring the text after it
    return document


def _registered(key: str) -> Document | None:
    """A registered document by its id or hash; one SQL statement the first time in a process."""
    sha256 = _known.get(key)
    document = remembered.get(sha256) if sha256 is not None else None
    if document is not None:
        return document
    row = KnownDocument.find(key)
    if row is None:
        return None
    if len(_known) < MAX_KNOWN:
        _known[key] = row.sha256
    return read(row.text, row.sha256)


def _with_text(text: str, sha256: str) -> Document:
    if not hmac.compare_digest(hash_of(text), sha256):
        raise BadInput(
            "`sha256Hash` is not the SHA-256 of `query`. Hash the text exactly as it is sent, in UTF-8.",
            "extensions.persistedQuery.sha256Hash",
        )
    document = read(text, sha256)
    # Only what can be answered is kept: nobody fills the cache with anything else.
    if settings.GRAPHQL_AUTOMATIC_DOCUMENTS_TTL and document.node is not None:
        cache.set(_key(sha256), text, settings.GRAPHQL_AUTOMATIC_DOCUMENTS_TTL)
    return document


def _by_hash(sha256: str) -> Document:
    if settings.GRAPHQL_AUTOMATIC_DOCUMENTS_TTL:
        document = remembered.get(sha256)
        if document is not None:
            return document
        text = cache.get(_key(sha256))
        # What others may write is checked again: a cache is no safe.
        if isinstance(text, str) and hash_of(text) == sha256:
            return read(text, sha256)
    document = _registered(sha256)
    if document is not None:
        return document
    raise DocumentNotFound if settings.GRAPHQL_AUTOMATIC_DOCUMENTS_TTL else AutomaticDocumentsOff


def _key(sha256: str) -> str:
    return f"graphql:document:{sha256}"
