"""Responses: status, cache headers, ETag and compression."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags

from access.authentication import VARY as KEYS
from graphql_api.errors import formatted
from graphql_api.execution.operations import Answer
from graphql_api.http.body import Body
from graphql_api.http.exchange import Exchange
from graphql_api.http.negotiation import RESPONSE_JSON, chosen_encoding
from graphql_api.http.parameters import RejectedRequest
from graphql_api.response_cache.cached_responses import CachedResponse
from graphql_api.response_cache.cdn_headers import told_of
from graphql_api.response_cache.repeated_requests import remember_request
from outages.database import RETRY_AFTER

# Bodies below this fit into one packet, compressed or not.
MIN_COMPRESSED = 1_000  # bytes
VARY = ", ".join(("Accept", "Accept-Encoding", "Cookie", *KEYS))
NO_STORE = "no-store"
SAFE = frozenset({"GET", "HEAD"})


@dataclass(frozen=True)
class Freshness:
    """How long an answer may be kept, by whom, and what it depends on besides the request's address."""

    cache_control: str = (
        "private, no-cache"  # kept by the asker alone, and asked about each time: an ETag makes that cheap
    )
    vary: str = VARY
    edge: tuple[tuple[str, str], ...] = ()  # headers for the CDN alone


def freshness_of(exchange: Exchange, edge: tuple[tuple[str, str], ...] = ()) -> Freshness:
    """The one place that decides how long an answer may be kept.

    What holds an error, was made for a key, holds a draft or tells a new key is never kept. A cached response is the same for everybody: shared
    caches may keep it, and ask about it each time. ``edge``: what the CDN is told of it besides, which can be told to drop it.
    """
    answer = exchange.answer
    if exchange.request.method not in SAFE:
        return Freshness(NO_STORE)
    if isinstance(answer, CachedResponse):
        return Freshness("public, no-cache", edge=edge)
    if answer is None or not answer.is_whole or exchange.tells_secrets:
        return Freshness(NO_STORE)
    return Freshness()


def response_to(exchange: Exchange) -> HttpResponse:
    """The response to a request that has its answer."""
    answer = exchange.answer
    if answer is None:
        raise TypeError("The request has no answer yet.")
    if isinstance(answer, CachedResponse):
        return _response_of_cached(exchange, answer)
    headers = {"Allow": "POST"} if answer.needs_post else {}
    if answer.is_unavailable:
        headers["Retry-After"] = str(RETRY_AFTER)
    status = status_of(answer, exchange.media_type)
    return http_response(exchange.request, answer.content, exchange.media_type, status, freshness_of(exchange), headers)


def _response_of_cached(exchange: Exchange, cached: CachedResponse) -> HttpResponse:
    told = told_of(cached, exchange.media_type)
    freshness = freshness_of(exchange, told.headers)
    response = http_response(exchange.request, cached.body, exchange.media_type, 200, freshness)
    return remember_request(response, cached, until=cached.until - told.seconds)


def response_to_rejected(exchange: Exchange, rejection: RejectedRequest) -> HttpResponse:
    """The response to a request whose query was not read."""
    body = Body.of_json({"errors": [formatted(rejection.error)]})
    return http_response(
        exchange.request, body, exchange.media_type, rejection.status, Freshness(NO_STORE), rejection.headers
    )


def status_of(answer: Answer, media_type: str) -> int:
    """The HTTP status of an answer: clients of plain JSON get 200 whenever the request was well formed and could be looked up."""
    if answer.needs_post:
        return 405
    if answer.is_unavailable:
        return 503
    return 400 if answer.refused and media_type == RESPONSE_JSON else 200


def http_response(
    request: HttpRequest,
    body: Body,
    media_type: str,
    status: int,
    freshness: Freshness,
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    """A response with this body, compressed where that helps; 304 where the asker has it already."""
    response: HttpResponse
    etag = None if freshness.cache_control == NO_STORE else body.etag(media_type)
    if etag is not None and etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        encoding = encoding_for(request, len(body.content))
        sent = body.encoded(encoding)
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


def encoding_for(request: HttpRequest, length: int) -> str | None:
    """Which encoding to send a body in; None for none.

    An answer to a session is not compressed: what it holds of a person, beside words that a stranger's page chose and made the browser send,
    could be guessed from its length (BREACH). Answers without one are public; and what comes with a token cannot be made to be sent by
    another page.
    """
    if length < MIN_COMPRESSED or not settings.GRAPHQL_COMPRESSION or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return None
    return chosen_encoding(request)
