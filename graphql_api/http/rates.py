"""Rate limits: a sliding window for each client in the shared cache, so that all processes count together.

What is counted is milliseconds of one core, as far as they are known before the work is done: of a query by its cost (``graphql_api.documents.cost``), of all
else by kind. Each request that the settings allow stands for ``REQUEST`` of them, so that "1200/minute" is half a core. Two windows of a sliding counter
may fall together once, so no minute has more than twice that: one core (docs/operators/care.md).

Counted for is the API client whose key a request carries, else the member whose token or session it is, else the address. The window is two counters (the
library ``limits``: "sliding window counter"), counted in Redis by one script in one round trip. While the cache is away, and without ``CACHE_URL``, each
process counts for itself: the limit is then as many times as wide as there are processes, and never gone.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from limits import RateLimitItem, parse
from limits.storage import storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter
from limits.util import WindowStats

from access.addresses import client_in, client_of
from delivery.context import ReadContext
from graphql_api.errors import RateLimited
from graphql_api.http.parameters import RejectedRequest
from outages.shared_cache import AWAY, patience, shared_cache

REQUEST = 25  # milliseconds that one request of the settings stands for
UNITS = 100  # of a query's cost in a millisecond: each is at most ten microseconds
# Milliseconds that each counts for at least; a picture or a document is read from a file, a picture in a size of its own is made first.
QUERY, MUTATION, SIGN_IN, PAGE, FEED, FILE, RENDITION = 25, 250, 250, 50, 100, 5, 250
OWN = "memory://"  # the storage of a process that counts for itself
TOGETHER, MOST_REPEATED = 20, 10_000  # repeated requests that are counted together, and of how many addresses
_repeated: dict[str, int] = {}  # by address, not counted yet
_repeated_lock = threading.Lock()


@dataclass(frozen=True)
class Subject:
    """Who is counted, and what is allowed to them."""

    kind: str  # "address", "member" or "key"
    name: str
    allowed: str  # such as "600/minute"


def subject_of(request: HttpRequest, *, by_session: bool = True) -> Subject:
    """Who a request counts for.

    Its keys must have been looked at. A key or a session that is none counts for its address, so that inventing one gains nothing; and a
    member counts once, with however many tokens and sessions. Without ``by_session`` no session is read, which would make an answer
    that is the same for everybody depend on the cookie.
    """
    credentials = ReadContext.of(request).credentials
    if credentials is not None and credentials.holder:
        if credentials.user is None:
            return Subject("key", credentials.holder, settings.RATE_LIMITS["key"])
        return Subject("member", str(credentials.user.pk), settings.RATE_LIMITS["member"])
    if by_session and settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
        return Subject("member", str(request.user.pk), settings.RATE_LIMITS["member"])
    return Subject("address", client_of(request), settings.RATE_LIMITS["address"])


def of_query(cost: int, *, changes_something: bool) -> int:
    """What an operation of this cost counts for."""
    return max(MUTATION if changes_something else QUERY, math.ceil(cost / UNITS))


def take(request: HttpRequest, weight: int = QUERY, *, by_session: bool = True) -> None:
    """Count a request, or so much more of it. Raises RejectedRequest with status 429 when there was too much; then it is not counted."""
    subject = subject_of(request, by_session=by_session)
    if not subject.allowed or weight <= 0:
        return
    allowed = _item(subject.allowed)
    stats = _count(subject, allowed, weight)
    if stats is None:
        return
    seconds = allowed.get_expiry()
    wait = min(max(math.ceil(stats.reset_time - time.time()), 1), seconds)
    refused = RateLimited(allowed.amount // REQUEST, seconds, wait)
    raise RejectedRequest(429, refused, headers(subject, allowed, stats.remaining, wait))


def takes_repeated(meta: Mapping[str, Any]) -> bool:
    """Count a request that is answered from the cache of repeated requests. False if the limit is reached; ``take`` then makes the error.

    Counting costs as much as such an answer does, so each process counts some of them together: a sixtieth of what is allowed, at most twenty.
    """
    address = client_in(meta)
    written = settings.RATE_LIMITS["address"]
    if not written:
        return True
    allowed = _item(written)
    counted_together = min(TOGETHER, max(allowed.amount // REQUEST // 60, 1))
    with _repeated_lock:
        count = _repeated.pop(address, 0) + 1
        if count < counted_together:
            if len(_repeated) >= MOST_REPEATED:
                _repeated.clear()
            _repeated[address] = count
            return True
    if _count(Subject("address", address, written), allowed, count * QUERY) is None:
        return True
    with _repeated_lock:
        _repeated[address] = counted_together - 1  # so that the next is not let through uncounted
    return False


def _count(subject: Subject, allowed: RateLimitItem, weight: int) -> WindowStats | None:
    """Count so much for somebody; None, or when they were too many the state of their window."""
    storage = settings.RATE_LIMIT_STORAGE
    if storage == OWN:
        return _counted_in(OWN, subject, allowed, weight)
    try:
        with shared_cache(storage).asked():
            return _counted_in(storage, subject, allowed, weight)
    except AWAY:
        return _counted_in(OWN, subject, allowed, weight)


def _counted_in(storage: str, subject: Subject, allowed: RateLimitItem, weight: int) -> WindowStats | None:
    limiter = _limiter(storage)
    if limiter.hit(allowed, subject.kind, subject.name, cost=weight):
        return None
    return limiter.get_window_stats(allowed, subject.kind, subject.name)


def headers(subject: Subject, allowed: RateLimitItem, remaining: int, wait: int) -> dict[str, str]:
    """When to try again, and the policy (draft-ietf-httpapi-ratelimit-headers-10)."""
    return {
        "Retry-After": str(wait),
        "RateLimit-Policy": f'"{subject.kind}";q={allowed.amount // REQUEST};w={allowed.get_expiry()}',
        "RateLimit": f'"{subject.kind}";r={max(remaining, 0) // REQUEST};t={wait}',
    }


@lru_cache(maxsize=16)
def _item(written: str) -> RateLimitItem:
    requests = parse(written)
    return type(requests)(requests.amount * REQUEST, requests.multiples)


@lru_cache(maxsize=4)
def _limiter(storage: str) -> SlidingWindowCounterRateLimiter:
    # Made by the first request of a process, so that no connection is shared with the process that it was forked from.
    options: dict[str, Any] = {} if storage == OWN else patience()
    return SlidingWindowCounterRateLimiter(storage_from_string(storage, key_prefix="rates", **options))
