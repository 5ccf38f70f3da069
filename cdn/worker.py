"""The worker: tells the CDN what to drop.

Any number may run side by side, and each may be killed at any moment: what was dropped and not written down is dropped again.
"""

from __future__ import annotations

import logging

from cdn import outbox
from cdn.backends import KeyedBackend, PurgeFailed, backends
from queues.poll_loop import PollLoop

logger = logging.getLogger(__name__)


class Worker(PollLoop):
    """Purges until it is told to stop."""

    name = "cdn"

    def poll(self, *, once: bool = False) -> bool:
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
