"""Request parameters, as GraphQL over HTTP defines them (https://graphql.github.io/graphql-over-http/draft/)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.http.request import RawPostDataException

from content_types.core.errors import BadInput, ClientError
from graphql_api.documents.limits import Limits
from graphql_api.http.negotiation import PLAIN_JSON

SHA256 = re.compile(r"[0-9a-f]{64}")
DOCUMENT_ID = re.compile(r"[A-Za-z0-9_:./+=-]{1,255}")
TEXTS = ("query", "operationName", "documentId", "id")
OBJECTS = ("variables", "extensions")
_NOT_GIVEN = (None, "", "null")  # in an address


class RejectedRequest(Exception):
    """A request that is rejected before its query is read."""

    def __init__(self, status: int, error: ClientError, headers: dict[str, str] | None = None) -> None:
        super().__init__(error.message)
        self.status = status
        self.error = error
        self.headers = headers or {}


@dataclass(frozen=True)
class Parameters:
    """What was asked: a text, the id of a registered document, the hash of one (Apollo's automatic ones), or a text with its hash."""

    query: str | None
    operation_name: str | None = None
    variables: dict[str, Any] | None = None
    document_id: str | None = None
    sha256: str | None = None
    source_map: bool = False  # whether a preview is to say where its values came from


def read_parameters(request: HttpRequest) -> Parameters:
    """The parameters of a request. Raises RejectedRequest."""
    if request.method == "POST":
        given = read_body(request)
    elif request.method in {"GET", "HEAD"}:
        given = read_url(request)
    else:
        raise RejectedRequest(405, BadInput("Send queries by GET or POST.", "method"), {"Allow": "GET, HEAD, POST"})
    for name in TEXTS:
        if given.get(name) is not None and not isinstance(given[name], str):
            raise _malformed(f"`{name}` must be a string.", name)
    for name in OBJECTS:
        if given.get(name) in (None, ""):
            given[name] = None
        elif not isinstance(given[name], dict):
            raise _malformed(f"`{name}` must be a JSON object or null.", name)
    query = given.get("query") or None
    document_id = _document_id(given)
    sha256 = _sha256(given.get("extensions") or {})
    if document_id is None and sha256 is None and (query is None or not query.strip()):
        raise _malformed("`query` is missing. Send the text of a GraphQL query as a string.", "query")
    if document_id is not None and (query is not None or sha256 is not None):
        raise _malformed("Send either `documentId` or `query`, not both.", "documentId")
    return Parameters(
        query, given.get("operationName") or None, given.get("variables"), document_id, sha256, _source_map(given)
    )


def _malformed(message: str, field: str) -> RejectedRequest:
    return RejectedRequest(400, BadInput(message, field))


def _document_id(given: dict[str, Any]) -> str | None:
    """``documentId``, or Relay's ``id``; a prefix ``sha256:`` says what it is anyway and is left out."""
    found: str | None = given.get("documentId") or given.get("id") or None
    if found is None:
        return None
    if not DOCUMENT_ID.fullmatch(found):
        raise _malformed("`documentId` is not the id of a document. Take it from the manifest.", "documentId")
    return found.removeprefix("sha256:")


def _source_map(given: dict[str, Any]) -> bool:
    asked = (given.get("extensions") or {}).get("contentSourceMap", False)
    if not isinstance(asked, bool):
        raise _malformed("`extensions.contentSourceMap` must be true or false.", "extensions.contentSourceMap")
    return asked


def _sha256(extensions: dict[str, Any]) -> str | None:
    """The hash of an automatic persisted query, in small letters; without the prefix that graphql-codegen writes into its documents."""
    if "persistedQuery" not in extensions:
        return None
    asked = extensions["persistedQuery"]
    if not isinstance(asked, dict) or asked.get("version") != 1 or isinstance(asked.get("version"), bool):
        raise _malformed("`extensions.persistedQuery` must be an object with `version` 1.", "extensions.persistedQuery")
    sha256 = asked.get("sha256Hash")
    found = sha256.removeprefix("sha256:").lower() if isinstance(sha256, str) else ""
    if not SHA256.fullmatch(found):
        raise _malformed(
            "`extensions.persistedQuery.sha256Hash` must be the SHA-256 of the query, in 64 hexadecimal digits.",
            "extensions.persistedQuery.sha256Hash",
        )
    return found


def read_body(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of a POST."""
    content_type = request.content_type or ""
    if content_type != PLAIN_JSON:
        raise RejectedRequest(415, BadInput(f"Send the body as {PLAIN_JSON}.", "Content-Type"))
    limit = Limits.current().body_bytes
    length = request.headers.get("Content-Length", "0")
    if length.isdigit() and int(length) > limit:
        raise _too_long(length, limit)
    try:
        raw = request.body
    except RawPostDataException as error:
        raise _malformed("The body could not be read. Send it again.", "body") from error
    if len(raw) > limit:
        raise _too_long(str(len(raw)), limit)
    return as_object(raw, "body")


def _too_long(length: str, limit: int) -> RejectedRequest:
    message = f"The body has {length} bytes; the limit is {limit}. Send a shorter query or fewer variables."
    return RejectedRequest(413, BadInput(message, "body"))


def read_url(request: HttpRequest) -> dict[str, Any]:
    """The parameters of a GET, of which two are JSON themselves.

    Empty is as left out, and so is ``null``: clients write it where a POST would have a null, for texts as well.
    """
    given: dict[str, Any] = {name: text for name in TEXTS if (text := request.GET.get(name)) not in _NOT_GIVEN}
    for name in OBJECTS:
        if (text := request.GET.get(name, "").strip()) not in _NOT_GIVEN:
            given[name] = as_object(text.encode("utf-8", "replace"), name)
    return given


def as_object(raw: bytes, field: str) -> dict[str, Any]:
    """Decode a JSON object. Raises RejectedRequest."""
    try:
        found = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise _malformed(f"`{field}` is not JSON in UTF-8. Check its quotes and brackets.", field) from error
    if not isinstance(found, dict):
        raise _malformed(f"`{field}` must be a JSON object; batches are not taken.", field)
    return found
