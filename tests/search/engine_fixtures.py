"""Fixtures of the engines, for every folder whose tests search: its conftest imports them."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from search.engines import DATABASE, ELASTICSEARCH, engine
from search.engines.elasticsearch import ElasticsearchEngine

REAL_URL = os.environ.get("ELASTICSEARCH_URL", "")


@pytest.fixture(autouse=True)
def _database_engine_unless_asked(settings: Any) -> None:
    """A test meets Elasticsearch when it asks for it (fixture ``elasticsearch``), not because the shell names one."""
    settings.ELASTICSEARCH_URL = ""


@pytest.fixture
def elasticsearch(settings: Any) -> Iterator[ElasticsearchEngine]:
    """The engine on a real server, with an empty index of its own."""
    if not REAL_URL:
        pytest.skip("ELASTICSEARCH_URL is not set: run through `python -m tests.services run -- pytest`")
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
