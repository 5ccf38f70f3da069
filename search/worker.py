"""The worker: works off the outbox of every engine, and sees to it that Elasticsearch has an index.

Any number may run side by side, and each may be killed at any moment (``search.indexing``).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError, close_old_connections, connection

from search import outbox
from search.engines import engine, engine_names
from search.engines.base import SearchEngine
from search.engines.elasticsearch import ElasticsearchEngine
from search.errors import EngineUnavailable
from search.indexing import work_batch
from search.upkeep import Upkeep

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 15.0  # seconds between two looks at whether an engine that was away is back


@dataclass
class _Outage:
    """That an engine was away when it was last written to: when to ask again, by the monotonic clock."""

    wait: float = 0.5
    until: float = 0.0

    def prolong(self) -> None:
        """It is away still."""
        self.wait = min(2 * self.wait, LONGEST_PAUSE)
        self.until = time.monotonic() + self.wait


class Worker:
    """Works off the outbox of every configured engine until it is told to stop."""

    def __init__(self, interval: float, wait: Callable[[float], object] = time.sleep) -> None:
        self.interval = interval
        self.wait = wait  # returns early when the process is told to stop
        self.stopping = False
        self._outages: dict[str, _Outage] = {}
        self._upkeep = Upkeep()

    def stop(self) -> None:
        """Finish the batch at hand, then end."""
        self.stopping = True
        self._upkeep.stop()

    def run(self, *, once: bool = False) -> bool:
        """Work until stopped, or ``once`` until nothing is due; False when something failed in the last round."""
        while not self.stopping:
            well = self.round(wait=once)
            if once:
                return well
            if not self.stopping:
                self.wait(self.interval)
        self._upkeep.join()
        return True

    def round(self, *, wait: bool = False) -> bool:
        """One pass over all engines; an engine or a database that is away costs the others nothing.

        ``wait``: for an index that has to be built, which is else done beside the other work.
        """
        try:
            # Every engine has its turn, whatever became of the one before.
            well = [self._work_off(name, wait=wait) for name in engine_names()]
        except (OperationalError, InterfaceError) as error:
            # The database is away, or another process holds SQLite's write lock: nothing is lost, the claim ends by itself.
            logger.warning("search: the database did not answer: %s", error)
            well = [False]
        refresh_connection()
        return all(well)

    def _work_off(self, name: str, *, wait: bool) -> bool:
        """Write what is due for one engine. False when something failed."""
        target = engine(name)
        outage = self._outages.get(name)
        if outage is not None and not self._is_back(target, outage):
            return False
        if isinstance(target, ElasticsearchEngine):
            try:
                self._upkeep.see_to(target, at_once=outage is not None, wait=wait)
            except EngineUnavailable as error:
                logger.warning("search: the %s engine is away: %s", name, error)
        well = True
        while not self.stopping:
            outcome = work_batch(target)
            well = well and not outcome.errors
            if outcome.outage:
                self._outages.setdefault(name, _Outage()).prolong()
                break
            self._outages.pop(name, None)
            if not outcome.claimed:
                break
        return well

    def _is_back(self, target: SearchEngine, outage: _Outage) -> bool:
        """Ask an engine that was away whether it answers, which takes less than writing to it would; if so all that waits is due."""
        if time.monotonic() < outage.until:
            return False
        if isinstance(target, ElasticsearchEngine):
            try:
                target.indices.ping()
            except EngineUnavailable:
                outage.prolong()
                return False
        outbox.retry_now(target.name)
        return True


def refresh_connection() -> None:
    """Give up a connection that broke or is too old, as Django does between requests; never inside somebody's transaction."""
    if not connection.in_atomic_block:
        close_old_connections()
