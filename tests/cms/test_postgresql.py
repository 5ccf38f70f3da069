"""Connections that the server has ended are found out before a request uses them,
without asking the server each time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, LiteralString

import psycopg
import pytest
from django.db import connection
from taggit.models import Tag
from wagtail.models import Page

from delivery.prepared_queries import Bind, PreparedQuery
from tests.support.tree import Tree

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def watched(tree: Tree) -> Iterator[Any]:
    """The connection, as at the beginning of a request."""
    connection.ensure_connection()
    connection.health_check_enabled, connection.health_check_done = True, False
    yield connection
    connection.close()
    connection.health_check_enabled = connection.settings_dict["CONN_HEALTH_CHECKS"]


def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def elsewhere(statement: LiteralString, *parameters: object) -> None:
    """Run a statement on a connection of its own."""
    settings = connection.get_connection_params()
    with psycopg.connect(
        **{name: settings[name] for name in ("dbname", "user", "password", "host", "port") if name in settings}
    ) as other:
        other.execute(statement, parameters)


def test_a_sound_connection_is_not_asked(watched: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    before = backend()
    watched.health_check_done = False

    def asked(*arguments: Any) -> None:
        raise AssertionError("the server was asked")

    monkeypatch.setattr("django.db.backends.postgresql.base.DatabaseWrapper.is_usable", asked)
    assert watched.is_usable()
    assert backend() == before


def test_one_that_the_server_has_ended_is_opened_anew(watched: Any) -> None:
    before = backend()
    elsewhere("SELECT pg_terminate_backend(%s, 5000)", before)
    watched.health_check_done = False
    assert not watched.is_usable()
    assert backend() != before


def test_one_with_an_error_is_asked(watched: Any) -> None:
    backend()
    watched.errors_occurred = True
    assert watched.is_usable(), "it works all the same"
    watched.connection.close()
    assert not watched.is_usable()


def test_what_is_put_together_once_is_planned_once(watched: Any) -> None:
    """Else PostgreSQL plans some statements anew for every value, which takes longer than running them."""
    read = PreparedQuery(lambda: Page.objects.filter(url_path__among=Bind("paths"), depth__gt=1).values_list("pk"))
    for number in range(12):
        read.run(paths=[f"/nowhere-{number}/"] * number)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE '%url_path%'"
        )
        ((kept, anew),) = cursor.fetchall()
    assert kept > 0
    assert anew == 0


def test_a_migration_of_a_column_breaks_no_read(watched: Any) -> None:
    """PostgreSQL refuses a plan that it keeps once a column of the result is of another type,
    and goes on refusing it."""
    read = PreparedQuery(lambda: Tag.objects.filter(slug__among=Bind("slugs")).values_list("name"))
    made = Tag.objects.create(name="Damp", slug="damp")
    for _ in range(12):
        read.run(slugs=["damp"])
    before = backend()
    elsewhere("ALTER TABLE taggit_tag ALTER COLUMN name TYPE varchar(117)")
    try:
        assert [read.run(slugs=["damp"]) for _ in range(3)] == [[("Damp",)]] * 3
        assert backend() != before, "or nothing was refused"
    finally:
        elsewhere("ALTER TABLE taggit_tag ALTER COLUMN name TYPE varchar(100)")
        made.delete()
