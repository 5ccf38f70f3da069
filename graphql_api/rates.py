"""How many requests one client may send: a sliding window in the shared cache, so that all processes count together.

Counted is the API client whose key a request carries, else the member whose token or session it is, else the address. The window is two counters (the
library ``limits``: "sliding window counter"), counted in Redis by one script in one round trip. While the cache is away nothing is counted
and nobody is refused. Without ``CACHE_URL`` each process counts for itself.
"""

from __future__ import annotations

import logging
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
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from access.addresses import client_in, client_of
from content_types.core.credentials import credentials_of
from graphql_api.errors import RateLimited
from graphql_api.parameters import RefusedError

logger = logging.getLogger(__name__)

QUERY, MUTATION = 1, 10  # what each counts for
TIMEOUT = 0.5  # seconds; counting must not be what a reader waits for
TOGETHER, MOST_REPEATED = 20, 10_000  # repeated requests that are counted together, and of how many addresses
PAUSE = 5.0  # seconds without a further try after a failed one


@dataclass
class _Outage:
    until: float = 0.0


_outage = _Outage()
_repeated: dict[str, int] = {}  # by address, not counted yet
_repeated_lock = threading.Lock()


@dataclass(frozen=True)
class Subject:
    """Who is counted, and what is allowed to them."""

    kind: str  # "address", "member" or "key"
    name: str
    allowed: str  # such as "600/minute"


def subject_of(request: HttpRequest) -> Subject:
    """Who a request counts for.

    Its keys must have been looked at. A key or a session that is none counts for its address, so that inventing one gains nothing; and a
    member counts once, with however many tokens and sessions.
    """
    credentials = credentials_of(request)
    if credentials is not None and credentials.holder:
        if credentials.user is None:
            return Subject("key", credentials.holder, settings.RATE_LIMITS["key"])
        return Subject("member", str(credentials.user.pk), settings.RATE_LIMITS["member"])
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
        return Subject("member", str(request.user.pk), settings.RATE_LIMITS["member"])
    return Subject("address", client_of(request), settings.RATE_LIMITS["address"])


def take(request: HttpRequest, weight: int = QUERY) -> None:
    """Count a request. Raises RefusedError with status 429 when there were too many."""
    subject = subject_of(request)
    if not subject.allowed:
        return
    allowed = _item(subject.allowed)
    stats = _count(subject, allowed, weight)
    if stats is None:
        return
    seconds = allowed.get_expiry()
    wait = min(max(math.ceil(stats.reset_time - time.time()), 1), seconds)
    refused = RateLimited(allowed.amount, seconds, wait)
    raise RefusedError(429, refused, headers(subject, allowed, stats.remaining, wait))


def takes_repeated(meta: Mapping[str, Any]) -> bool:
    """Count a request that an answer at hand is given to; False where there were too many, and ``take`` is to say so.

    Counting costs as much as such an answer does, so each process counts some of them together: a sixtieth of what is allowed, at most twenty.
    """
    address = client_in(meta)
    written = settings.RATE_LIMITS["address"]
    if not written:
        return True
    allowed = _item(written)
    together = min(TOGETHER, max(allowed.amount // 60, 1))
    with _repeated_lock:
        count = _repeated.pop(address, 0) + 1
        if count < together:
            if len(_repeated) >= MOST_REPEATED:
                _repeated.clear()
            _repeated[address] = count
            return True
    if _count(Subject("address", address, written), allowed, count) is None:
        return True
    with _repeated_lock:
        _repeated[address] = together - 1  # so that the next is not let through uncounted
    return False


def _count(subject: Subject, allowed: RateLimitItem, weight: int) -> WindowStats | None:
    """Count so much for somebody; None, or when they were too many the state of their window."""
    now = time.monotonic()
    if now < _outage.until:
        return None
    try:
        limiter = _limiter(settings.RATE_LIMIT_STORAGE)
        if limiter.hit(allowed, subject.kind, subject.name, cost=weight):
            return None
        return limiter.get_window_stats(allowed, subject.kind, subject.name)
    except (RedisConnectionError, RedisTimeoutError) as error:
        _outage.until = now + PAUSE
        # The type only: the message may hold the address.
        logger.warning(
            "rate limits: the cache does not answer (%s); counting nothing for %d s", type(error).__name__, PAUSE
        )
        return None


def headers(subject: Subject, allowed: RateLimitItem, remaining: int, wait: int) -> dict[str, str]:
    """When to try again, and the policy (draft-ietf-httpapi-ratelimit-headers-10)."""
    return {
        "Retry-After": str(wait),
        "RateLimit-Policy": f'"{subject.kind}";q={allowed.amount};w={allowed.get_expiry()}',
        "RateLimit": f'"{subject.kind}";r={max(remaining, 0)};t={wait}',
    }


@lru_cache(maxsize=16)
def _item(written: str) -> RateLimitItem:
    return parse(written)


@lru_cache(maxsize=4)
def _limiter(storage: str) -> SlidingWindowCounterRateLimiter:
    # Made by the first request of a process, so that no connection is shared with the process that it was forked from.
    options = {} if storage.startswith("memory") else {"socket_connect_timeout": TIMEOUT, "socket_timeout": TIMEOUT}
    return SlidingWindowCounterRateLimiter(storage_from_string(storage, key_prefix="rates", **options))
