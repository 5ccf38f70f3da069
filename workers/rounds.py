"""What every worker is: round after round, until it is told to stop."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, close_old_connections, connection

# The database is away, or another process holds SQLite's write lock. Nothing is lost: what a worker has claimed is due again by itself.
DATABASE_AWAY = (OperationalError, InterfaceError)


class RoundsWorker:
    """Any number may run side by side, and each may be killed at any moment."""

    logger: logging.Logger  # of the worker's module; its messages begin with the package's name

    def __init__(self, interval: float, wait: Callable[[float], object] = time.sleep) -> None:
        self.interval = interval  # seconds between two rounds
        self.wait = wait  # returns early when the process is told to stop
        self.stopping = False

    def stop(self) -> None:
        """Finish the batch at hand, then end."""
        self.stopping = True

    def round(self, *, once: bool = False) -> bool:
        """Work off what is due; False where something failed. ``once`` where there will be no other round."""
        raise NotImplementedError

    def run(self, *, once: bool = False) -> bool:
        """Work until stopped, or ``once`` until nothing is due; False where something failed in that once."""
        while not self.stopping:
            try:
                well = self.round(once=once)
            except DATABASE_AWAY as error:
                if once:
                    raise
                self.logger.warning("%s: the database did not answer: %s", self.logger.name.split(".")[0], error)
                well = False
            refresh_connection()
            if once:
                return well
            if not self.stopping:
                self.wait(self.interval)
        return True


def refresh_connection() -> None:
    """Give up a connection that broke or is too old, as Django does between requests; never inside somebody's transaction."""
    if not connection.in_atomic_block:
        close_old_connections()
