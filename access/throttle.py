"""Throttling: one bound for every place that takes a secret: signing in, proving again who one is, private pages and collections, a new password.

What is counted is which secret, and from which address; and more slowly the secret itself, wherever it is tried. Attempts are counted before they
are looked at, so that many at once are no way round, and a right password takes its own away again. Of an account the name counts as typed, there
or not; so a rejection tells nothing of who has one. django-axes does this for sign-ins; it knows one limit for all that it counts, and nothing of the
passwords of pages (docs/decisions/0009-access.md).
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

from access.addresses import client_of, is_shared

SIGN_IN = "sign-in"  # by username
PAGE, COLLECTION = "page", "collection"  # by the name that was asked for, there or not
# By the restriction, however it was reached:
PAGE_PASSWORD, COLLECTION_PASSWORD = "page password", "collection password"
RESET = "password reset"  # by the mailbox that would get the link

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
    shared: bool = False  # the address may be everybody's: nobody is rejected by it alone
    allowed: int | None = None  # by one name from one address; None: as the settings say

    @classmethod
    def of(cls, request: HttpRequest, subject: str, name: str, allowed: int | None = None) -> Attempts:
        """Those of a request. Names that differ in case or form only are one."""
        folded = unicodedata.normalize("NFKC", name).casefold()
        return cls(subject, folded, client_of(request), is_shared(request), allowed)

    def _counters(self) -> Iterator[tuple[str, int]]:
        narrow = self.allowed or settings.GUESSES_ALLOWED
        limits = [(("both", self.name, self.address), narrow), (("name", self.name), narrow * WIDE)]
        if not self.shared:
            limits.append((("address", self.address), narrow * WIDE))
        for parts, limit in limits:
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
        """Raises TooManyAttempts where the next attempt would be rejected; counts nothing."""
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
