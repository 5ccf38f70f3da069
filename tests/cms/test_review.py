"""A page in review: what is offered, and what the reviewer asks for is shown."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Page

from cms.editors.review_notes import returned_pages
from cms.editors.roles import REVIEWERS, VOLUNTEERS
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.support.admin import AdminForm, open_form
from tests.support.tree import Tree

NOTE = "Name the source of the figure.\n\nAnd <b>shorter</b>?"


def editor(role: str) -> Any:
    return get_user_model().objects.get(groups__name=role)


def address(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def soup(client: Client, path: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(path).content, "html.parser")


def buttons(client: Client, page: Page) -> tuple[list[str], list[str]]:
    """What stands at the foot of a page's form: in sight, and in the menu."""
    foot = soup(client, address(page)).select_one("footer .actions")
    said = [(" ".join(one.text.split()), bool(one.find_parent(class_="action-explained"))) for one in foot("button")]
    return [words for words, hidden in said if not hidden and words != "More actions"], [
        w for w, hidden in said if hidden
    ]


def answer(client: Client, page: Page, name: str, **data: str) -> str:
    """Send the form of a page with a reviewer's answer; gives what the next screen says."""
    form = open_form(client, address(page))
    return send(client, form, name, **data)


def send(client: Client, form: AdminForm, name: str, **data: str) -> str:
    action = {
        "action-workflow-action": "true",
        "workflow-action-name": name,
        "workflow-action-extra-data": json.dumps(data),
    }
    response = client.post(form.url, {**form.data, **action}, follow=True)
    return " ".join(BeautifulSoup(response.content, "html.parser").select_one(".messages").text.split())


@pytest.fixture
def submitted(volunteer: Client, reviewer: Client, tree: Tree) -> Any:
    """An article that a volunteer has sent for review."""
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="On money", live=False, owner=editor(VOLUNTEERS))
    page.save_revision()
    page.get_workflow().start(page, editor(VOLUNTEERS))
    mail.outbox.clear()
    return page


def test_a_volunteer_sees_how_to_submit(volunteer: Client, tree: Tree) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, live=False)
    page.save_revision()
    assert buttons(volunteer, page) == (["Save draft", "Submit for review"], [])


def test_a_reviewer_chooses_between_two_answers(reviewer: Client, submitted: Any) -> None:
    assert buttons(reviewer, submitted) == (
        ["Ask for changes", "Approve and publish"],
        ["Save draft", "Take out of review"],
    )
    explained = soup(reviewer, address(submitted)).select_one(".review-note").text
    assert "waits for your review" in explained
    submitted.go_live_at = timezone.now() + timedelta(days=2)
    submitted.save_revision()
    assert "Approve and schedule" in buttons(reviewer, submitted)[0]


def test_who_is_not_asked_is_told_nothing_of_a_review(volunteer: Client, submitted: Any) -> None:
    assert soup(volunteer, address(submitted)).select_one(".review-note") is None


def test_what_a_reviewer_asks_for_is_shown_to_the_author(volunteer: Client, reviewer: Client, submitted: Any) -> None:
    submitted.suggested_edits.create(name="Ben", before="Ask all.", after="Ask everybody.")
    assert answer(reviewer, submitted, "reject", comment=NOTE)
    for where in (address(submitted), "/admin/"):
        shown = soup(volunteer, where)
        assert "1 suggestion" in shown.text
        assert shown.select_one(f"a[href='{reverse('page_review', args=[submitted.pk])}']")
        words = shown.select_one("blockquote")
        assert [line.text for line in words("p")] == NOTE.split("\n\n"), "as written, and no markup"
        assert "reviewers asks for changes" in shown.text
    assert "Change it and send it back" in soup(volunteer, "/admin/").text
    assert buttons(volunteer, submitted)[0] == ["Save draft", "Send back for review"]
    assert "Come back to you" not in soup(reviewer, "/admin/").text, "it is not theirs"
    [sent] = mail.outbox
    assert sent.to == [editor(VOLUNTEERS).email]
    assert sent.subject == "“On money” has come back to you"
    assert "rejected" not in sent.body
    assert NOTE in sent.body


def test_what_was_asked_for_is_shown_to_whoever_reviews_it_again(
    volunteer: Client, reviewer: Client, submitted: Any
) -> None:
    answer(reviewer, submitted, "reject", comment=NOTE)
    open_form(volunteer, address(submitted)).submit(**{"action-submit": "action-submit"})
    assert Page.objects.get(pk=submitted.pk).workflow_in_progress
    assert "Name the source" in soup(reviewer, address(submitted)).select_one(".review-note").text
    assert "Come back to you" not in soup(volunteer, "/admin/").text


def test_the_first_page_asks_no_more_often_for_more_returned_pages(
    volunteer: Client, reviewer: Client, tree: Tree, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    author = editor(VOLUNTEERS)
    for number in range(3):
        page = KnowledgeArticlePageFactory(parent=tree.knowledge, title=f"Number {number}", live=False, owner=author)
        page.save_revision()
        page.get_workflow().start(page, author).current_task_state.reject(user=editor(REVIEWERS), comment=str(number))
        user = editor(VOLUNTEERS)
        returned_pages(user)  # what it may do is read once
        with django_assert_num_queries(3):
            assert [one.note.words for one in returned_pages(user)] == [str(n) for n in reversed(range(number + 1))]


def test_the_first_page_names_the_library_and_leads_reviewers_to_the_page(reviewer: Client, submitted: Any) -> None:
    home = soup(reviewer, "/admin/")
    assert home.select_one("h1").text.strip() == "WHAM"
    assert "On money" in home.text
    assert home.select_one(f'a.button[href="{address(submitted)}"]').text.startswith("Read it and answer")
    assert not home.select("[data-workflow-action-url]")
