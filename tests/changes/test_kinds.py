"""What each thing that editors do comes to in the log."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from changes.models import DirtyMarker
from content_types.core.factories import StandardPageFactory
from content_types.core.identity import page_id
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.tools.factories import ToolPageFactory
from tests.changes.log import Log
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db


def article(tree: Tree, **fields: Any) -> Page:
    return KnowledgeArticlePageFactory(parent=tree.knowledge, **fields)


def test_first_time_published_updated_unpublished_and_again(tree: Tree, log: Log) -> None:
    page = article(tree, live=False, first_published_at=None, last_published_at=None)
    assert log.news() == []
    page.title = "Better"
    page.save_revision()
    assert log.news() == []
    page.get_latest_revision().publish()
    assert log.news() == [("PUBLISHED", page.pk)]
    page.refresh_from_db()
    page.title = "Best"
    page.save_revision()
    assert log.news() == []
    page.save_revision().publish()
    assert log.news() == [("UPDATED", page.pk)]
    page.refresh_from_db()
    page.unpublish()
    assert log.news() == [("UNPUBLISHED", page.pk)]
    page.save_revision().publish()
    assert log.news() == [("PUBLISHED", page.pk)]


def test_what_a_change_says(tree: Tree, log: Log) -> None:
    page = ToolPageFactory(parent=tree.tools, title="Letter", slug="letter")
    (change,) = log.ask()["nodes"]
    at = change.pop("at")
    assert at.endswith("+00:00")
    assert change == {
        "pageId": page_id(page.pk),
        "pageType": "Tool",
        "kind": "PUBLISHED",
        "path": "/tools/letter/",
        "url": "http://testserver/tools/letter/",
        "previousPath": None,
        "page": {"title": "Letter"},
    }


def test_re_slugged_and_moved(tree: Tree, log: Log) -> None:
    page = article(tree, slug="before")
    log.ask()
    page.slug = "after"
    page.save_revision().publish()
    (change,) = log.ask()["nodes"]
    assert (change["kind"], change["previousPath"], change["path"]) == (
        "MOVED",
        "/knowledge/before/",
        "/knowledge/after/",
    )
    page.refresh_from_db()
    page.move(tree.tools, pos="last-child")
    (change,) = log.ask()["nodes"]
    assert (change["kind"], change["previousPath"], change["path"]) == ("MOVED", "/knowledge/after/", "/tools/after/")


def test_all_below_a_section_that_is_renamed(tree: Tree, log: Log) -> None:
    pages = [article(tree), article(tree)]
    hidden = article(tree, live=False)
    log.ask()
    tree.knowledge.refresh_from_db()
    tree.knowledge.slug = "reading"
    tree.knowledge.save()
    assert log.news() == [("MOVED", page.pk) for page in pages]
    hidden.refresh_from_db()


def test_all_below_a_section_that_is_unpublished_and_comes_back(tree: Tree, log: Log) -> None:
    page = article(tree)
    article(tree, live=False)
    log.ask()
    tree.knowledge.refresh_from_db()
    tree.knowledge.unpublish()
    assert log.news() == [("UNPUBLISHED", page.pk)]
    tree.knowledge.save_revision().publish()
    assert log.news() == [("PUBLISHED", page.pk)]


def test_all_below_a_section_that_is_deleted(tree: Tree, log: Log) -> None:
    pages = [article(tree), article(tree)]
    article(tree, live=False)
    log.ask()
    tree.knowledge.refresh_from_db()
    tree.knowledge.delete()
    assert sorted(log.news()) == [("UNPUBLISHED", page.pk) for page in pages]
    assert not DirtyMarker.objects.exists()


def test_deleted(tree: Tree, log: Log) -> None:
    page = article(tree)
    log.ask()
    key = page.pk
    page.delete()
    assert log.news() == [("UNPUBLISHED", key)]


@pytest.mark.parametrize("kind", ["password", "login", "groups"])
def test_made_private_and_public_again(kind: str, tree: Tree, log: Log) -> None:
    section = StandardPageFactory(parent=tree.knowledge)
    page = KnowledgeArticlePageFactory(parent=section)
    log.ask()
    restriction = PageViewRestriction.objects.create(page=section, restriction_type=kind, password="x")
    assert log.news() == [("UNPUBLISHED", page.pk)]
    page.title = "Changed in private"
    page.save_revision().publish()
    assert log.news() == []
    restriction.delete()
    assert log.news() == [("PUBLISHED", page.pk)]


def test_expired_by_the_scheduler(tree: Tree, log: Log) -> None:
    page = article(tree)
    log.ask()
    page.expire_at = timezone.now() - timedelta(seconds=1)
    page.save_revision().publish()
    call_command("publish_scheduled")
    assert log.news() == [("UNPUBLISHED", page.pk)]


def test_published_by_the_scheduler(tree: Tree, log: Log) -> None:
    page = article(tree, live=False, first_published_at=None)
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    assert log.news() == []
    due = timezone.now() - timedelta(minutes=1)
    revision = page.get_latest_revision()
    revision.content["go_live_at"] = due.isoformat()
    revision.approved_go_live_at = due
    revision.save()
    Page.objects.filter(pk=page.pk).update(go_live_at=due)
    call_command("publish_scheduled")
    assert log.news() == [("PUBLISHED", page.pk)]


def test_a_change_of_the_site_moves_its_pages(tree: Tree, log: Log) -> None:
    page = article(tree, slug="one")
    log.ask()
    tree.site.root_page = tree.knowledge
    tree.site.save()
    (change,) = log.ask()["nodes"]
    assert (change["pageId"], change["kind"], change["previousPath"], change["path"]) == (
        page_id(page.pk),
        "MOVED",
        "/knowledge/one/",
        "/one/",
    )


def test_pages_of_other_types_are_not_told(tree: Tree, log: Log) -> None:
    StandardPageFactory(parent=tree.home)
    tree.home.save()
    assert log.news() == []


def test_much_below_is_settled_in_batches(tree: Tree, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("changes.processing.BATCH", 3)
    pages = [article(tree) for _ in range(10)]
    log.ask()
    tree.knowledge.refresh_from_db()
    tree.knowledge.unpublish()
    assert sorted(log.news()) == [("UNPUBLISHED", page.pk) for page in pages]
    assert not DirtyMarker.objects.exists()


def test_what_was_there_before_the_log_is_known_once_a_cursor_was_given(tree: Tree, log: Log) -> None:
    from changes.models import ChangeLog, ContentChange, PublicPage

    page = article(tree)
    for model in (DirtyMarker, PublicPage, ContentChange, ChangeLog):
        model.objects.all().delete()
    log.cursor = None
    assert log.news() == []
    page.unpublish()
    assert log.news() == [("UNPUBLISHED", page.pk)]
