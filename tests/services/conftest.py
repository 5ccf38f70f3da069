"""Fixtures of the tests of the test services themselves; plain pytest, without Django."""

import os
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from tests.support.patience import PATIENCE

from .indices import Analyze, CreateIndex


def required_url(variable: str) -> str:
    """Return the URL in ``variable``; without it the test is skipped."""
    url = os.environ.get(variable)
    if not url:
        pytest.skip(f"{variable} is not set: run through `python -m tests.services run -- pytest`")
    return url


@pytest.fixture(scope="session")
def database_url() -> str:
    """The URL of a PostgreSQL server."""
    return required_url("DATABASE_URL")


@pytest.fixture(scope="session")
def elasticsearch() -> Iterator[Elasticsearch]:
    """A client of a real Elasticsearch server."""
    with Elasticsearch(required_url("ELASTICSEARCH_URL"), request_timeout=PATIENCE) as client:
        yield client


@pytest.fixture
def create_index(elasticsearch: Elasticsearch) -> Iterator[CreateIndex]:
    """Make indices of one shard under fresh names, and delete them after the test."""
    names: list[str] = []

    def create(settings: Mapping[str, Any], mappings: Mapping[str, Any] | None = None) -> str:
        name = f"test-services-{uuid.uuid4().hex}"
        common = {"number_of_shards": 1, "number_of_replicas": 0}
        elasticsearch.indices.create(index=name, settings={**common, **settings}, mappings=mappings)
        names.append(name)
        return name

    yield create
    for name in names:
        elasticsearch.indices.delete(index=name)


@pytest.fixture
def analyze(elasticsearch: Elasticsearch, create_index: CreateIndex) -> Analyze:
    """Return the tokens that a text becomes; the analyzer to ask is called ``tested``."""

    def tokens(analysis: Mapping[str, Any], text: str, **index: Any) -> list[str]:
        name = create_index({"analysis": dict(analysis), **index})
        answer = elasticsearch.indices.analyze(index=name, analyzer="tested", text=text)
        return [token["token"] for token in answer["tokens"]]

    return tokens
