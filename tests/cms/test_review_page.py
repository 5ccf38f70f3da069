"""The review of one page in the admin: each kind of person in turn, and what follows from each button."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from review.invitations import invite
from review.models import Claim, Decision, Invitation, PeerReviewState, Review, ReviewQuestion, SuggestedEdit
from review.reminders import remind
from tests.review.people import InReview, account, in_review
from tests.support.tree import Tree


@pytest.fixture
def review(tree: Tree) -> InReview:
    return in_review(tree)


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


class Screen:
    """The review of a page as somebody sees it."""

    def __init__(self, review: InReview, user: Any) -> None:
        self.client, self.path = browser(user), reverse("page_review", args=[review.page.pk])

    def read(self) -> BeautifulSoup:
        response = self.client.get(self.path)
        assert response.status_code == 200
        return BeautifulSoup(response.content, "html.parser")

    def send(self, do: str, **fields: str) -> tuple[int, str]:
        """Press a button; gives the status, and what the next screen says."""
        response = self.client.post(self.path, {"do": do, **fields})
        status = response.status_code
        if status == 302:
            response = self.client.get(self.path)
        said = BeautifulSoup(response.content, "html.parser").select_one(
            ".messages" if status == 302 else "[role=alert]"
        )
        return status, " ".join(said.text.split())


def test_a_reviewer_claims_answers_and_publishes(review: InReview) -> None:
    ben = Screen(review, review.ben)
    shown = ben.read()
    assert shown.select_one("h2").text == review.page.title
    assert "“It is good as it is” publishes the page" in shown.text
    assert "what is live" not in shown.text, "nothing is"
    assert "An answer is asked for by" in shown.text
    assert "0 of 1 approval of this version" in shown.text
    assert "Is it kind?" in shown.text
    assert "Could you use it tomorrow?" not in shown.text, "is asked of tools"
    assert ben.send("claim", partner=str(review.cleo.pk))[1].endswith("others see that you are reading it.")
    assert "Being read by Ben with Cleo" in Screen(review, review.cleo).read().text
    question = str(ReviewQuestion.objects.filter(kind="").first().pk)
    answer = {
        "state": str(review.state.pk),
        "revision": str(review.page.latest_revision_id),
        f"question-{question}": "partly",
        "decision": "approve",
    }
    assert ben.send("answer", **answer)[1].endswith("is approved and published.")
    found = Review.objects.get()
    assert (found.shown_name, found.answers[0]["answer"]) == ("Ben with Cleo", "partly")
    assert "This page is not in review." in ben.read().text
    assert "It is good as it is" in ben.read().text, "the trail"


def test_the_author_sees_what_is_asked_and_takes_words_over(review: InReview) -> None:
    ben, ana = Screen(review, review.ben), Screen(review, review.ana)
    assert ben.send("suggest", before="What helps.", after="What helps <most>.")[0] == 302
    shown = ana.read()
    assert not shown.select("[name=decision]"), "authors do not answer"
    assert "What helps <most>." in shown.text
    key = str(SuggestedEdit.objects.get().pk)
    assert "stands in the draft now" in ana.send("accept", suggestion=key)[1]
    assert review.stored.get_latest_revision_as_object().summary == "What helps <most>."
    assert ana.send("accept", suggestion=key) == (422, "This was decided already. Nothing was changed.")
    assert ben.send("answer", decision="changes", note="Shorter.", signed="no")[0] == 302
    text = ana.read().text
    assert "The page is with its author." in text
    assert "Shorter." in text
    assert "Ben asks" not in text
    assert ana.send("answer", decision="approve")[0] == 422


@pytest.mark.parametrize("decision", ["approve", "changes", "decline"])
def test_who_does_not_sign_is_named_in_no_history(review: InReview, decision: str) -> None:
    Screen(review, review.ben).send("answer", decision=decision, note="As a friend.", signed="no")
    entries = PageLogEntry.objects.filter(page=review.page.pk)
    assert not entries.filter(user=review.ben).exists(), [one.action for one in entries]
    history = browser(review.ana).get(reverse("wagtailadmin_pages:history", args=[review.page.pk]))
    assert "Ben" not in BeautifulSoup(history.content, "html.parser").select_one("main").text
    assert "Ben" not in Screen(review, review.ana).read().select_one(".page-review").text


def test_what_cannot_be_done_says_why_and_keeps_what_was_typed(review: InReview) -> None:
    ben = Screen(review, review.ben)
    assert ben.send("answer", decision="changes") == (422, "Say what should be changed.")
    assert ben.send("answer", decision="burn")[0] == 422
    assert ben.send("burn") == (422, "Nothing was chosen. Press one of the buttons.")
    assert ben.send("later", on="soon") == (422, "Choose a day.")
    assert ben.send("withdraw", invitation="x")[0] == 422
    review.stored.save_revision(user=review.cleo)
    answer = {"decision": "changes", "note": "Keep <this>", "revision": str(review.page.latest_revision_id)}
    response = ben.client.post(ben.path, {"do": "answer", **answer})
    assert response.status_code == 422
    assert "Keep &lt;this&gt;" in response.content.decode()
    assert not Review.objects.exists()


def test_colleagues_are_invited_and_taken_back(review: InReview) -> None:
    ana = Screen(review, review.ana)
    mail.outbox.clear()
    assert "Dora at dora@example.org" in ana.send("invite", name="Dora", email="dora@example.org")[1]
    assert [one.to for one in mail.outbox] == [["dora@example.org"]]
    assert ana.send("invite", name="Dora", email="dora@example.org")[0] == 422
    assert "dora@example.org" in ana.read().text
    assert "is taken back" in ana.send("withdraw", invitation=str(Invitation.objects.get().pk))[1]
    assert "dora@example.org" not in ana.read().text


def test_a_review_is_put_off_and_given_back(review: InReview) -> None:
    ben = Screen(review, review.ben)
    assert "On money" in ben.client.get("/admin/").content.decode()
    day = (timezone.localdate() + timedelta(days=2)).isoformat()
    assert ben.send("later", on=day)[0] == 302
    assert "awaiting-review" not in ben.client.get("/admin/").content.decode()
    ben.send("claim")
    assert "awaiting-review" in ben.client.get("/admin/").content.decode()
    ben.send("give_back")
    assert not Claim.objects.exists()


def test_who_has_nothing_to_do_with_it_sees_nothing(review: InReview) -> None:
    for user in (account("mo", None), review.ben):
        client = browser(user)
        if user is review.ben:
            user.groups.clear()
        for name in ("page_review", "review_trail_csv", "review_trail_json"):
            assert client.get(reverse(name, args=[review.page.pk])).status_code == 302


def test_the_trail_is_exported_and_no_cell_is_a_formula(review: InReview) -> None:
    review.answer(review.ben, Decision.CHANGES, note="=1+1", signed=False)
    client = browser(review.cleo)
    steps = json.loads(client.get(reverse("review_trail_json", args=[review.page.pk])).content)
    assert [(one["who"], one["note"]) for one in steps if one["note"]] == [("A reviewer", "=1+1")]
    table = b"".join(client.get(reverse("review_trail_csv", args=[review.page.pk])).streaming_content).decode()
    assert '"\'=1+1"' in table
    assert "Ben" not in table


def test_each_is_reminded_once(review: InReview) -> None:
    invite(review.state.pk, review.ben, "dora@example.org", "Dora")
    Screen(review, review.cleo).send("claim")
    mail.outbox.clear()
    assert remind() == 0, "not yet"
    PeerReviewState.objects.update(due_at=timezone.now() + timedelta(days=1))
    assert remind() == 1
    assert sorted(one.to[0] for one in mail.outbox) == ["cleo@example.org", "dora@example.org"]
    assert remind() == 0


def test_administrators_keep_questions_and_reviewers_of_topics(administrator: Client, reviewer: Client) -> None:
    for name in ("review_questions", "topic_reviewers"):
        assert administrator.get(reverse(f"{name}:index")).status_code == 200
        assert administrator.get(reverse(f"{name}:add")).status_code == 200
        assert reviewer.get(reverse(f"{name}:index")).status_code == 302


def test_the_first_page_asks_no_more_often_for_more_that_waits(review: InReview) -> None:
    client, counts = browser(review.ben), {}
    for number in (5, 20, 50):
        for one in range(PeerReviewState.objects.count(), number):
            copy = review.page.copy(update_attrs={"slug": f"copy-{one}"}, keep_live=False)
            copy.get_workflow().start(copy, review.ana)
        client.get("/admin/")
        with CaptureQueriesContext(connection) as statements:
            shown = BeautifulSoup(client.get("/admin/").content, "html.parser")
        counts[number] = len(statements)
        waiting = shown.select_one('[aria-labelledby="awaiting-review-heading"]')
        assert len(waiting.select("h3")) == min(number, 10)
        if number > 10:
            assert f"{number - 10} more wait for you" in waiting.text
    assert counts[20] == counts[50] == counts[5] + 1, counts  # how many more there are is counted where there are more
