"""What a statement reads and writes is seen in its text, as the database sees it, for the whole library.

To be run on both databases at each upgrade of Django or Wagtail (docs/contributing/upgrading.md).
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.test import Client
from wagtail.models import Page, Workflow

from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.knowledge.models import KnowledgeArticlePage
from content_types.taxonomy.models import Topic
from graphql_api.response_cache.sql_tables import (
    COMPOSED,
    Assignment,
    Write,
    assignment_of,
    columns_updated,
    keys_written,
    tables_read,
    values_inserted,
    write_of,
)
from import_export.importing import import_library
from tests.graphql_api.response_cache.statements import Statement, database, recorded
from tests.import_export.library_folder import FILES, LibraryFolder
from tests.support.asked import PAGE, QUERIES
from tests.support.edits import edits
from tests.support.papers import pdf
from tests.support.tree import Tree

corpus = [pytest.mark.django_db, pytest.mark.differs_by_database, pytest.mark.references]


def listing(tree: Tree, client: Client) -> None:
    """Read the lists, a page, the site and the search."""
    edits(tree)
    asked = [(text, {}) for text in QUERIES.values()] + [(PAGE, {"path": tree.knowledge.get_url()})]
    asked.append(('{ search(query: "article") { totalCount nodes { title } } }', {}))
    for query, variables in asked:
        answer = client.post(
            "/graphql/", {"query": query, "variables": variables}, content_type="application/json"
        ).json()
        assert "errors" not in answer, json.dumps(answer)


def editing(tree: Tree, client: Client) -> None:
    """Make every edit, copy, make an alias, send to review, publish on time, and sign in to the admin."""
    chance = random.Random(1)
    for edit in edits(tree):
        edit(chance)
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Copied")
    page.copy(update_attrs={"slug": "copy", "title": "Copy"})
    page.create_alias(update_slug="alias")
    author = get_user_model().objects.create_superuser("author", "author@example.org", "a long password")
    page.save_revision(user=author)
    Workflow.objects.create(name="Review").start(page, author)
    call_command("publish_scheduled")
    client.force_login(author)
    assert client.get("/admin/pages/").status_code == 200


def importing(library: LibraryFolder) -> None:
    """Import a library, twice: the second changes nothing."""
    for _ in range(2):
        import_library(library.path)


def migrating(tree: Tree) -> None:
    """Write as migrations of data do: in bulk, by expressions, by joins."""
    KnowledgeArticlePageFactory(parent=tree.knowledge, title="One")
    made = Topic.objects.bulk_create([Topic(name=f"Topic {n}", slug=f"topic-{n}") for n in range(3)])
    Topic.objects.bulk_create(made, update_conflicts=True, update_fields=["name"], unique_fields=["id"])
    Topic.objects.bulk_create([Topic(id=made[0].pk, name="Again", slug="topic-0")], ignore_conflicts=True)
    Topic.objects.bulk_update(made, ["name"])
    Topic.objects.filter(parent__name="None").update(name=Case(When(slug="a", then=Value("b")), default=Value("c")))
    Page.objects.filter(pk__in=KnowledgeArticlePage.objects.values("pk")).update(seo_title=F("title"))
    newest = Page.objects.filter(path__startswith=OuterRef("path")).order_by("-pk").values("title")[:1]
    Page.objects.update(search_description=Subquery(newest))
    KnowledgeArticlePage.objects.update(summary="For all")
    list(Topic.objects.select_for_update(of=("self",)).filter(parent__isnull=True))
    unordered = Topic.objects.order_by()
    list(unordered.filter(name="a").union(unordered.filter(name="b"), all=True))
    list(Topic.objects.annotate(n=Count("resources")).filter(Exists(Page.objects.filter(title=OuterRef("name")))))
    list(Page.objects.filter(~Q(owner__groups__name="a"), first_published_at__year=2026))
    Topic.objects.filter(Q(name="a") | Q(parent__name="b")).delete()
    Topic.objects.filter(pk__in=[one.pk for one in made])._raw_delete(using="default")  # type: ignore[attr-defined]


def disagreements(statements: dict[str, Statement]) -> list[str]:
    """Where the text was read otherwise than by the database."""
    every, found = set(connection.introspection.table_names()), []
    with database() as word:
        for statement in statements.values():
            said, write, read = word.tables(statement), write_of(statement.sql), tables_read(statement.sql)
            written = {write.table} if write is not None else set()
            if written != said.written & every:
                found.append(f"writes {sorted(said.written)}, read as {write}: {statement.sql}")
            elif write is None and read & every != said.read & every:
                found.append(f"reads {sorted(said.read)}, read as {sorted(read)}: {statement.sql}")
    return found


@pytest.fixture
def library(tmp_path: Any, db: None, settings: Any) -> LibraryFolder:
    """A small library on disk."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    made = LibraryFolder(tmp_path / "library")
    for name, text in FILES.items():
        made.put(name, text)
    made.picture("images/ward.png")
    made.put("documents/card.pdf", pdf(None))
    return made


class TestCorpus:
    """All statements that run, beside what the database says of them. Each job runs at least so many different ones."""

    pytestmark = corpus

    def check(self, job: Callable[[], None], at_least: int) -> None:
        with recorded() as statements:
            job()
        assert len(statements) >= at_least
        assert disagreements(statements) == []

    def test_lists(self, tree: Tree, client: Client) -> None:
        self.check(lambda: listing(tree, client), 100)

    def test_edits(self, tree: Tree, client: Client) -> None:
        self.check(lambda: editing(tree, client), 200)

    def test_an_import(self, library: LibraryFolder) -> None:
        self.check(lambda: importing(library), 100)

    def test_migrations_of_data(self, tree: Tree) -> None:
        self.check(lambda: migrating(tree), 30)


# --- Forms ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ('SELECT 1 FROM "a_page" INNER JOIN "b" ON (1 = 1) LEFT OUTER JOIN "C" T4 ON (2 = 2)', {"a_page", "b", "c"}),
        ('SELECT (SELECT U0."x" FROM "a" U0) FROM "b" WHERE EXISTS(SELECT 1 FROM "c")', {"a", "b", "c"}),
        ("SELECT 1 FROM plain WHERE EXISTS (SELECT FROM unnest(%s::text[]) AS t(v))", {"plain"}),
        ("SELECT 1 FROM plain WHERE x IN (SELECT value FROM json_each(%s))", {"plain"}),
        ("SELECT 1", set()),
    ],
)  # fmt: skip
def test_tables_that_are_read(sql: str, tables: set[str]) -> None:
    assert tables_read(sql) == tables


@pytest.mark.parametrize(
    ("sql", "write"),
    [
        ('INSERT INTO "Topic" ("id") VALUES (%s) RETURNING "id"', Write("INSERT", "topic")),
        ('INSERT OR IGNORE INTO "topic" ("id") VALUES (%s)', Write("INSERT", "topic")),
        ('UPDATE "topic" SET "name" = %s', Write("UPDATE", "topic")),
        ('DELETE FROM "topic" WHERE 1 = 1', Write("DELETE", "topic")),
        ('TRUNCATE "topic", "other"', Write("TRUNCATE", "topic")),
        ('SELECT 1 FROM "topic" FOR UPDATE OF "topic"', None),
        ('ALTER TABLE "topic" ADD COLUMN "name" text NOT NULL', None),
        ('CREATE INDEX "one" ON "topic" ("name")', None),
        ("SAVEPOINT one", None),
    ],
)
def test_tables_that_are_written(sql: str, write: Write | None) -> None:
    assert write_of(sql) == write


def test_of_what_is_no_text_nothing_is_known() -> None:
    assert write_of(object()) is COMPOSED
    assert keys_written(object(), [1], many=False) is None


def test_rows_are_known_where_they_are_named_by_key() -> None:
    one = 'UPDATE "topic" SET "name" = %s WHERE "topic"."id" = %s'
    some = 'DELETE FROM "topic" WHERE "topic"."id" IN (%s, %s)'
    assert keys_written(one, ["a", 7], many=False) == [7]
    assert keys_written(some, [7, 8], many=False) == [7, 8]
    assert keys_written(one, [["a", 7]], many=True) is None
    assert keys_written('DELETE FROM "topic" WHERE "topic"."name" LIKE %s', ["a"], many=False) is None
    assert keys_written('UPDATE "topic" SET "name" = %s', ["a"], many=False) is None


def test_what_an_insert_sets() -> None:
    sql = 'INSERT INTO "topic" ("id", "name") VALUES (%s, %s)'
    assert values_inserted(sql, [1, "a"]) == {"id": 1, "name": "a"}
    assert values_inserted(f"{sql}, (%s, %s)", [1, "a", 2, "b"]) is None
    assert values_inserted('INSERT INTO "topic" DEFAULT VALUES', []) is None


def test_what_an_update_of_one_row_sets() -> None:
    where = 'WHERE "topic"."id" = %s'
    plain = assignment_of(
        f'UPDATE "topic" SET "name" = %s, "parent_id" = NULL, "body" = %s::jsonb {where}', ["a", "{}", 7]
    )
    assert plain == Assignment(
        7, frozenset({"name", "parent_id", "body"}), {"name": "a", "parent_id": None, "body": "{}"}
    )
    counted = assignment_of(f'UPDATE "topic" SET "n" = ("topic"."n" + %s), "name" = %s {where}', [1, "a", 7])
    assert counted is not None
    assert (counted.key, counted.values) == (7, None)
    assert assignment_of('UPDATE "topic" SET "name" = %s', ["a"]) is None


def test_columns_of_an_update_of_many_rows() -> None:
    assert columns_updated('UPDATE "page" SET "a" = %s, "b" = NULL WHERE "page"."c" = %s') == {"a", "b"}
    assert columns_updated('UPDATE "page" SET "numchild"="numchild"+1 WHERE "path" = %s') == {"numchild"}
    assert columns_updated("UPDATE page SET a = 1") == {""}
