"""A circuit breaker: while a server is away, nobody waits for it.

Our own, because the common one (pybreaker 1.4) holds a lock for as long as the call lasts, so that all threads of a process would ask
one after another; and because it counts failures before it opens, where here the first time-out is one too many.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

SHORTEST, LONGEST = 1.0, 4.0  # seconds that it stays open: the first time, and at most


class Breaker:
    """Lets calls through until one fails; then none for a while, then one to try, and twice as long if that fails too.

    For one server and one process. Safe to share between threads; no lock is held during a call.
    """

    def __init__(
        self,
        shortest: float = SHORTEST,
        longest: float = LONGEST,
        *,
        clock: Callable[[], float] = time.monotonic,
        spread: Callable[[], float] = lambda: random.uniform(0.8, 1.0),  # noqa: S311 - spreads retries, guards nothing
    ) -> None:
        self._shortest = shortest
        self._longest = longest
        self._clock = clock
        self._spread = spread  # so that many processes do not all try at once
        self._lock = threading.Lock()
        self._failures = 0  # in a row
        self._until = 0.0  # closed to all before this
        self._trying = False  # the one call is under way
        self._change = 0  # counts openings and closings, so that a call that began before one changes nothing after it

    @property
    def is_open(self) -> bool:
        """Whether a call would be turned away now."""
        with self._lock:
            return self._turns_away()

    def _turns_away(self) -> bool:
        return self._failures > 0 and (self._trying or self._clock() < self._until)

    def admit(self) -> Trial | None:
        """A call may be made, and its end must be told; or None: not now."""
        with self._lock:
            if self._turns_away():
                return None
            if self._failures:
                self._trying = True
            return Trial(self, self._change, alone=self._trying)

    def _succeeded(self, trial: Trial) -> bool:
        with self._lock:
            if trial.began != self._change:
                return False
            closed = self._failures > 0
            if closed:
                self._change += 1
            self._failures, self._trying = 0, False
            return closed

    def _failed(self, trial: Trial) -> bool:
        with self._lock:
            if trial.began != self._change:
                return False
            opened = self._failures == 0
            wait = min(self._shortest * 2 ** min(self._failures, 16), self._longest)
            self._failures += 1
            self._change += 1
            self._trying = False
            self._until = self._clock() + wait * self._spread()
            return opened

    def _abandoned(self, trial: Trial) -> None:
        with self._lock:
            if trial.alone and trial.began == self._change:
                self._trying = False


@dataclass(frozen=True)
class Trial:
    """A call that was let through. Exactly one of its methods must be called when the call ends."""

    breaker: Breaker
    began: int
    alone: bool  # it is the one that tries whether the server is back

    def succeeded(self) -> bool:
        """The server answered; True if this closed the breaker."""
        return self.breaker._succeeded(self)

    def failed(self) -> bool:
        """The server did not answer; True if this opened the breaker."""
        return self.breaker._failed(self)

    def abandoned(self) -> None:
        """The call ended before the server had a chance to answer; another may try."""
        self.breaker._abandoned(self)
