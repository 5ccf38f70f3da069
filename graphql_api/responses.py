"""What goes out: the body as JSON, how long it may be kept, its ETag, and its compression."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from typing import Any

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags

from access.authentication import VARY as KEYS
from access.authentication import has_keys
from content_types.core.context import ReadContext
from graphql_api.execution import Answer
from graphql_api.negotiation import RESPONSE_JSON, chosen_encoding

# Bodies below this fit into one packet, compressed or not.
MIN_COMPRESSED = 1_000  # bytes
BROTLI_QUALITY, GZIP_LEVEL = 4, 5  # as fast as each other; nearly as small as they can be had
VARY = ", ".join(("Accept", "Accept-Encoding", "Cookie", *KEYS))
NO_STORE = "no-store"


@dataclass(frozen=True)
class Freshness:
    """How long an answer may be kept, by whom, and what it depends on besides the request's address."""

    cache_control: str = (
        "private, no-cache"  # kept by the asker alone, and asked about each time: an ETag makes that cheap
    )
    vary: str = VARY
    edge: tuple[tuple[str, str], ...] = ()  # headers for the CDN alone


def freshness_of(request: HttpRequest, answer: Answer) -> Freshness:
    """The one place that decides how long an answer may be kept. What holds an error, was made for a key, holds a draft or tells a new key is never kept."""
    if answer.refused or "errors" in answer.body or request.method not in {"GET", "HEAD"} or tells_secrets(request):
        return Freshness(NO_STORE)
    return Freshness()


def freshness_of_kept(request: HttpRequest, edge: tuple[tuple[str, str], ...] = ()) -> Freshness:
    """As ``freshness_of``, of an answer that is the same for everybody: shared caches may keep it, and ask about it each time.

    ``edge``: what the CDN is told besides, which can be told to drop it.
    """
    return Freshness("public, no-cache", edge=edge) if request.method in {"GET", "HEAD"} else Freshness(NO_STORE)


def is_for_everybody(request: HttpRequest) -> bool:
    """Whether nothing that comes with the request says who asks."""
    return not has_keys(request) and settings.SESSION_COOKIE_NAME not in request.COOKIES


def knows_something(request: HttpRequest) -> bool:
    """Whether something has been read for the request already."""
    return hasattr(request, "_read_context")


def may_be_kept(request: HttpRequest, answer: Answer) -> bool:
    """Whether an answer to such a request is the same for everybody, and whole."""
    context = ReadContext.of(request)
    return (
        not answer.refused
        and "errors" not in answer.body
        and context.viewer.is_anonymous
        and not tells_secrets(request)
    )


def tells_secrets(request: HttpRequest) -> bool:
    """Whether the answer was made for a key, holds a draft, or tells a new key."""
    context: ReadContext | None = getattr(request, "_read_context", None)
    return has_keys(request) or (context is not None and (context.viewer.reads_draft or context.tells_a_key))


def respond(request: HttpRequest, answer: Answer, media_type: str, content: bytes | None = None) -> HttpResponse:
    """The response to a request: 304 where the asker has this answer already. ``content`` is the body as it is sent, where that is known."""
    return send(request, encoded(answer.body) if content is None else content, media_type, status_of(answer, media_type), freshness_of(request, answer),
                {"Allow": "POST"} if answer.needs_post else None)  # fmt: skip


def status_of(answer: Answer, media_type: str) -> int:
    """The HTTP status of an answer: clients of plain JSON get 200 whenever the request was well formed."""
    if answer.needs_post:
        return 405
    return 400 if answer.refused and media_type == RESPONSE_JSON else 200


def encoded(body: dict[str, Any]) -> bytes:
    """A body as JSON in UTF-8; a lone surrogate, which UTF-8 cannot say, becomes a question mark."""
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace")


def send(
    request: HttpRequest,
    content: bytes,
    media_type: str,
    status: int,
    freshness: Freshness,
    headers: dict[str, str] | None = None,
    worked_out: dict[Any, Any] | None = None,
) -> HttpResponse:
    """A response with these bytes as its body, compressed where that helps. ``worked_out`` keeps what was made of the bytes for the next time."""
    response: HttpResponse
    made = {} if worked_out is None else worked_out
    etag = None
    if freshness.cache_control != NO_STORE:
        etag = made.get(media_type) or made.setdefault(media_type, etag_of(content, media_type))
    if etag is not None and etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        encoding = encoding_for(request, len(content))
        sent = made.get(encoding)
        if sent is None:
            sent = made[encoding] = compressed(content, encoding)
        response = HttpResponse(sent, content_type=f"{media_type}; charset=utf-8", status=status, headers=headers)
        response["Content-Length"] = str(len(sent))
        if encoding is not None:
            response["Content-Encoding"] = encoding
    if etag is not None:
        response["ETag"] = etag
    response["Vary"] = freshness.vary
    response["Cache-Control"] = freshness.cache_control
    for name, value in freshness.edge:
        response[name] = value
    return response


def etag_of(content: bytes, media_type: str) -> str:
    """A weak ETag: the same for every encoding of a body, another for each media type."""
    digest = hashlib.blake2b(content, digest_size=12, person=media_type.encode()[:16])
    return f'W/"{digest.hexdigest()}"'


def encoding_for(request: HttpRequest, length: int) -> str | None:
    """Which encoding to send a body in; None for none.

    An answer to a session is not compressed: what it holds of a person, beside words that a stranger's page chose and made the browser send,
    could be guessed from its length (BREACH). Answers without one are public; and what comes with a token cannot be made to be sent by
    another page.
    """
    if length < MIN_COMPRESSED or not settings.GRAPHQL_COMPRESSION or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return None
    return chosen_encoding(request)


def compressed(content: bytes, encoding: str | None) -> bytes:
    """The bytes of a body in an encoding."""
    if encoding == "br":
        return brotli.compress(content, quality=BROTLI_QUALITY)
    if encoding == "gzip":
        return gzip.compress(content, GZIP_LEVEL, mtime=0)
    return content
