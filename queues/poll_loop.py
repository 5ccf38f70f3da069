"""The poll loop that every worker is: it works off what is due, waits, and looks again, until it is told to stop."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import close_old_connections, connection

from outages import database
from queues import alive, heartbeat


class PollLoop:
    """Any number may run side by side, and each may be killed at any moment."""

    name: str  # of its heartbeat

    def __init__(self, interval: float, wait: Callable[[float], object] = time.sleep) -> None:
        self.interval = interval  # seconds between two rounds
        self.wait = wait  # returns early when the process is told to stop
        self.stopping = False

    def stop(self) -> None:
        """Finish the batch at hand, then end."""
        self.stopping = True

    def poll(self, *, once: bool = False) -> bool:
        """One round: work off what is due; False where something failed. ``once`` where there will be no other round."""
        raise NotImplementedError

    def run(self, *, once: bool = False) -> bool:
        """Work until stopped, or ``once`` until nothing is due; False where something failed in that once."""
        while not self.stopping:
            try:
                well = self.poll(once=once)
                if not once:
                    heartbeat.beat(self.name)
            except database.ERRORS as error:
                # The database is away, or another process holds SQLite's write lock. Nothing is lost: what is leased is due again by itself.
                if once:
                    raise
                database.noted(error)
                well = False
            _refresh_connection()
            if once:
                return well
            alive.touch(self.name)
            if not self.stopping:
                self.wait(self.interval)
        return True


def _refresh_connection() -> None:
    """Give up a connection that broke or is too old, as Django does between requests; never inside somebody's transaction."""
    if not connection.in_atomic_block:
        close_old_connections()
