"""A request past its time is stopped, whatever it is doing, and its worker serves the next."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from content_types.core import deadline
from graphql_api import budget
from graphql_api.page_query import PageQuery
from graphql_api.schema import get_schema
from search.engines import breaker
from tests.support.graphql import GraphQL
from tests.support.tree import Tree

pytestmark = pytest.mark.differs_by_database

SLOW_SQL = {
    "postgresql": "SELECT pg_sleep(20)",
    # Counts for about as long on this machine.
    "sqlite": (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000000) SELECT max(i) FROM n"
    ),
}


def slow(monkeypatch: pytest.MonkeyPatch, resolve: Any) -> None:
    """Make the field ``site`` do this."""
    monkeypatch.setattr(get_schema().graphql_schema.query_type.fields["site"], "resolve", resolve)


def ask_slowly(graphql: GraphQL, query: str = "{ site { name } }") -> tuple[dict[str, Any], float]:
    began = time.monotonic()
    answer = graphql.raw(query)
    return answer, time.monotonic() - began


def check_timed_out(answer: dict[str, Any]) -> None:
    [error] = answer["errors"]
    assert error["extensions"] == {"code": "TIMEOUT", "limit": 1}
    assert "took more than 1 seconds" in error["message"]
    assert answer["data"] is None
    assert answer["extensions"]["cost"]["requested"] > 0


def run_sql(root: Any, info: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SLOW_SQL[connection.vendor])


@pytest.mark.django_db(transaction=True)
def test_a_slow_statement(tree: Tree, graphql: GraphQL, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.GRAPHQL_TIME_BUDGET = 1
    with monkeypatch.context() as patched:
        slow(patched, run_sql)
        answer, took = ask_slowly(graphql)
    check_timed_out(answer)
    assert took < 2
    assert graphql("{ site { name } }"), "the same thread and connection serve the next"


@pytest.mark.django_db(transaction=True)
def test_a_slow_statement_after_much_of_the_time_is_used(
    tree: Tree, graphql: GraphQL, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.GRAPHQL_TIME_BUDGET = 1

    def resolve(root: Any, info: Any) -> None:
        time.sleep(0.7)
        run_sql(root, info)

    slow(monkeypatch, resolve)
    answer, took = ask_slowly(graphql)
    check_timed_out(answer)
    assert took < 1.5, "a statement may take what is left, not a whole budget of its own"


@pytest.mark.django_db(transaction=True)
def test_a_statement_in_a_transaction(
    tree: Tree, graphql: GraphQL, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import transaction

    settings.GRAPHQL_TIME_BUDGET = 1

    def resolve(root: Any, info: Any) -> None:
        with transaction.atomic():
            run_sql(root, info)

    with monkeypatch.context() as patched:
        slow(patched, resolve)
        check_timed_out(ask_slowly(graphql)[0])
    assert graphql("{ site { name } }")


@pytest.mark.django_db
def test_slow_resolvers(tree: Tree, graphql: GraphQL, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.GRAPHQL_TIME_BUDGET = 1
    settings.GRAPHQL_LIMITS = {**settings.GRAPHQL_LIMITS, "cost": 10**12}
    called = []

    def resolve(root: Any, info: Any, first: int) -> list[Any]:
        called.append(root)
        time.sleep(0.3)
        return [tree.home]

    monkeypatch.setattr(get_schema().graphql_schema.type_map["HomePage"].fields["children"], "resolve", resolve)
    below = "children { title " * 8 + "}" * 8
    answer, took = ask_slowly(graphql, f'{{ page(urlPath: "/") {{ {below} }} }}')
    check_timed_out(answer)
    assert len(called) <= 4
    assert took < 2.4, "eight of them would take as long"


@pytest.mark.django_db
def test_no_way_around_it(tree: Tree, graphql: GraphQL, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Code that goes another way after an exception does not go on here."""
    settings.GRAPHQL_TIME_BUDGET = 1

    def resolve(root: Any, info: Any) -> Any:
        time.sleep(1.1)
        try:
            return PageQuery.resolve_site(root, info)
        except Exception:
            return {"name": "another way"}

    slow(monkeypatch, resolve)
    check_timed_out(ask_slowly(graphql)[0])


@pytest.fixture
def silent_server(settings: Any) -> Iterator[str]:
    """The address of a search server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        settings.ELASTICSEARCH_URL = url
        yield url


@pytest.mark.django_db
def test_a_search_server_that_does_not_answer_gets_what_is_left_of_the_time(
    tree: Tree, graphql: GraphQL, settings: Any, silent_server: str
) -> None:
    settings.GRAPHQL_TIME_BUDGET, settings.ELASTICSEARCH_TIMEOUT = 1, 20
    answer, took = ask_slowly(graphql, '{ search(query: "asthma") { totalCount } }')
    check_timed_out(answer)
    assert 1 <= took < 1.6
    assert not breaker(silent_server).is_open, "that the asker had little time says nothing of the server"


@pytest.mark.django_db
def test_a_search_server_that_does_not_answer_in_its_own_time(
    tree: Tree, graphql: GraphQL, settings: Any, silent_server: str
) -> None:
    settings.GRAPHQL_TIME_BUDGET, settings.ELASTICSEARCH_TIMEOUT = 5, 0.2
    many = " ".join(f'a{n}: search(query: "asthma {n}") {{ totalCount }}' for n in range(8))
    answer, took = ask_slowly(graphql, f"{{ {many} }}")
    assert "errors" not in answer, answer["errors"]
    assert took < 2, "one time-out a request, not one a search"
    assert breaker(silent_server).is_open


def test_outside_a_request_nothing_is_limited(settings: Any) -> None:
    assert deadline.remaining() is None
    deadline.check()
    settings.GRAPHQL_TIME_BUDGET = 0
    with budget.budgeted():
        assert deadline.remaining() is None
    settings.GRAPHQL_TIME_BUDGET = 3
    with budget.budgeted():
        assert 2 < (deadline.remaining() or 0) <= 3
    assert deadline.remaining() is None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_request_costs_no_statement_more(tree: Tree, client: Client, graphql: GraphQL) -> None:
    """SQLite has no limit to set."""
    graphql("{ site { name } }")
    with CaptureQueriesContext(connection) as captured:
        graphql("{ site { name } }")
    assert not [query for query in captured.captured_queries if "statement_timeout" in query["sql"]]

    def limit() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            return str(cursor.fetchone()[0])

    assert limit() == "5s"
    client.get("/health/ready/")
    client.get("/admin/login/")
    assert limit() == "0", "the admin may take its time"


@pytest.mark.no_cover  # measures time
def test_a_look_at_the_clock_costs_next_to_nothing(settings: Any) -> None:
    def seconds() -> float:
        began = time.process_time()
        for _ in range(100_000):
            deadline.check()
        return time.process_time() - began

    with deadline.within(60):
        assert min(seconds() for _ in range(5)) < 0.1, "a microsecond each at the very most"
