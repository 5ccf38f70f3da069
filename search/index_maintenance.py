"""Index maintenance by the worker: that Elasticsearch has an index at all, and what a killed rebuild has left to do."""

from __future__ import annotations

import logging
import threading
import time

from django.db import connection

from search.builds import finish_left_over
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.errors import EngineUnavailable
from search.rebuild import BuiltElsewhere, RebuildError, rebuild

logger = logging.getLogger(__name__)

EVERY = 60.0  # seconds between two looks


class _Stopped(Exception):
    """The worker was told to stop."""


class IndexMaintenance:
    """Looks after the index of the Elasticsearch engine: one that is missing is built, whole, before any search sees it."""

    def __init__(self) -> None:
        self._looked_at = float("-inf")
        self._stopping = False
        self._builder: threading.Thread | None = None

    def see_to(self, target: ElasticsearchEngine, *, at_once: bool, wait: bool) -> None:
        """Look whether all is well: once in a while, or ``at_once`` when there was trouble. Raises EngineUnavailable.

        ``wait`` for a build that is needed; else it goes on in a thread, so that other engines' work does.
        """
        now = time.monotonic()
        if (now - self._looked_at < EVERY and not at_once) or self._is_building():
            return
        target.indices.ping()
        finish_left_over(target)
        if target.indices.live() is None:
            if wait:
                self._build(target.name)
            else:
                self._builder = threading.Thread(target=self._build_in_thread, args=(target.name,), daemon=True)
                self._builder.start()
        self._looked_at = now

    def stop(self) -> None:
        """Have a build end after the batch at hand; whoever comes next goes on with it."""
        self._stopping = True

    def join(self) -> None:
        """Return when no build is under way."""
        if self._builder is not None:
            self._builder.join()

    def _is_building(self) -> bool:
        return self._builder is not None and self._builder.is_alive()

    def _build_in_thread(self, name: str) -> None:
        try:
            self._build(name)
        finally:
            connection.close()

    def _build(self, name: str) -> None:
        logger.warning("search: there is no index of the %s engine; building it", name)

        def go_on(done: int, total: int) -> None:
            if self._stopping:
                raise _Stopped

        try:
            count = rebuild(name, go_on)
        except BuiltElsewhere as error:
            logger.info("search: %s", error)
        except _Stopped:
            logger.info("search: left the index half built; whoever comes next goes on with it")
        except (EngineUnavailable, RebuildError) as error:
            logger.warning("search: the index could not be built, will try again: %s", error)
        else:
            logger.warning("search: built the index of the %s engine from %d pages", name, count)
