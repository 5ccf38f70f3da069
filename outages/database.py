"""The database away, or too busy to answer: who asks is told to try again, and the log says so once."""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

from django.db import InterfaceError, OperationalError
from django.db.backends.signals import connection_created

logger = logging.getLogger(__name__)

ERRORS = (OperationalError, InterfaceError)
RETRY_AFTER = 5  # seconds
QUIET = 60.0  # seconds in which one outage is not told again
# What SQLite calls an OperationalError and is none: no second try mends it.
_OURS = ("no such table", "no such column", "has no column", "syntax error", "no such function")


def is_away(error: BaseException | None) -> bool:
    """Whether an error says that the database cannot answer now, and nothing of what it was asked."""
    if not isinstance(error, ERRORS):
        return False
    said = str(error).lower()
    return not any(one in said for one in _OURS)


class _Outage:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._since: float | None = None
        self._told = float("-inf")

    def begun(self, error: BaseException) -> None:
        """A request met it."""
        now = time.monotonic()
        with self._lock:
            if self._since is None:
                self._since = now
            if now - self._told < QUIET:
                return
            self._told = now
        # The type only: what the server says may hold its address, or somebody's name.
        kind = type(error.__cause__ or error).__name__
        logger.error("database: it does not answer (%s); what needs it waits or is told to try again", kind)

    def ended(self) -> None:
        """A connection was made."""
        if self._since is None:
            return
        with self._lock:
            since, self._since, self._told = self._since, None, float("-inf")
        if since is not None:
            logger.warning("database: it answers again after %.0f s", time.monotonic() - since)


_outage = _Outage()


def noted(error: BaseException) -> None:
    """Tell the operator of an error that ``is_away``: once a minute at most."""
    _outage.begun(error)


def _connected(**kwargs: Any) -> None:
    _outage.ended()


def watch() -> None:
    """Tell the operator when it is back. Called once, when Django starts."""
    connection_created.connect(_connected, dispatch_uid="outages.database")
