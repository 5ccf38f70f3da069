"""Looking again at what is published: that it is still right, who looks after it, reminders, what readers are told."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Page, PageLogEntry

from cms.editors.roles import REVIEWERS, VOLUNTEERS
from cms.freshness.models import ReviewReminder
from cms.freshness.panel import MOST, due_pages
from content_types.core.freshness import (
    ChangedSince,
    MayNotReview,
    confirm_review,
    is_review_overdue,
    next_review,
    take_over,
)
from content_types.core.models import BlockEvidence
from content_types.events.factories import EventPageFactory
from content_types.events.models import EventPage
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.knowledge.models import KnowledgeArticlePage
from content_types.wellbeing.models import WellbeingGuidancePage
from tests.support.graphql import GraphQL
from tests.support.statements import SIZES
from tests.support.tree import Tree


def today(days: int = 0) -> date:
    return timezone.localdate() + timedelta(days=days)


def editor(role: str) -> Any:
    return get_user_model().objects.get(groups__name=role)


def article(tree: Tree, **values: Any) -> Any:
    """A published article that was due for review ten days ago, with a live revision."""
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, **{"review_due": today(-10), **values})
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def address(page: Page) -> str:
    return reverse("still_right", args=[page.pk])


def still_right(client: Client, page: Any, **values: Any) -> Any:
    """Press the button, as the first page has it."""
    return client.post(address(page), {"seen": page.live_revision_id or "", "next": "/admin/", **values})


# --- Days ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "reviewed", "due"),
    [
        (KnowledgeArticlePage, date(2026, 12, 1), date(2028, 12, 1)),
        (WellbeingGuidancePage, date(2027, 2, 28), date(2028, 2, 28)),
        (WellbeingGuidancePage, date(2028, 2, 29), date(2029, 2, 28)),
        (EventPage, date(2026, 12, 1), None),
    ],
)
def test_a_type_says_when_its_resources_are_looked_at_again(model: Any, reviewed: date, due: date | None) -> None:
    assert next_review(model, reviewed) == due


def test_readers_are_told_after_the_time_of_grace(settings: Any, db: None) -> None:
    settings.REVIEW_GRACE_DAYS = 60
    assert not is_review_overdue(KnowledgeArticlePage(review_due=today(-60)))
    assert is_review_overdue(KnowledgeArticlePage(review_due=today(-61)))
    assert not is_review_overdue(KnowledgeArticlePage())
    assert not is_review_overdue(EventPage(review_due=today(-900)))


def test_the_api_tells_it(tree: Tree, graphql: GraphQL) -> None:
    article(tree, title="Old", slug="old", review_due=today(-100))
    article(tree, title="Due", slug="due")
    EventPageFactory(parent=tree.events, slug="event", review_due=today(-900))
    asked = """{ old: page(by: {path: "/knowledge/old/"}) { ... on Resource { reviewOverdue } }
        due: page(by: {path: "/knowledge/due/"}) { ... on Resource { reviewOverdue } }
        event: page(by: {path: "/events/event/"}) { ... on Resource { reviewOverdue } } }"""
    told = graphql(asked)
    assert {name: one["reviewOverdue"] for name, one in told.items()} == {"old": True, "due": False, "event": False}


# --- Still right -----------------------------------------------------------------------------------------------------


def test_one_tap_notes_it_and_leaves_a_draft_a_draft(reviewer: Client, tree: Tree) -> None:
    page = article(tree, title="Published")
    page.title = "Drafted"
    page.save_revision()
    page = KnowledgeArticlePage.objects.get(pk=page.pk)
    answer = still_right(reviewer, page)
    assert answer["Location"] == "/admin/"
    stored = KnowledgeArticlePage.objects.get(pk=page.pk)
    due = next_review(KnowledgeArticlePage, today())
    assert (stored.title, stored.last_reviewed, stored.review_due) == ("Published", today(), due)
    assert stored.has_unpublished_changes
    assert stored.last_published_at == page.last_published_at, "no word has changed"
    draft = stored.get_latest_revision_as_object()
    assert (draft.title, draft.last_reviewed, draft.review_due) == ("Drafted", today(), due)
    live = stored.live_revision.as_object()
    assert (live.title, live.review_due) == ("Published", due), "to go back to it takes nothing back"
    entry = PageLogEntry.objects.filter(page=page.pk, action="library.review").get()
    assert entry.user == editor(REVIEWERS)
    assert entry.message.startswith("Looked at, and still right; due again on ")
    still_right(reviewer, stored)
    assert PageLogEntry.objects.filter(page=page.pk, action="library.review").count() == 1, "once a day"


def test_a_draft_that_is_published_later_keeps_the_days(reviewer: Client, tree: Tree) -> None:
    page = article(tree)
    page.title = "Drafted"
    page.save_revision()
    still_right(reviewer, KnowledgeArticlePage.objects.get(pk=page.pk))
    KnowledgeArticlePage.objects.get(pk=page.pk).latest_revision.publish()
    stored = KnowledgeArticlePage.objects.get(pk=page.pk)
    assert (stored.title, stored.last_reviewed) == ("Drafted", today())


def test_what_was_changed_meanwhile_is_looked_at_first(reviewer: Client, tree: Tree) -> None:
    page = article(tree)
    KnowledgeArticlePage.objects.get(pk=page.pk).save_revision().publish()
    answer = still_right(reviewer, page)
    assert answer["Location"] == address(page)
    assert KnowledgeArticlePage.objects.get(pk=page.pk).last_reviewed is None
    with pytest.raises(ChangedSince):
        confirm_review(editor(REVIEWERS), page.pk, seen=page.live_revision_id)


def test_an_alias_shows_the_same_days(reviewer: Client, tree: Tree) -> None:
    page = article(tree)
    alias = CreatePageAliasAction(page, parent=tree.knowledge, update_slug="alias").execute(skip_permission_checks=True)
    still_right(reviewer, page)
    assert KnowledgeArticlePage.objects.get(pk=alias.pk).last_reviewed == today()
    assert still_right(reviewer, alias).status_code == 302
    assert not PageLogEntry.objects.filter(page=alias.pk, action="library.review").exists()


def test_only_who_may_publish_it_can_say_so(volunteer: Client, member: Client, tree: Tree) -> None:
    page = article(tree)
    assert b"Whoever may publish it" in volunteer.get(address(page)).content
    assert still_right(volunteer, page)["Location"] == "/admin/"
    assert member.get(address(page)).status_code == 302
    with pytest.raises(MayNotReview):
        confirm_review(editor(VOLUNTEERS), page.pk, seen=page.live_revision_id)
    assert KnowledgeArticlePage.objects.get(pk=page.pk).last_reviewed is None


@pytest.mark.parametrize("what", ["draft", "event", "locked"])
def test_some_things_cannot_be_noted(reviewer: Client, tree: Tree, what: str) -> None:
    if what == "event":
        page: Any = EventPageFactory(parent=tree.events)
    else:
        page = article(tree)
        locked = {"locked": True, "locked_by": None}
        Page.objects.filter(pk=page.pk).update(**({"live": False} if what == "draft" else locked))
    still_right(reviewer, page)
    assert type(page).objects.get(pk=page.pk).last_reviewed is None


def test_the_buttons_lead_nowhere_else(reviewer: Client, tree: Tree) -> None:
    page = article(tree)
    answer = still_right(reviewer, page, next="https://evil.example/")
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "Is it still right?" in reviewer.get(answer["Location"]).content.decode()


# --- Who looks after it ----------------------------------------------------------------------------------------------


def test_an_editor_takes_care_of_what_nobody_looks_after(volunteer: Client, reviewer: Client, tree: Tree) -> None:
    page = article(tree)
    volunteer.post(address(page), {"action": "take-over"})
    assert Page.objects.get(pk=page.pk).owner == editor(VOLUNTEERS)
    [entry] = PageLogEntry.objects.filter(page=page.pk, action="library.take_over")
    assert entry.message == "Looks after it now"
    reviewer.post(address(page), {"action": "take-over"})
    assert Page.objects.get(pk=page.pk).owner == editor(REVIEWERS), "who may publish it may take it over"
    with pytest.raises(MayNotReview):
        take_over(editor(VOLUNTEERS), page.pk)


# --- The first page --------------------------------------------------------------------------------------------------


def test_the_first_page_has_what_one_looks_after(reviewer: Client, volunteer: Client, tree: Tree) -> None:
    mine = article(tree, title="Mine", owner=editor(REVIEWERS))
    article(tree, title="Not mine")
    article(tree, title="Later", owner=editor(REVIEWERS), review_due=today(90))
    home = BeautifulSoup(reviewer.get("/admin/").content, "html.parser")
    [row] = home.select(".due-for-review > li")
    assert "Mine" in row.h3.text
    assert "overdue" in row.text
    seen = {one["name"]: one.get("value") for one in row.form("input")}
    assert seen["seen"] == str(mine.live_revision_id)
    still_right(reviewer, mine, **{name: value for name, value in seen.items() if name != "csrfmiddlewaretoken"})
    assert "Mine" not in reviewer.get("/admin/").content.decode().partition("due-for-review")[2]
    assert not BeautifulSoup(volunteer.get("/admin/").content, "html.parser").select(".due-for-review")


def test_the_first_page_asks_no_more_for_more_that_is_due(reviewer: Client, tree: Tree) -> None:
    user = editor(REVIEWERS)
    counts, made = [], 0
    for size in SIZES:
        while made < size:
            KnowledgeArticlePageFactory(parent=tree.knowledge, owner=user, review_due=today(-made))
            made += 1
        asked = editor(REVIEWERS)
        due_pages(asked)  # what they may do is read once
        with CaptureQueriesContext(connection) as captured:
            pages, more = due_pages(asked)
        counts.append(len(captured))
        assert (len(pages), more) == (min(size, MOST), max(0, size - MOST))
    assert len(set(counts)) == 1, counts


# --- Reminders -------------------------------------------------------------------------------------------------------


def test_who_looks_after_it_is_reminded_once_a_page_and_day(reviewer: Client, volunteer: Client, tree: Tree) -> None:
    owner = editor(VOLUNTEERS)
    first = article(tree, title="First", owner=owner)
    article(tree, title="Soon", owner=owner, review_due=today(20))
    article(tree, title="Far", owner=owner, review_due=today(60))
    mail.outbox.clear()
    call_command("remind_reviews", verbosity=0)
    call_command("remind_reviews", verbosity=0)
    [sent] = mail.outbox
    assert sent.to == [owner.email]
    assert sent.subject == "2 resources are due for review"
    assert "First: due" in sent.body
    assert "Soon: due" in sent.body
    assert "Far" not in sent.body
    assert address(first) in sent.body
    assert ReviewReminder.objects.count() == 2
    KnowledgeArticlePage.objects.filter(pk=first.pk).update(review_due=today(5))
    call_command("remind_reviews", verbosity=0)
    assert [one.subject for one in mail.outbox[1:]] == ["“First” is due for review"]


def test_who_may_publish_is_told_of_what_nobody_looks_after(reviewer: Client, volunteer: Client, tree: Tree) -> None:
    gone = get_user_model().objects.create_user("gone", "gone@example.org", is_active=False)
    article(tree, title="Left behind", owner=gone)
    mail.outbox.clear()
    call_command("remind_reviews", verbosity=0)
    assert [one.to for one in mail.outbox] == [[editor(REVIEWERS).email]]
    assert "Nobody looks after it." in mail.outbox[0].body


def with_due_block(tree: Tree, **values: Any) -> Any:
    """A published article that is due because of one block."""
    page = article(tree, **{"review_due": today(400), **values})
    page.body = json.dumps([{"type": "rich_text", "id": "a", "value": "<p>Half of all children.</p>"}])
    page.block_evidence = [BlockEvidence(block="a", source_title="A count", review_due=today(-3))]
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def test_a_page_is_due_because_of_a_block(tree: Tree, reviewer: Client) -> None:
    page = with_due_block(tree, owner=editor(REVIEWERS))
    article(tree, title="Not due", review_due=today(400))
    (shown,), _ = due_pages(editor(REVIEWERS))
    assert (shown.due, shown.blocks) == (today(-3), ["Text: Half of all children."])
    report = reviewer.get(reverse("review_due_report")).content.decode()
    assert "Half of all children." in report
    assert "Not due" not in report
    assert "Half of all children." in reviewer.get(address(page)).content.decode()


def test_still_right_is_said_of_a_due_block_too(tree: Tree, reviewer: Client) -> None:
    page = with_due_block(tree)
    draft = page.get_latest_revision_as_object()
    draft.title = "Draft"
    draft.save_revision()
    confirm_review(editor(REVIEWERS), page.pk, seen=page.live_revision_id)
    page = KnowledgeArticlePage.objects.get(pk=page.pk)
    days = {row.review_due for one in (page, page.get_latest_revision_as_object()) for row in one.block_evidence.all()}
    assert days == {page.review_due}
    assert page.get_latest_revision_as_object().title == "Draft"
