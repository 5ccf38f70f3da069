"""The worker: works off the outbox of every engine, and sees to it that Elasticsearch has an index.

Any number may run side by side, and each may be killed at any moment (``search.indexing``).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from outages import database
from queues.poll_loop import PollLoop
from search import outbox
from search.engines import engine, engine_names
from search.engines.base import SearchEngine
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.errors import EngineUnavailable
from search.index_maintenance import IndexMaintenance
from search.indexing import work_batch

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 4.0  # seconds between two looks at whether an engine that was away is back


@dataclass
class _Outage:
    """That an engine was away when it was last written to: when to ask again, by the monotonic clock."""

    wait: float = 0.5
    until: float = 0.0

    def prolong(self) -> None:
        """It is away still."""
        self.wait = min(2 * self.wait, LONGEST_PAUSE)
        self.until = time.monotonic() + self.wait


class Worker(PollLoop):
    """Works off the outbox of every configured engine until it is told to stop."""

    name = "search"

    def __init__(self, interval: float, wait: Callable[[float], object] = time.sleep) -> None:
        super().__init__(interval, wait)
        self._outages: dict[str, _Outage] = {}
        self._maintenance = IndexMaintenance()

    def stop(self) -> None:
        """Finish the batch at hand, then end."""
        super().stop()
        self._maintenance.stop()

    def run(self, *, once: bool = False) -> bool:
        """As every worker; a build of an index that is under way ends first."""
        well = super().run(once=once)
        self._maintenance.join()
        return well

    def poll(self, *, once: bool = False) -> bool:
        """One pass over all engines; an engine or a database that is away costs the others nothing.

        ``once``: an index that has to be built is waited for, which is else done beside the other work.
        """
        try:
            # Every engine has its turn, whatever became of the one before.
            well = [self._work_off(name, wait=once) for name in engine_names()]
        except database.ERRORS as error:
            database.noted(error)
            return False
        return all(well)

    def _work_off(self, name: str, *, wait: bool) -> bool:
        """Write what is due for one engine. False when something failed."""
        target = engine(name)
        outage = self._outages.get(name)
        if outage is not None and not self._is_back(target, outage):
            return False
        if isinstance(target, ElasticsearchEngine):
            try:
                self._maintenance.see_to(target, at_once=outage is not None, wait=wait)
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
