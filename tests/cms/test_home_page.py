"""The first page: what is one's own, what is asked of others, what goes on around, and a new volunteer's first hour."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, WorkflowState

from cms.editors import first_hour, my_pages, reading, what_is_on
from cms.editors.roles import VOLUNTEERS, set_up_roles
from content_types.core.models import PageReads, Source
from content_types.core.preview import PreviewLink
from content_types.events.factories import EventPageFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import TopicFactory
from delivery.visibility import Viewer
from review.claims import claim
from review.invitations import invite
from review.models import PeerReviewState
from search.log import NOT_KEPT
from search.models import SearchCount
from tests.review.people import account, in_review
from tests.support.statements import SIZES
from tests.support.tree import Tree


@pytest.fixture
def ana(tree: Tree) -> Any:
    set_up_roles()
    return account("ana", VOLUNTEERS)


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def home(user: Any) -> BeautifulSoup:
    return BeautifulSoup(browser(user).get("/admin/").content, "html.parser")


def draft(tree: Tree, user: Any, title: str = "Mine", **values: Any) -> Any:
    page = KnowledgeArticlePageFactory(
        parent=tree.knowledge,
        **{"title": title, "owner": user, "live": False, "first_published_at": None, **values},
    )
    page.save_revision(user=user)
    page.refresh_from_db()
    return page


def many_pages(tree: Tree, like: Any, number: int) -> list[Page]:
    """Pages as one that is there, quickly: what is theirs as pages, and nothing of their type."""
    last = Page.objects.count() + 100
    columns = (
        "owner_id",
        "content_type_id",
        "latest_revision_id",
        "latest_revision_created_at",
        "has_unpublished_changes",
        "live",
        "locale_id",
    )
    shared = {"depth": 4} | {name: getattr(like, name) for name in columns}
    return Page.objects.bulk_create(
        Page(path=f"{tree.knowledge.path}{one:04d}", title=f"{one}", draft_title=f"{one}", slug=f"{one}", **shared)
        for one in range(last, last + number)
    )


def in_review_too(pages: list[Page], like: PeerReviewState) -> None:
    for page in pages:
        review = WorkflowState.objects.get(pk=like.workflow_state_id)
        review.pk, review.object_id, review.current_task_state = None, str(page.pk), None
        review.save()
        state = PeerReviewState(task=like.task, workflow_state=review, revision=like.revision, due_at=like.due_at)
        state.content_type = like.content_type
        state.save()
        WorkflowState.objects.filter(pk=review.pk).update(current_task_state=state)


def happening(tree: Tree, title: str, days: float, **values: Any) -> Any:
    return EventPageFactory(parent=tree.events, title=title, start=timezone.now() + timedelta(days=days), **values)


def searched(query: str, times: int, vain: int) -> None:
    SearchCount.objects.create(day=timezone.localdate(), query=query, searches=times, without_result=vain)


def counted(ask: Callable[[], Any]) -> int:
    ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)


# --- One's own -------------------------------------------------------------------------------------------------------


def test_drafts_are_mine_not_handed_in_and_the_newest_first(tree: Tree, ana: Any) -> None:
    other = account("ben", VOLUNTEERS)
    older, newer = draft(tree, ana, "Older"), draft(tree, ana, "Newer")
    draft(tree, other, "Of another")
    handed_in = draft(tree, ana, "Handed in")
    handed_in.get_workflow().start(handed_in, ana)
    KnowledgeArticlePageFactory(parent=tree.knowledge, title="Public", owner=ana)
    drafts, more = my_pages.drafts_of(ana)
    assert ([one.title for one in drafts], more) == (["Newer", "Older"], False)
    links = home(ana).select("#my-drafts-section .home-list a")
    assert [link["href"] for link in links] == [reverse("wagtailadmin_pages:edit", args=[p.pk]) for p in (newer, older)]
    handed_in.current_workflow_task_state.task.specific.on_action(
        handed_in.current_workflow_task_state, account("cleo"), "reject", comment="Shorter."
    )
    assert "Handed in" not in [one.title for one in my_pages.drafts_of(ana)[0]], "it stands under what has come back"


def test_more_than_ten_drafts_lead_on(tree: Tree, ana: Any) -> None:
    many_pages(tree, draft(tree, ana, "Draft 0"), my_pages.MOST)
    panel = home(ana).select_one("#my-drafts-section")
    assert len(panel.select("li")) == my_pages.MOST
    Page.objects.filter(title__gt="1", title__lt="2").delete()  # Wagtail's list wants their types
    everything = browser(ana).get(panel.select(".w-panel__content > p > a")[-1]["href"])
    assert "Draft 0" in everything.content.decode()


def test_in_review_says_who_is_asked_until_when_and_how_far_it_is(tree: Tree) -> None:
    review = in_review(tree)
    panel = home(review.ana).select_one("#in-review-section")
    words = " ".join(panel.text.split())
    assert "Asked: Peer reviewers, Reviewers, until" in words
    assert "Nobody has said yet that they read it. 0 of 1 approval." in words
    assert panel.select_one(".button")["href"] == reverse("page_review", args=[review.page.pk])
    claim(review.state.pk, review.ben, review.cleo)
    invite(review.state.pk, review.ana, "dora@example.org", "Dora")
    words = " ".join(home(review.ana).select_one("#in-review-section").text.split())
    assert "Asked: Peer reviewers, Reviewers, Dora, until" in words
    assert "Ben, Cleo read it." in words
    assert home(review.ben).select_one("#in-review-section") is None
    assert "Your pages and snippets" not in home(review.ana).text, "Wagtail's own list of the same"


# --- Around ----------------------------------------------------------------------------------------------------------


def test_this_week_shows_what_is_published_and_takes_place_within_seven_days(tree: Tree, ana: Any) -> None:
    happening(tree, "Tomorrow", 1)
    happening(tree, "Now", -0.01)
    happening(tree, "Off", 2, status="cancelled")
    happening(tree, "Over", -1)
    happening(tree, "Later", 8)
    happening(tree, "Draft", 1, live=False)
    rows = home(ana).select("#this-week-section h3")
    assert [" ".join(row.text.split()) for row in rows] == ["Now", "Tomorrow", "Off Cancelled"]


def test_what_is_searched_for_in_vain_is_begun_with_one_tap(tree: Tree, ana: Any) -> None:
    searched("damp homes", 4, 4)
    searched("money & food", 3, 3)
    searched("once", 1, 1)
    searched("mostly found", 9, 3)
    searched(NOT_KEPT, 9, 9)
    draft(tree, account("ben", VOLUNTEERS), "Damp homes")
    assert [one.words for one in what_is_on.unanswered(ana)] == ["money & food"]
    form = browser(ana).get(home(ana).select_one("#unanswered-section a.button")["href"])
    title = BeautifulSoup(form.content, "html.parser").select_one("[name=title]")
    assert title["value"] == "Money & food"


def test_nothing_empty_is_shown(tree: Tree, ana: Any) -> None:
    searched("damp homes", 4, 4)
    page = home(ana)
    for name in ("returned", "my-drafts", "in-review", "this-week"):
        assert page.select_one(f"#{name}-section") is None
    tree.knowledge.delete()
    assert what_is_on.unanswered(ana) == []
    assert what_is_on.unanswered(account("mo", None)) == []


def test_what_waits_comes_first_then_adding_then_the_rest(tree: Tree) -> None:
    review = in_review(tree)
    draft(tree, review.ben)
    happening(tree, "Tomorrow", 1)
    names = [panel["id"].removesuffix("-section") for panel in home(review.ben).select("main section.w-panel")]
    assert names == ["awaiting-review", "first-hour", "what-to-add", "my-drafts", "this-week"]


def test_statements_are_as_many_for_5_as_for_50(tree: Tree, ana: Any) -> None:
    seen: dict[str, list[int]] = {"drafts": [], "review": [], "week": [], "searches": []}
    mine, reviewed = draft(tree, ana), draft(tree, ana, "In review")
    reviewed.get_workflow().start(reviewed, ana)
    state, there = PeerReviewState.objects.get(), 1
    for size in SIZES:
        many_pages(tree, mine, size - there)
        in_review_too(many_pages(tree, mine, size - there), state)
        for number in range(there, size):
            happening(tree, f"Event {number}", 1)
            searched(f"words {number}", 3, 3)
        there = size
        shown, more = my_pages.in_review(ana)
        assert len(shown) + more == size
        seen["drafts"].append(counted(lambda: my_pages.drafts_of(ana)))
        seen["review"].append(counted(lambda: my_pages.in_review(ana)))
        seen["week"].append(counted(lambda: what_is_on.this_week(Viewer(user=ana), ana)))
        seen["searches"].append(counted(lambda: what_is_on.unanswered(ana)))
    assert all(len(set(numbers)) == 1 for numbers in seen.values()), seen


# --- The first hour --------------------------------------------------------------------------------------------------


def ticked(user: Any) -> list[str]:
    return [item.find("span").contents[0] for item in home(user).select(".first-hour__done")]


def test_the_first_hour_ticks_itself_and_goes_when_it_is_done(tree: Tree, ana: Any) -> None:
    client = browser(ana)
    assert len(home(ana).select(".first-hour li")) == 7
    assert ticked(ana) == []
    client.get(reverse("guide"))
    ana.last_name = "Adams"
    ana.save()
    assert ticked(ana) == ["Read the guide", "Fill in your name"]
    page = draft(tree, ana)
    page.topics.set([TopicFactory()])
    page.sources = [Source(title="A paper", url="https://example.org/")]
    page.save_revision(user=ana, log_action="wagtail.create")
    page._previewing_editor = ana
    preview = page.create_page_preview()
    assert "Preview it" in ticked(ana)
    preview.delete()
    assert not PreviewLink.objects.exists()
    page.get_workflow().start(page, ana)
    assert ticked(ana)[2:] == ["Start a draft", "Add a topic and a source", "Preview it", "Submit it for review"]
    page.refresh_from_db()
    page.get_latest_revision().publish()
    assert home(ana).select(".first-hour") == []


def test_the_first_hour_can_be_closed_for_good(ana: Any) -> None:
    closing = home(ana).select_one("[data-controller~='w-dismissible']:has(.first-hour)")
    closed = json.dumps({closing["data-w-dismissible-id-value"]: True})
    client = browser(ana)
    assert client.patch(reverse("wagtailadmin_dismissibles"), closed, "application/json").status_code == 200
    assert home(ana).select(".first-hour") == []


def test_the_first_hour_is_for_who_is_new_and_may_add(tree: Tree, ana: Any) -> None:
    ana.date_joined = timezone.now() - timedelta(days=first_hour.NEW_DAYS + 1)
    ana.save()
    assert first_hour.steps_for(ana) == []
    assert first_hour.steps_for(account("mo", None)) == []


def test_what_ones_writing_did_is_told_in_two_statements(tree: Tree, ana: Any) -> None:
    assert home(ana).select_one("#what-it-did-section") is None
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Read often", owner=ana)
    link = [{"type": "rich_text", "value": f'<p><a linktype="page" id="{page.pk}">a</a></p>'}]
    KnowledgeArticlePageFactory(parent=tree.knowledge, slug="links", body=json.dumps(link))
    today = timezone.localdate()
    for back, count in ((0, 3), (27, 4), (28, 100)):
        PageReads.objects.create(page=page, day=today - timedelta(days=back), count=count)
    panel = home(ana).select_one("#what-it-did-section")
    assert "7 reads of your 1 published page" in " ".join(panel.text.split())
    assert "1 link from other pages" in " ".join(panel.text.split())
    assert len(panel.select("svg rect")) == 28
    assert [row.td.text for row in panel.select("tbody tr")] == ["3", "4"]
    reading.what_else(ana)  # Django remembers the kind of a page
    with CaptureQueriesContext(connection) as queries:
        reading.reads_of(ana, today)
        reading.what_else(ana)
    assert len(queries) == 2
