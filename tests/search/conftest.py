"""An index with everything in it, on the engine that the environment gives, and a real Elasticsearch where one is asked for."""

from __future__ import annotations

import os
import uuid
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from search import outbox
from search.engines import DATABASE, ELASTICSEARCH, engine, engine_names
from search.engines.base import SearchEngine
from search.engines.database import DatabaseEngine
from search.engines.elasticsearch import ElasticsearchEngine
from search.indexing import drain
from search.rebuild import rebuild
from tests.search import directly
from tests.search.directly import Found, Search

REAL_URL = os.environ.get("ELASTICSEARCH_URL", "")


@pytest.fixture(autouse=True)
def _database_engine_unless_asked(settings: Any) -> None:
    """A test of the search meets Elasticsearch when it asks for it (fixture ``elasticsearch``), not because the shell names one."""
    settings.ELASTICSEARCH_URL = ""


@pytest.fixture
def elasticsearch(settings: Any) -> Iterator[ElasticsearchEngine]:
    """The engine on a real server, with an empty index of its own. Skips aloud where no server is given, and fails so in CI."""
    if not REAL_URL:
        reason = "ELASTICSEARCH_URL is not set: run through `python -m tests.services run -- pytest`"
        if os.environ.get("CI", "").lower() in {"true", "1"}:
            pytest.fail(reason)
        warnings.warn(f"skipped, because {reason}", stacklevel=1)
        pytest.skip(reason)
    settings.ELASTICSEARCH_URL = REAL_URL
    settings.ELASTICSEARCH_INDEX = f"wham-test-{uuid.uuid4().hex}"
    settings.ELASTICSEARCH_TIMEOUT = 30
    made = engine(ELASTICSEARCH)
    assert isinstance(made, ElasticsearchEngine)
    made.ensure()
    yield made
    for name in list(made.client.indices.get(index=f"{made.alias}*")):
        made.drop(name)
    made.client.indices.delete_index_template(name=f"{made.alias}*")


@pytest.fixture(params=[DATABASE, pytest.param(ELASTICSEARCH, marks=pytest.mark.elasticsearch)])
def each_engine(request: pytest.FixtureRequest) -> str:
    """Runs a test once with the database engine and once with a real Elasticsearch."""
    if request.param == ELASTICSEARCH:
        request.getfixturevalue("elasticsearch")
    return request.param


def settle() -> None:
    """Work off the outbox of every engine and make what was written searchable."""
    for name in engine_names():
        outcome = drain(engine(name))
        assert not outcome.errors, outcome.errors
        assert outbox.status(name).waiting == 0
        if name == ELASTICSEARCH:
            engine(name).refresh()


@pytest.fixture
def indexed(db: None) -> Callable[[], None]:
    """Call it once the pages are there: every index is built from scratch, also of what factories made without a signal."""

    def build() -> None:
        for name in engine_names():
            rebuild(name, lambda done, total: None)
        settle()

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
