"""A request past its time is stopped, whatever it is doing, and its worker serves the next."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from content_types.taxonomy.models import Topic
from delivery import deadline
from graphql_api.http import time_budget
from graphql_api.schema.building import get_schema
from graphql_api.schema.page_query import PageQuery
from search.engines import breaker
from tests.support.graphql import GraphQL
from tests.support.silence import SilentServer, silent_server
from tests.support.tree import Tree

pytestmark = pytest.mark.differs_by_database

LONG = 20  # seconds
SLOW_SQL = {
    "postgresql": f"SELECT pg_sleep({LONG})",
    # Counts for about as long on this machine.
    "sqlite": (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000000) SELECT max(i) FROM n"
    ),
}


def slow(monkeypatch: pytest.MonkeyPatch, resolve: Any) -> None:
    """Make the field ``site`` do this."""
    monkeypatch.setattr(get_schema().graphql_schema.query_type.fields["site"], "resolve", resolve)


def ask_slowly(graphql: GraphQL, query: str = "{ site { name } }") -> dict[str, Any]:
    """What is answered, long before what is asked would have ended by itself."""
    began = time.monotonic()
    answer: dict[str, Any] = graphql.raw(query)
    assert time.monotonic() - began < LONG / 2
    return answer


@pytest.fixture
def pass_seconds(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Lets time pass for what looks how much of its budget a request has left."""
    passed = [0.0]
    monkeypatch.setattr(deadline, "clock", lambda: time.monotonic() + passed[0])

    def put_on(seconds: float) -> None:
        passed[0] += seconds

    return put_on


def check_timed_out(answer: dict[str, Any], limit: int = 1) -> None:
    [error] = answer["errors"]
    assert error["extensions"] == {"code": "TIMEOUT", "limit": limit}
    assert f"took more than {limit} seconds" in error["message"]
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
        answer = ask_slowly(graphql)
    check_timed_out(answer)
    assert graphql("{ site { name } }"), "the same thread and connection serve the next"


@pytest.mark.django_db(transaction=True)
def test_a_slow_statement_after_much_of_the_time_is_used(
    tree: Tree,
    graphql: GraphQL,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    pass_seconds: Callable[[float], None],
) -> None:
    """A statement may take what is left, not a whole budget of its own."""
    settings.GRAPHQL_TIME_BUDGET = LONG

    def resolve(root: Any, info: Any) -> None:
        pass_seconds(LONG - 0.5)
        run_sql(root, info)

    slow(monkeypatch, resolve)
    check_timed_out(ask_slowly(graphql), LONG)


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
        check_timed_out(ask_slowly(graphql))
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
    check_timed_out(ask_slowly(graphql, f'{{ page(by: {{path: "/"}}) {{ {below} }} }}'))
    assert len(called) <= 4, "eight of them would take more than twice as long"


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
    check_timed_out(ask_slowly(graphql))


@pytest.fixture
def silent(settings: Any) -> Iterator[SilentServer]:
    """A search server that takes connections and never answers."""
    with silent_server() as server:
        settings.ELASTICSEARCH_URL = server.url
        yield server


@pytest.mark.django_db
def test_a_search_server_that_does_not_answer_gets_what_is_left_of_the_time(
    tree: Tree, graphql: GraphQL, settings: Any, silent: SilentServer
) -> None:
    settings.GRAPHQL_TIME_BUDGET, settings.ELASTICSEARCH_TIMEOUT = 1, LONG
    check_timed_out(ask_slowly(graphql, '{ search(query: "asthma") { totalCount } }'))
    assert not breaker(silent.url).is_open, "that the asker had little time says nothing of the server"


@pytest.mark.django_db
def test_a_search_server_that_does_not_answer_in_its_own_time(
    tree: Tree, graphql: GraphQL, settings: Any, silent: SilentServer
) -> None:
    settings.GRAPHQL_TIME_BUDGET, settings.ELASTICSEARCH_TIMEOUT = 60, 0.2
    many = " ".join(f'a{n}: search(query: "asthma {n}") {{ totalCount }}' for n in range(8))
    answer = graphql.raw(f"{{ {many} }}")
    assert "errors" not in answer, answer["errors"]
    assert silent.connections() == 1, "one time-out a request, not one a search"
    assert breaker(silent.url).is_open


def test_outside_a_request_nothing_is_limited(settings: Any) -> None:
    assert deadline.remaining() is None
    deadline.check()
    settings.GRAPHQL_TIME_BUDGET = 0
    with time_budget.budgeted():
        assert deadline.remaining() is None
    settings.GRAPHQL_TIME_BUDGET = 60
    with time_budget.budgeted():
        assert 0 < (deadline.remaining() or 0) <= 60
    assert deadline.remaining() is None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_request_costs_no_statement_more(tree: Tree, client: Client, graphql: GraphQL, settings: Any) -> None:
    """SQLite has no limit to set."""
    settings.GRAPHQL_TIME_BUDGET = 5
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


@pytest.mark.django_db(transaction=True)
def test_a_refused_row_is_undone_however_little_time_is_left(pass_seconds: Callable[[float], None]) -> None:
    with time_budget.budgeted(), transaction.atomic():
        Topic.objects.create(name="Damp", slug="damp")
        pass_seconds(8)  # so that a limit is set before each statement
        with pytest.raises(IntegrityError), transaction.atomic():
            Topic.objects.create(name="Damp", slug="damp")
        assert Topic.objects.filter(slug="damp").count() == 1


@pytest.mark.django_db(transaction=True)
def test_rows_that_are_read_by_and_by(pass_seconds: Callable[[float], None]) -> None:
    """A cursor of the server's own takes its SELECT alone, and not what sets the limit before it."""
    Topic.objects.create(name="Damp", slug="damp")
    with time_budget.budgeted(), transaction.atomic():
        pass_seconds(8)
        assert [one.slug for one in Topic.objects.iterator()] == ["damp"]
