"""Signals as something that the main thread asks about, at points where it can clean up.

A handler that raised would do so anywhere, also between starting a server and writing down its
process id. Here the handler only notes the signal; every loop that waits calls :func:`check`.
"""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_pending: list[signal.Signals] = []
_shields: list[None] = []


class Interrupted(Exception):
    """This process was asked to end by ``signum``."""

    def __init__(self, signum: signal.Signals) -> None:
        super().__init__(f"interrupted by {signum.name}")
        self.signum = signum


def install() -> None:
    """Note SIGINT, SIGTERM and SIGHUP from now on instead of ending at once."""
    for signum in SIGNALS:
        signal.signal(signum, _note)


def _note(number: int, _frame: FrameType | None) -> None:
    _pending.append(signal.Signals(number))


def take() -> list[signal.Signals]:
    """Return the signals that came since the last time, and forget them."""
    taken = _pending.copy()
    del _pending[: len(taken)]
    return taken


def check() -> None:
    """Raise :class:`Interrupted` when a signal has come that was not taken."""
    if _pending and not _shields:
        raise Interrupted(_pending[0])


def pause(seconds: float) -> None:
    """Sleep for a fraction of a second, unless a signal has come.

    A sleep goes on after a noted signal, so callers sleep briefly and often.
    """
    check()
    time.sleep(seconds)


@contextmanager
def shielded() -> Iterator[None]:
    """Let :func:`check` pass while cleaning up: the signal that led to it has done its work."""
    _shields.append(None)
    try:
        yield
    finally:
        _shields.pop()
