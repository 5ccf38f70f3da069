"""The worker: tells the CDN what to drop.

Any number may run side by side, and each may be killed at any moment: what was dropped and not written down is dropped again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, close_old_connections, connection

from cdn import outbox
from cdn.backends import KeyedBackend, PurgeFailed, backends

logger = logging.getLogger(__name__)


class Worker:
    """Purges until it is told to stop."""

    def __init__(self, interval: float, wait: Callable[[float], object] = time.sleep) -> None:
        self.interval = interval
        self.wait = wait  # returns early when the process is told to stop
        self.stopping = False

    def stop(self) -> None:
        """Finish the batch at hand, then end."""
        self.stopping = True

    def run(self, *, once: bool = False) -> bool:
        """Work until stopped, or ``once`` until nothing is due; False when the CDN could not be told."""
        while not self.stopping:
            try:
                well = self.round()
            except (OperationalError, InterfaceError) as error:
                if once:
                    raise
                # The database is away, or another process holds SQLite's write lock: nothing is lost, claims end by themselves.
                logger.warning("cdn: the database did not answer: %s", error)
                well = False
            if once:
                return well
            if not connection.in_atomic_block:
                close_old_connections()
            if not self.stopping:
                self.wait(self.interval)
        return True

    def round(self) -> bool:
        """Purge all that is due, each batch with as few requests as the CDN takes. False when it could not be told."""
        while not self.stopping:
            batch = outbox.claim()
            if not batch.rows:
                break
            try:
                for backend in backends():
                    tell(backend, batch)
            except PurgeFailed as error:
                logger.warning("cdn: %s; tried again", error)
                outbox.postpone(batch, str(error), error.retry_after)
                return False
            outbox.acknowledge(batch)
        return True


def tell(backend: KeyedBackend, batch: outbox.Batch) -> None:
    """Have one CDN drop a batch. Raises PurgeFailed."""
    if batch.keys:
        backend.purge_keys(batch.keys)
    if batch.urls:
        backend.purge_batch(batch.urls)
