"""Schedule and comments are in the form of every page; an expiry that has passed is seen and cleared there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from content_types.core.factories import StandardPageFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.support.admin import AdminForm, open_form
from tests.support.tree import Tree
from tests.support.types import TYPES, factory_of


def edit(client: Client, page: Page) -> AdminForm:
    return open_form(client, reverse("wagtailadmin_pages:edit", args=[page.pk]))


@pytest.fixture
def expired(tree: Tree) -> Any:
    """An article that was taken down when its day came."""
    page = KnowledgeArticlePageFactory(
        parent=tree.knowledge,
        live=False,
        expired=True,
        has_unpublished_changes=True,
        expire_at=timezone.now() - timedelta(days=3),
    )
    page.save_revision()
    return page


def test_the_form_of_every_page_has_schedule_and_comments(
    volunteer: Client, tree: Tree, subtests: pytest.Subtests
) -> None:
    pages = [factory_of(one.model)(parent=tree.indexes[one.folder]) for one in TYPES]
    pages.append(StandardPageFactory(parent=tree.home))
    for page in (*pages, tree.home, tree.knowledge):
        with subtests.test(type(page).__name__):
            shown = volunteer.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
            for needed in ('name="go_live_at"', 'name="expire_at"', "Set schedule", 'id="comments-data"'):
                assert needed in shown


def test_a_page_is_scheduled_in_the_form(reviewer: Client, tree: Tree) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, live=False)
    page.save_revision()
    day = timezone.localtime() + timedelta(days=2)
    form = edit(reviewer, page).fill(go_live_at=day.strftime("%Y-%m-%d %H:%M"))
    form.submit(**{"action-publish": "action-publish"})
    page.refresh_from_db()
    assert (page.live, page.approved_schedule) == (False, True)


def test_an_expiry_that_has_passed_hinders_nobody_from_writing(volunteer: Client, expired: Any) -> None:
    form = edit(volunteer, expired).fill(summary="Written anew.")
    assert form.data["expire_at"] == timezone.localtime(expired.expire_at).strftime("%Y-%m-%d %H:%M")
    assert form.submit().status_code == 302
    draft = Page.objects.get(pk=expired.pk).get_latest_revision_as_object()
    assert draft.summary == "Written anew."
    assert draft.expire_at is not None


@pytest.mark.parametrize("action", ["action-publish", "action-submit"])
def test_a_page_that_nobody_would_see_is_not_published(reviewer: Client, expired: Any, action: str) -> None:
    answer = edit(reviewer, expired).submit(**{action: action})
    assert "This page expired on" in answer.content.decode()
    assert not Page.objects.get(pk=expired.pk).live


def test_a_page_whose_expiry_was_cleared_stays_public(reviewer: Client, expired: Any) -> None:
    edit(reviewer, expired).fill(expire_at="").submit(**{"action-publish": "action-publish"})
    call_command("publish_scheduled")
    expired.refresh_from_db()
    assert (expired.live, expired.expire_at) == (True, None)
