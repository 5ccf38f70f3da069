"""Deadline: the time by which a request must be done; code checks it before it begins work.

Outside ``within`` nothing is limited: commands, workers and the admin take the time that they take.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

clock = time.monotonic


class PastDeadline(BaseException):
    """The time is used up; the work ends here.

    No ``Exception``, so that neither a library that goes on after the error of one part, nor code that has another way when something fails,
    keeps on working for somebody who is told already that it took too long.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(f"more than {seconds:g} s")
        self.seconds = seconds


class _Now(threading.local):
    seconds: float = 0.0
    ends: float | None = None


_now = _Now()


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Limit what this thread does below to so many seconds; 0 limits nothing. Not to be nested."""
    if not seconds:
        yield
        return
    _now.seconds, _now.ends = seconds, clock() + seconds
    try:
        yield
    finally:
        _now.ends = None


def remaining() -> float | None:
    """Seconds that are left, negative when they are used up; None where nothing is limited."""
    return None if _now.ends is None else _now.ends - clock()


def check() -> None:
    """Raise PastDeadline when the time is used up. Takes a tenth of a microsecond."""
    if _now.ends is not None and clock() > _now.ends:
        raise PastDeadline(_now.seconds)


def spent() -> PastDeadline:
    """What to raise when something else has found that the time is used up."""
    return PastDeadline(_now.seconds)
