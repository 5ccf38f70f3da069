"""A form that was opened before somebody else changed the page: what the editor is told, and what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from cms.editors.roles import set_up_roles
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.cms.new_pages import new_page
from tests.support.admin import AdminForm, open_form
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def ben(tree: Tree) -> Client:
    return somebody("Ben")


@pytest.fixture
def anna(tree: Tree) -> Client:
    return somebody("Anna")


def somebody(name: str) -> Client:
    set_up_roles()
    user = get_user_model().objects.create_superuser(name.lower(), f"{name}@example.org", "x", first_name=name)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def page(tree: Tree, ben: Client) -> Page:
    """A draft that Ben has saved."""
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="First words", live=False)
    form(ben, page).submit()
    return page


def form(client: Client, page: Page) -> AdminForm:
    return open_form(client, reverse("wagtailadmin_pages:edit", args=[page.pk]))


def shown(answer: Any) -> str:
    """The messages on a page of the admin."""
    return BeautifulSoup(answer.content, "html.parser").select_one(".messages").get_text(" ", strip=True)


def stored(page: Page) -> Page:
    return Page.objects.get(pk=page.pk)


def test_who_saves_what_another_has_unpublished_is_asked_and_goes_ahead(ben: Client, anna: Client, page: Page) -> None:
    form(ben, page).submit(**{"action-publish": "1"})
    mine = form(ben, page).fill(title="Ben's words")
    anna.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    answer = mine.submit()
    assert "Unpublished: Anna" in shown(answer)
    seen = BeautifulSoup(answer.content, "html.parser").find(attrs={"name": "seen_log_entry"})["value"]
    assert mine.fill(seen_log_entry=seen).submit().status_code == 302
    assert stored(page).draft_title == "Ben's words"


def test_who_only_decides_is_shown_what_another_wrote(ben: Client, anna: Client, page: Page) -> None:
    mine = form(ben, page)
    form(anna, page).fill(title="Anna's words").submit()
    answer = mine.submit(**{"action-publish": "1"})
    assert "Draft saved: Anna" in shown(answer)
    again = BeautifulSoup(answer.content, "html.parser").find(id="page-edit-form")
    assert again.find(attrs={"name": "title"})["value"] == "Anna's words"
    assert not stored(page).live


def test_ones_own_save_before_is_no_question(ben: Client, page: Page) -> None:
    earlier = form(ben, page).fill(title="Second words")
    form(ben, page).fill(title="Third words").submit()
    assert earlier.submit().status_code == 302
    assert stored(page).draft_title == "Second words"


def test_an_older_window_does_not_publish_over_what_a_newer_one_published(ben: Client, page: Page) -> None:
    older = form(ben, page).fill(title="Older words")
    form(ben, page).fill(title="Newer words").submit(**{"action-publish": "1"})
    assert "Published: Ben" in shown(older.submit(**{"action-publish": "1"}))
    assert stored(page).title == "Newer words"


def test_publish_pressed_twice_is_published_once_for_the_reader(ben: Client, page: Page) -> None:
    twice = form(ben, page)
    assert [twice.submit(**{"action-publish": "1"}).status_code for _ in range(2)] == [302, 302]
    assert stored(page).live


def test_an_approval_of_what_was_withdrawn_is_refused_with_the_reason(ben: Client, anna: Client, page: Page) -> None:
    form(ben, page).submit(**{"action-submit": "1"})
    decision = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    approval = form(anna, page)
    form(ben, page).submit(**{"action-cancel-workflow": "1"})
    answer = approval.submit(**decision)
    assert "The page was not decided on" in shown(answer)
    assert "Ben" in shown(answer)
    assert not stored(page).live


@pytest.mark.parametrize(("name", "said"), [("approve", "approved and published"), ("reject", "asked for")])
def test_a_decision_is_told_as_it_was_taken(ben: Client, anna: Client, page: Page, name: str, said: str) -> None:
    form(ben, page).submit(**{"action-submit": "1"})
    form(anna, page).submit(**{"action-workflow-action": "true", "workflow-action-name": name})
    assert said in shown(anna.get("/admin/"))
    assert stored(page).live == (name == "approve")


def autosave(of: AdminForm) -> Any:
    return of.client.post(of.url, of.data, headers={"accept": "application/json"}).json()


def test_an_autosave_leaves_a_published_revision_as_it_is(ben: Client, page: Page) -> None:
    form(ben, page).submit(**{"action-publish": "1"})
    live = stored(page).live_revision
    answer = autosave(form(ben, page).fill(title="Later words", overwrite_revision_id=live.pk))
    live.refresh_from_db()
    assert live.content["title"] == "First words"
    assert answer["revision_id"] != live.pk
    assert (stored(page).live, stored(page).draft_title) == (True, "Later words")


def test_an_autosave_that_changes_nothing_writes_nothing(ben: Client, page: Page) -> None:
    form(ben, page).submit(**{"action-publish": "1"})
    before = page.revisions.count()
    assert autosave(form(ben, page))["revision_id"] == stored(page).latest_revision_id
    assert (page.revisions.count(), stored(page).has_unpublished_changes) == (before, False)


def test_a_new_page_that_is_submitted_while_its_autosave_makes_it_is_made_once(ben: Client, tree: Tree) -> None:
    new, _ = new_page(ben, tree, "knowledge", "knowledge.KnowledgeArticlePage", {})
    assert autosave(new)["success"]
    answer = new.fill(title="Last words").submit(**{"action-submit": "1"})
    assert answer.status_code == 302
    made = Page.objects.child_of(tree.knowledge).get()
    assert (made.draft_title, made.current_workflow_state.status) == ("Last words", "in_progress")


def test_two_new_pages_of_one_form_opened_twice_are_two(ben: Client, tree: Tree) -> None:
    for slug in ("one", "two"):
        new, _ = new_page(ben, tree, "knowledge", "knowledge.KnowledgeArticlePage", {})
        new.fill(slug=slug).submit()
    assert Page.objects.child_of(tree.knowledge).count() == 2


def test_who_unpublishes_what_is_not_published_is_told_so(ben: Client, page: Page) -> None:
    answer = ben.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]), follow=True)
    assert "is not published" in shown(answer)


def test_who_unschedules_what_has_gone_live_is_told_so(ben: Client, page: Page) -> None:
    form(ben, page).submit(**{"action-publish": "1"})
    revision = stored(page).live_revision_id
    answer = ben.post(reverse("wagtailadmin_pages:revisions_unschedule", args=[page.pk, revision]), follow=True)
    assert "this version is published" in shown(answer)


def test_a_decision_from_the_dashboard_is_about_what_waits(ben: Client, anna: Client, page: Page) -> None:
    form(ben, page).submit(**{"action-submit": "1"})
    old = stored(page).current_workflow_task_state.pk
    form(anna, page).submit(**{"action-workflow-action": "true", "workflow-action-name": "reject"})
    form(ben, page).submit(**{"action-submit": "1"})
    answer = anna.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", old]), follow=True)
    assert "no longer waits for review" in shown(answer)
    assert not stored(page).live


@pytest.mark.postgres
def test_a_save_takes_one_lock(ben: Client, page: Page) -> None:
    mine = form(ben, page)
    with CaptureQueriesContext(connection) as queries:
        mine.submit()
    locks = [query["sql"] for query in queries if "FOR NO KEY UPDATE" in query["sql"] or "advisory" in query["sql"]]
    assert len(locks) == 1


@pytest.mark.postgres
def test_a_new_slug_takes_the_tree_too(ben: Client, page: Page) -> None:
    mine = form(ben, page).fill(slug="somewhere-else")
    with CaptureQueriesContext(connection) as queries:
        mine.submit()
    assert sum("pg_advisory_xact_lock" in query["sql"] for query in queries) == 1
