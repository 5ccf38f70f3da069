"""Reading the log: cursors, how far back it goes, and what it keeps to itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from changes.models import ChangeLog, ContentChange, DirtyMarker
from changes.processing import process_all_changes
from content_types.core.identity import PAGE, key_of, page_id
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.tools.factories import ToolPageFactory
from tests.changes.log import CHANGES, Log
from tests.support.graphql import GraphQL
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db


def rejection(graphql: GraphQL, after: str, **variables: Any) -> tuple[str, str, str]:
    (error,) = graphql.raw(CHANGES, after=after, **variables)["errors"]
    return error["extensions"]["code"], error["extensions"]["field"], error["message"]


def test_without_a_cursor_there_is_none_of_the_past(tree: Tree, log: Log) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge)
    log.cursor = None
    assert log.news() == []
    page = KnowledgeArticlePageFactory(parent=tree.knowledge)
    assert log.news() == [("PUBLISHED", page.pk)]
    assert log.news() == []


def test_reading_on(tree: Tree, log: Log) -> None:
    pages = [KnowledgeArticlePageFactory(parent=tree.knowledge) for _ in range(7)]
    answers = [log.ask(first=3) for _ in range(3)]
    assert [key_of(PAGE, one["pageId"]) for answer in answers for one in answer["nodes"]] == [page.pk for page in pages]
    assert [answer["pageInfo"]["hasNextPage"] for answer in answers] == [True, True, False]


def test_old_changes_of_a_hidden_page_are_kept_back(tree: Tree, log: Log) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, slug="falkenhorst")
    process_all_changes()
    page.slug = "falkenhorst-two"
    page.save_revision().publish()
    process_all_changes()
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    answer = log.ask(first=1)
    seen = [answer]
    while answer["pageInfo"]["hasNextPage"]:
        answer = log.ask(first=1)
        seen.append(answer)
    nodes = [node for one in seen for node in one["nodes"]]
    assert len(seen) == 3
    (node,) = nodes
    assert (node["kind"], node["path"], node["url"], node["previousPath"], node["page"]) == (
        "UNPUBLISHED",
        None,
        None,
        None,
        None,
    )
    assert "falkenhorst" not in str(seen)


def test_a_change_that_is_not_swept_up_yet_shows_nothing(tree: Tree, log: Log) -> None:
    """Expired a moment ago, and the scheduler has not come by."""
    page = ToolPageFactory(parent=tree.tools, slug="falkenhorst")
    process_all_changes()
    type(page).objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(seconds=1))
    answer = log.ask()
    assert [one["kind"] for one in answer["nodes"]] == ["UNPUBLISHED"]
    assert "falkenhorst" not in str(answer)


def test_the_answer_is_the_same_for_those_who_may_see_more(tree: Tree, log: Log) -> None:
    public = KnowledgeArticlePageFactory(parent=tree.knowledge)
    private = ToolPageFactory(parent=tree.tools)
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    start = log.cursor
    anonymous = log.ask()
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("boss", "boss@example.org", "secret-enough"))
    assert GraphQL(client)(CHANGES, after=start, first=100)["contentChanges"] == anonymous
    assert [one["pageId"] for one in anonymous["nodes"]] == [page_id(public.pk)]


def test_a_cursor_that_is_too_old_is_told_so(tree: Tree, log: Log, graphql: GraphQL, settings: Any) -> None:
    old = str(log.cursor)
    KnowledgeArticlePageFactory(parent=tree.knowledge)
    log.ask()
    at = str(log.cursor)
    ContentChange.objects.update(at=timezone.now() - timedelta(days=settings.CONTENT_CHANGES_DAYS, hours=1))
    young = KnowledgeArticlePageFactory(parent=tree.knowledge)
    process_all_changes()
    call_command("prune_content_changes", verbosity=0)
    code, field, message = rejection(graphql, old)
    assert (code, field) == ("CURSOR_EXPIRED", "after")
    assert "read everything anew" in message
    # What came after is whole.
    log.cursor = at
    assert log.news() == [("PUBLISHED", young.pk)]


def test_a_cursor_at_the_end_stays_good_when_nothing_happens_for_long(tree: Tree, log: Log, settings: Any) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge)
    log.ask()
    ContentChange.objects.update(at=timezone.now() - timedelta(days=settings.CONTENT_CHANGES_DAYS, hours=1))
    call_command("prune_content_changes", verbosity=0)
    assert not ContentChange.objects.exists()
    assert log.news() == []


def test_a_cursor_of_a_log_that_was_lost_is_rejected(tree: Tree, log: Log, graphql: GraphQL) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge)
    log.ask()
    ahead = str(log.cursor)
    # A backup from before is restored: the same log, shorter.
    ContentChange.objects.all().delete()
    ChangeLog.objects.update(last_position=0)
    assert rejection(graphql, ahead)[0] == "CURSOR_EXPIRED"
    # Or the database is made anew.
    ChangeLog.objects.all().delete()
    assert rejection(graphql, ahead)[0] == "CURSOR_EXPIRED"


@pytest.mark.parametrize("after", ["", "x", "!!!", "W10", "WyJjb250ZW50Q2hhbmdlcyJd", "ä" * 5, "a" * 20_000, "\u0000"])
def test_what_is_no_cursor_is_rejected(after: str, log: Log, graphql: GraphQL) -> None:
    assert rejection(graphql, after)[:2] == ("BAD_INPUT", "after")


def test_cursors_of_other_lists_are_rejected(tree: Tree, log: Log, graphql: GraphQL) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge)
    foreign = graphql("{ articles { pageInfo { endCursor } } }")["articles"]["pageInfo"]["endCursor"]
    assert rejection(graphql, foreign)[:2] == ("BAD_INPUT", "after")
    (error,) = graphql.raw("query($after: String) { articles(after: $after) { totalCount } }", after=log.cursor)[
        "errors"
    ]
    assert error["extensions"]["code"] == "BAD_INPUT"


@pytest.mark.parametrize("first", [0, -1, 101])
def test_how_many(first: int, log: Log, graphql: GraphQL) -> None:
    assert rejection(graphql, str(log.cursor), first=first)[:2] == ("BAD_INPUT", "first")


def test_the_number_of_statements_does_not_grow(tree: Tree, log: Log, graphql: GraphQL) -> None:
    start = log.cursor
    for number in range(30):
        page = KnowledgeArticlePageFactory(parent=tree.knowledge)
        process_all_changes()
        if number % 3 == 0:
            page.unpublish()
            process_all_changes()
    assert not DirtyMarker.objects.exists()
    graphql(CHANGES, after=start, first=1)  # what a process remembers from then on
    counts = []
    for first in (6, 30):
        with CaptureQueriesContext(connection) as statements:
            answer = graphql(CHANGES, after=start, first=first)["contentChanges"]
        assert len(answer["nodes"]) >= first // 2  # of the hidden ones only the last change
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 9
