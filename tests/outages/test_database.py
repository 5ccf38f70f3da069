"""A database that is away: whoever asks is told to try again, by every entry point."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from content_types.knowledge.factories import KnowledgeArticlePageFactory
from outages import database
from tests.support.tree import Tree

GRAPHQL = json.dumps({"query": "{ articles(first: 5) { totalCount } }"})


def ask(accept: str = "application/json", **headers: str) -> Any:
    client = Client(raise_request_exception=False)
    return client.post("/graphql/", GRAPHQL, content_type="application/json", headers={"Accept": accept, **headers})


WAYS: dict[str, Callable[[], Any]] = {
    "API": ask,
    "API, response JSON": lambda: ask("application/graphql-response+json"),
    "API by GET": lambda: Client(raise_request_exception=False).get(
        "/graphql/", {"query": "{ events(first: 5) { totalCount } }"}
    ),
    "API with a key": lambda: ask(Authorization=f"Bearer wham_c_0123456789_{'x' * 43}"),
    "API with a session": lambda: ask(Cookie="sessionid=" + "a" * 32),
    "a registered document": lambda: Client(raise_request_exception=False).post(
        "/graphql/", json.dumps({"documentId": "unknown-to-all"}), content_type="application/json"
    ),
    "first page": lambda: Client(raise_request_exception=False).get("/"),
    "a page": lambda: Client(raise_request_exception=False).get("/knowledge/"),
    "calendar": lambda: Client(raise_request_exception=False).get("/events.ics"),
    "admin": lambda: Client(raise_request_exception=False, headers={"Cookie": "sessionid=" + "a" * 32}).get("/admin/"),
    "a document": lambda: Client(raise_request_exception=False).get("/documents/1/x.pdf"),
}


@contextmanager
def away() -> Iterator[None]:
    """Every statement of this process ends as on a server that is gone."""

    def refuse(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        raise OperationalError("connection failed: Connection refused")

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.django_db
def test_everybody_is_told_to_try_again(tree: Tree, subtests: pytest.Subtests) -> None:
    for name, way in WAYS.items():
        with subtests.test(way=name), away():
            answer = way()
            assert answer.status_code == 503
            assert answer["Retry-After"] == str(database.RETRY_AFTER)
            assert answer["Cache-Control"] == "no-store"
            if "graphql" in answer.request["PATH_INFO"]:
                codes = {one["extensions"]["code"] for one in answer.json()["errors"]}
                assert codes == {"SERVICE_UNAVAILABLE"}
                assert "reference" not in answer.content.decode()
            else:
                assert "Try again in" in answer.content.decode()


@pytest.mark.django_db
def test_a_fault_of_ours_is_none_of_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not database.is_away(OperationalError("no such table: nothing"))
    assert not database.is_away(ValueError("connection refused"))
    assert not database.is_away(None)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_server_that_ended_the_connections_is_asked_again(tree: Tree) -> None:
    """As after a restart: the first request of each thread may meet the end, and is told to try again."""
    import psycopg

    KnowledgeArticlePageFactory(parent=tree.knowledge)
    assert ask().status_code == 200
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [connection.settings_dict["NAME"]],
        )
    found = [ask() for _ in range(3)]
    assert {answer.status_code for answer in found} <= {200, 503}
    connection.close()
    assert ask().json()["data"]["articles"]["totalCount"] == 1
