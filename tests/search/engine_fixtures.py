"""Fixtures of the engines, for every folder whose tests search: its conftest imports them."""

from __future__ import annotations

import os
import uuid
from typing import Any

import pytest

from search.engines import DATABASE, ELASTICSEARCH, engine
from search.engines.elasticsearch.engine import ElasticsearchEngine
from tests.search.emptying import make_empty

REAL_URL = os.environ.get("ELASTICSEARCH_URL", "")
INDEX = f"wham-test-{uuid.uuid4().hex}"  # of this process


@pytest.fixture(autouse=True)
def _database_engine_unless_asked(settings: Any) -> None:
    """A test meets Elasticsearch when it asks for it (fixture ``elasticsearch``), not because the shell names one."""
    settings.ELASTICSEARCH_URL = ""


@pytest.fixture
def elasticsearch(settings: Any) -> ElasticsearchEngine:
    """The engine on a real server, with an empty index: one a worker, emptied between tests."""
    if not REAL_URL:
        pytest.skip("ELASTICSEARCH_URL is not set: run through `python -m tests.services run -- pytest`")
    settings.ELASTICSEARCH_URL = REAL_URL
    settings.ELASTICSEARCH_INDEX = INDEX
    settings.ELASTICSEARCH_TIMEOUT = 30
    made = engine(ELASTICSEARCH)
    assert isinstance(made, ElasticsearchEngine)
    make_empty(made)
    return made


@pytest.fixture(params=[DATABASE, pytest.param(ELASTICSEARCH, marks=pytest.mark.elasticsearch)])
def each_engine(request: pytest.FixtureRequest) -> str:
    """Runs a test once with the database engine and once with a real Elasticsearch."""
    if request.param == ELASTICSEARCH:
        request.getfixturevalue("elasticsearch")
    return request.param
