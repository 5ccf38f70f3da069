"""Cache of repeated requests: a request with the same bytes is answered from this process before Django sees it.

Of two requests that are the same in all that an answer to a stranger depends on, the second gets what the first one got, headers included, as
long as the cached response behind it holds. So every middleware and the view are left out, and none of them is missed: what they do to a request was
done to the same request before and came to the same (that its host is allowed, that it came by TLS, that another site's page may read the
answer), and what they add to an answer is in the headers that are given again. Whatever says who asks goes the whole way: a session, a key, a token.
So does all that is not exactly such a repetition, and everything while the shared cache is away.
"""

from __future__ import annotations

import io
import time
import weakref
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpResponse
from django.utils.http import parse_etags

from graphql_api.http import rates
from graphql_api.response_cache import metrics
from graphql_api.response_cache.cached_responses import CachedResponse, local_cache
from graphql_api.response_cache.lru_cache import LRUCache
from graphql_api.response_cache.tag_versions import AWAY, versions

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

PATHS = frozenset({"/graphql/", "/graphql"})  # below the prefix of the site, if it has one
REMEMBERED = 5_000  # requests; each takes about a kilobyte, and its answer is kept elsewhere
LONGEST = 20_000  # bytes of a body; longer ones go the whole way
# What says who asks, besides the session.
KEYS = ("HTTP_AUTHORIZATION", "HTTP_X_PAGE_ACCESS")
# All else that an answer to a stranger depends on, besides the body.
PARTS = (
    "REQUEST_METHOD", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT",
    "CONTENT_TYPE", "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_ORIGIN",
)  # fmt: skip
# Not sent with 304 (RFC 9110, section 15.4.5).
OF_THE_BODY = frozenset({"Content-Type", "Content-Length", "Content-Encoding", "Content-Security-Policy"})
SOURCE = "kept_answer"


class Source(NamedTuple):
    """Which cached response a response was made from."""

    cached: CachedResponse
    until: float


def remember_request(response: HttpResponse, cached: CachedResponse, *, until: float) -> HttpResponse:
    """Say of a response that it is a cached response and depends on nothing but the request; what its headers promise is true ``until`` then."""
    setattr(response, SOURCE, Source(cached, until))
    return response


@dataclass(frozen=True)
class Repeated:
    """What was answered to a request: the cached response, in which encoding its bytes were sent, and the headers.

    It holds no bytes itself: many requests have large answers, and how many of those a process has at hand is bounded elsewhere.
    """

    key: str
    cached: weakref.ref[CachedResponse]
    encoding: str | None
    headers: list[tuple[str, str]]
    headers_unchanged: list[tuple[str, str]]  # of a 304
    etag: str | None
    until: float  # seconds since 1970

    @classmethod
    def of(cls, response: HttpResponse, source: Source) -> Repeated:
        """What this response says."""
        headers = list(response.items())
        without = [(name, value) for name, value in headers if name not in OF_THE_BODY]
        without.append(("Content-Length", "0"))  # as Django sends it; gunicorn ends a connection without it
        etag = response.headers.get("ETag")
        encoding = response.headers.get("Content-Encoding")
        return cls(source.cached.key, weakref.ref(source.cached), encoding, headers, without, etag, source.until)

    def content(self) -> bytes | None:
        """The bytes that were sent, while they are as new as an answer worked out now. Raises ``AWAY``."""
        if time.time() >= self.until:  # a CDN would keep it beyond its end
            return None
        cached, target = self.cached(), versions()
        if cached is None or target is None or local_cache.get(self.key) is not cached or not cached.is_fresh(target):
            return None
        return cached.body.encoded(self.encoding)


class RepeatedRequestCache:
    """A WSGI application before Django's: answers what was asked before in the same words, and hands over all else."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.requests: LRUCache[bytes, Repeated] = LRUCache(REMEMBERED)

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        signature = self._signature(environ) if environ.get("PATH_INFO") in PATHS else None
        if signature is None:
            return self.application(environ, start_response)
        known = self.requests.get(signature)
        content = None if known is None else self._content(known)
        if known is not None and content is not None and rates.takes_repeated(environ):
            metrics.repeated.inc()
            asked = environ.get("HTTP_IF_NONE_MATCH")
            if (
                asked is not None
                and known.etag is not None
                and (asked == known.etag or known.etag in parse_etags(asked))
            ):
                start_response("304 Not Modified", known.headers_unchanged.copy())
                return []
            start_response("200 OK", known.headers.copy())
            return [] if environ["REQUEST_METHOD"] == "HEAD" else [content]
        response = self.application(environ, start_response)
        source: Source | None = getattr(response, SOURCE, None)
        if (
            source is not None
            and isinstance(response, HttpResponse)
            and response.status_code == 200
            and not response.cookies
        ):
            self.requests.put(signature, Repeated.of(response, source))
        return response

    def _signature(self, environ: Environ) -> bytes | None:
        """What the answer to a stranger depends on, in short; None for what goes the whole way."""
        if not settings.GRAPHQL_ANSWERS_URL or settings.SESSION_COOKIE_NAME in environ.get("HTTP_COOKIE", ""):
            return None
        if any(environ.get(name) for name in KEYS):
            return None
        method, body = environ["REQUEST_METHOD"], b""
        if method == "POST":
            length = environ.get("CONTENT_LENGTH", "")
            if not (length.isascii() and length.isdigit() and len(length) < 7) or int(length) > LONGEST:
                return None
            body = environ["wsgi.input"].read(int(length))
            environ["wsgi.input"] = io.BytesIO(body)  # for whoever comes after
        elif method not in {"GET", "HEAD"}:
            return None
        # No header holds a NUL, and how long the first part is stands before it: nothing runs together.
        said = "\0".join([environ.get(name, "") for name in PARTS]).encode("utf-8", "surrogateescape")
        return blake2b(len(said).to_bytes(4) + said + body, digest_size=20).digest()

    def _content(self, known: Repeated) -> bytes | None:
        try:
            return known.content()
        except AWAY:
            return None
