"""An index with everything in it, and the engine that a test asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from search import outbox
from search.engines import DATABASE, ELASTICSEARCH, engine_names
from search.engines.base import SearchEngine
from search.engines.database.engine import DatabaseEngine
from search.rebuild import rebuild
from tests.search import directly
from tests.search.directly import Found, Search
from tests.search.engine_fixtures import _database_engine_unless_asked, each_engine, elasticsearch
from tests.search.processing import process_changes

__all__ = ["_database_engine_unless_asked", "each_engine", "elasticsearch"]  # fixtures: found by their names


@pytest.fixture
def indexed(db: None) -> Callable[[], None]:
    """Call it once the pages are there.

    Every page is indexed, also those that factories made without a signal.
    """

    def build() -> None:
        rebuild(DATABASE, lambda done, total: None)
        if ELASTICSEARCH in engine_names():
            outbox.enqueue_everything(ELASTICSEARCH)
        process_changes()

    return build


@pytest.fixture
def target() -> SearchEngine:
    """The database engine; modules that ask every engine have a fixture of their own by this name."""
    return DatabaseEngine()


@pytest.fixture
def search(target: SearchEngine) -> Search:
    """Ask ``target``: a query and the further fields of a request."""
    return partial(directly.search, target)


@pytest.fixture
def found(target: SearchEngine) -> Found:
    """The same; gives the keys of the hits."""
    return partial(directly.found, target)
