"""Working off the outbox. Any number of workers may run side by side, and each may be killed at any moment.

A page is claimed, its document made from what the database holds now, written with the version that was claimed, and acknowledged last. Killed in
between, the claim ends by itself and the page is done again; doing it twice is harmless.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.db import InterfaceError, OperationalError, close_old_connections, connection

from search import outbox
from search.builds import finish_left_over
from search.documents import Document, build
from search.engines import engine, engine_names
from search.engines.base import SearchEngine, Tombstone
from search.engines.elasticsearch import ElasticsearchEngine
from search.errors import EngineUnavailable, IndexMissing

logger = logging.getLogger(__name__)

BATCH = 100  # pages claimed, and held in memory, at once
LONGEST_PAUSE = 15.0  # seconds between two looks at whether an engine that was away is back


@dataclass
class Outcome:
    """What a batch came to."""

    done: int = 0
    errors: dict[int, str] = field(default_factory=dict)
    outage: bool = False  # the engine was away: no use to go on with it now

    @property
    def claimed(self) -> int:
        """How many pages were taken up."""
        return self.done + len(self.errors)


def work_batch(target: SearchEngine, limit: int = BATCH) -> Outcome:
    """Claim, write and acknowledge one batch. What fails is postponed, with its reason, and fails nothing else."""
    claimed = outbox.claim(target.name, limit)
    if not claimed:
        return Outcome()
    outcome = _write(target, claimed)
    outbox.acknowledge(target.name, {key: version for key, version in claimed.items() if key not in outcome.errors})
    if outcome.errors:
        outbox.postpone(target.name, claimed, outcome.errors, outage=outcome.outage)
        logger.warning(
            "search: %d pages not indexed by the %s engine, will retry: %s",
            len(outcome.errors), target.name, next(iter(outcome.errors.values())),
        )  # fmt: skip
    return outcome


def _write(target: SearchEngine, claimed: Mapping[int, int]) -> Outcome:
    documents, errors = read(claimed)
    present = {one.id for one in documents} | errors.keys()
    gone = [Tombstone(key, version) for key, version in claimed.items() if key not in present]
    try:
        if documents:
            errors.update(target.index(documents).errors)
        if gone:
            errors.update(target.delete(gone).errors)
    except IndexMissing as error:
        _make_index(target)
        return Outcome(errors=dict.fromkeys(claimed, str(error)), outage=True)
    except EngineUnavailable as error:
        return Outcome(errors=dict.fromkeys(claimed, str(error)), outage=True)
    return Outcome(done=len(claimed) - len(errors), errors=errors)


def read(versions: Mapping[int, int]) -> tuple[list[Document], dict[int, str]]:
    """The documents of these pages, and why any could not be made. Where one cannot be made the others still are, one by one."""
    try:
        return build(versions), {}
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("search: a batch could not be read; trying its pages one by one")
    documents: list[Document] = []
    errors: dict[int, str] = {}
    for key, version in versions.items():
        try:
            documents.extend(build({key: version}))
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            logger.exception("search: page %d could not be read", key)
            errors[key] = f"The page could not be read: {type(error).__name__}: {error}"
    return documents, errors


def _make_index(target: SearchEngine) -> bool:
    """Make an engine's index if it is not there, and note every page for it; False when the engine is away."""
    try:
        if target.ensure():
            count = outbox.enqueue_everything(target.name)
            logger.warning("search: made the index of the %s engine anew; %d pages to write", target.name, count)
    except EngineUnavailable as error:
        logger.warning("search: the %s engine is away: %s", target.name, error)
        return False
    return True


def drain(target: SearchEngine, progress: Callable[[int], None] = lambda done: None) -> Outcome:
    """Work batches until nothing is due, or the engine is away."""
    total = Outcome()
    while True:
        outcome = work_batch(target)
        total.done += outcome.done
        total.errors.update(outcome.errors)
        total.outage = outcome.outage
        if outcome.outage or not outcome.claimed:
            return total
        progress(total.done)


@dataclass
class _Outage:
    """That an engine was away when it was last written to: when to ask again, in the clock's seconds."""

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
        self._looked_at = float("-inf")  # when builds that died were last looked for

    def stop(self) -> None:
        """Finish the batch at hand, then end."""
        self.stopping = True

    def run(self, *, once: bool = False) -> bool:
        """Work until stopped, or ``once`` until nothing is due; False when something failed in the last round."""
        for name in engine_names():
            _make_index(engine(name))
        while not self.stopping:
            well = self.round()
            if once:
                return well
            if not self.stopping:
                self.wait(self.interval)
        return True

    def round(self) -> bool:
        """One pass over all engines; an engine or a database that is away costs the others nothing."""
        try:
            # Every engine has its turn, whatever became of the one before.
            well = [self._work_off(name) for name in engine_names()]
            self._finish_builds()
        except (OperationalError, InterfaceError) as error:
            # The database is away, or another process holds SQLite's write lock: nothing is lost, the claim ends by itself.
            logger.warning("search: the database did not answer: %s", error)
            well = [False]
        _refresh_connection()
        return all(well)

    def _work_off(self, name: str) -> bool:
        """Write what is due for one engine. False when something failed."""
        target = engine(name)
        outage = self._outages.get(name)
        if outage is not None and not self._is_back(target, outage):
            return False
        well = True
        while not self.stopping:
            outcome = work_batch(target)
            well = well and not outcome.errors
            if outcome.outage:
                self._outages.setdefault(name, _Outage()).prolong()
                break
            if outcome.done:
                self._outages.pop(name, None)
            if not outcome.claimed:
                break
        return well

    def _is_back(self, target: SearchEngine, outage: _Outage) -> bool:
        """Ask an engine that was away whether it answers, which takes less than writing to it would; if so all that waits is due."""
        if time.monotonic() < outage.until:
            return False
        if not _make_index(target):
            outage.prolong()
            return False
        outbox.retry_now(target.name)
        return True

    def _finish_builds(self) -> None:
        """Once a minute do what a rebuild that was killed after its index went live has left to do."""
        if time.monotonic() - self._looked_at < 60:
            return
        self._looked_at = time.monotonic()
        for name in engine_names():
            target = engine(name)
            if isinstance(target, ElasticsearchEngine):
                try:
                    finish_left_over(target)
                except EngineUnavailable as error:
                    logger.warning("search: a rebuild that was cut off cannot be finished yet: %s", error)


def _refresh_connection() -> None:
    """Give up a connection that broke or is too old, as Django does between requests; never inside somebody's transaction."""
    if not connection.in_atomic_block:
        close_old_connections()
