"""The one breaker before the shared cache, for all that uses it: cached responses, limits, lock-outs, documents, Django's cache.

The first call that gets no answer opens it for the whole process; the others then go on without at once, and one at a time tries whether it is
back. The log says once that it is away and once that it answers again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from redis import Redis
from redis import exceptions as redis
from redis.backoff import NoBackoff
from redis.maint_notifications import MaintNotificationsConfig
from redis.retry import Retry

from outages.breaker import Breaker

logger = logging.getLogger(__name__)

TIMEOUT = 0.5  # seconds; a cache that is slower than this is no help
# It does not answer, or cannot take a write: it is full, a replica, or not ready yet.
AWAY = (
    redis.ConnectionError,
    redis.TimeoutError,
    redis.OutOfMemoryError,
    redis.ReadOnlyError,
    redis.ClusterDownError,
    redis.MasterDownError,
)


class NotAsked(redis.ConnectionError):
    """The cache did not answer a moment ago and was not asked now. One of ``AWAY``."""


def patience() -> dict[str, Any]:
    """How every client of the cache waits: briefly, and never twice. What has been sent may have been done, and is not sent again."""
    return {"socket_connect_timeout": TIMEOUT, "socket_timeout": TIMEOUT, "retry": Retry(NoBackoff(), 0)}


@lru_cache(maxsize=4)
def client(url: str) -> Redis:
    """A client of the cache at an address; safe to share between threads, and over a fork."""
    # Without its notifications a connection that the server has closed is noticed before it is used.
    return Redis.from_url(url, maint_notifications_config=MaintNotificationsConfig(enabled=False), **patience())


class SharedCache:
    """Whether the cache at one address answers this process."""

    def __init__(self, breaker: Breaker | None = None) -> None:
        self.breaker = breaker or Breaker()
        self._lock = threading.Lock()
        self._away_since: float | None = None

    @contextmanager
    def asked(self) -> Iterator[None]:
        """Ask the cache inside. Raises ``NotAsked`` at once while it is away; lets every error through, and draws its conclusions from it."""
        trial = self.breaker.admit()
        if trial is None:
            raise NotAsked("The cache did not answer a moment ago.")
        try:
            yield
        except redis.AuthenticationError:  # a kind of ConnectionError, but no outage
            trial.abandoned()
            raise
        except AWAY as error:
            if trial.failed():
                self._opened(error)
            raise
        except redis.ResponseError:
            self._answered(trial.succeeded())
            raise
        except BaseException:
            trial.abandoned()
            raise
        self._answered(trial.succeeded())

    def _opened(self, error: Exception) -> None:
        with self._lock:
            self._away_since = time.monotonic()
        # The type only: the message may hold the address.
        logger.warning("cache: it does not answer (%s); going on without until it does", type(error).__name__)

    def _answered(self, closed: bool) -> None:
        if not closed:
            return
        with self._lock:
            since, self._away_since = self._away_since, None
        logger.warning("cache: it answers again after %.0f s", time.monotonic() - since if since is not None else 0.0)


@lru_cache(maxsize=16)
def shared_cache(url: str) -> SharedCache:
    """That of an address, one a process."""
    return SharedCache()
