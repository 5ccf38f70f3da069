"""A bound on guessing passwords: at the API's sign-in, at the admin's form, and at private pages.

Attempts are counted before they are looked at, so that many at once are no way round, and a right password takes its own away again. What is
counted is the name as typed, there or not; so a refusal tells nothing of who has an account. django-axes does this for sign-ins; it knows one
limit for all that it counts, and nothing of the passwords of pages (docs/decisions/0009-access.md).
"""

from __future__ import annotations

import hashlib
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import BaseCache, caches
from django.core.cache.backends.locmem import LocMemCache
from django.http import HttpRequest

from access.addresses import client_of

WINDOW = 900  # seconds; begins with the first wrong attempt
WIDE = (
    5  # times the limit: for one name from anywhere, and for one address whatever the name (a hospital has one address)
)

# A shared cache that is away counts nothing; what this process saw still counts then.
_own: BaseCache = LocMemCache("access.throttle", {"TIMEOUT": WINDOW, "OPTIONS": {"MAX_ENTRIES": 10_000}})


class TooManyAttempts(Exception):
    """No attempt is looked at for ``retry_after`` seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Too many attempts. Try again in {retry_after} seconds.")
        self.retry_after = retry_after


@dataclass(frozen=True)
class Attempts:
    """The attempts at one thing (``sign-in``, ``page``) by one name from one address."""

    subject: str
    name: str
    address: str

    @classmethod
    def of(cls, request: HttpRequest, subject: str, name: str) -> Attempts:
        """Those of a request. Names that differ in case or form only are one."""
        return cls(subject, unicodedata.normalize("NFKC", name).casefold(), client_of(request))

    def _counters(self) -> Iterator[tuple[str, int]]:
        narrow = settings.GUESSES_ALLOWED
        for parts, limit in (
            (("both", self.name, self.address), narrow),
            (("name", self.name), narrow * WIDE),
            (("address", self.address), narrow * WIDE),
        ):
            # Names may hold anything, lone surrogates too; a key of the cache may not.
            joined = "\0".join((self.subject, *parts)).encode("utf-8", "surrogatepass")
            yield f"access.throttle.{hashlib.sha256(joined).hexdigest()}", limit

    def count(self) -> None:
        """Count one attempt. Raises TooManyAttempts where one of the limits was reached before."""
        for key, limit in self._counters():
            for cache in (caches["default"], _own):
                if _add(cache, key) > limit:
                    raise TooManyAttempts(_seconds_left(cache, key))

    def refuse_if_over(self) -> None:
        """Raises TooManyAttempts where the next attempt would be refused; counts nothing."""
        for key, limit in self._counters():
            for cache in (caches["default"], _own):
                if (cache.get(key) or 0) >= limit:
                    raise TooManyAttempts(_seconds_left(cache, key))

    def forgive(self) -> None:
        """The attempt was right: it counts no more, and neither do earlier ones by this name from this address."""
        (pair, _), *others = self._counters()
        for cache in (caches["default"], _own):
            cache.delete(pair)
            for key, _ in others:
                _take(cache, key)


def _add(cache: BaseCache, key: str) -> int:
    if cache.add(key, 1, WINDOW):
        cache.set(f"{key}.until", time.time() + WINDOW, WINDOW)
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # it ended in between, or the cache is away
        return 1


def _take(cache: BaseCache, key: str) -> None:
    try:
        cache.decr(key)
    except ValueError:  # it ended in between, or the cache is away
        return


def _seconds_left(cache: BaseCache, key: str) -> int:
    until = cache.get(f"{key}.until")
    return max(1, min(WINDOW, round(until - time.time()))) if until is not None else WINDOW


def forget_all() -> None:
    """Forget what this process has counted by itself; the shared cache keeps its counts."""
    _own.clear()
