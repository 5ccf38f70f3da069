"""What reviewers' answers lead to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from wagtail.models import PageLogEntry

from content_types.taxonomy.factories import TopicFactory
from review.decisions import Given, decide, publish
from review.errors import ReviewError
from review.invitations import named
from review.models import AtTheEnd, Decision, PeerReviewState, Review, TopicReviewer
from tests.review.people import InReview, account, in_review
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db


def refused(code: str, call: Any, *arguments: Any, **more: Any) -> ReviewError:
    with pytest.raises(ReviewError) as caught:
        call(*arguments, **more)
    assert caught.value.code == code
    return caught.value


def told(review: InReview) -> list[str]:
    entries = PageLogEntry.objects.filter(page=review.page.pk).order_by("pk")
    return [f"{entry.user or 'nobody'}: {entry.message}" for entry in entries]


def test_the_last_approval_that_is_needed_publishes(review: InReview) -> None:
    review.asks_for(approvals_needed=2)
    first = review.answer(review.ben)
    assert (first.published, first.progress.given, first.progress.needed) == (False, 1, 2)
    assert not review.stored.live
    refused("ALREADY_REVIEWED", review.answer, review.ben)
    assert review.answer(review.cleo).published
    assert review.stored.live
    assert "ben: Ben approves it" in told(review)
    refused("NOT_OPEN", review.answer, account("dan"))


def test_reviewers_are_mailed_and_authors_are_not(tree: Tree) -> None:
    mail.outbox.clear()
    in_review(tree)
    assert sorted(one.to[0] for one in mail.outbox) == ["ben@example.org", "cleo@example.org"]
    assert "Read it and answer: " in mail.outbox[0].body
    assert "Send back" not in mail.outbox[0].body, "that is what its author does"


def test_a_step_gives_a_day_for_answers(review: InReview) -> None:
    assert timedelta(days=13) < review.state.due_at - timezone.now() <= timedelta(days=14)
    assert not review.state.is_late
    PeerReviewState.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    assert review.state.is_late


def test_authors_do_not_review_their_own(review: InReview) -> None:
    review.page.owner = review.ben
    review.page.save(update_fields=["owner"])
    refused("FORBIDDEN", review.answer, review.ben)
    refused("FORBIDDEN", review.answer, review.ana)  # submitted it
    assert review.stored.current_workflow_task.get_actions(review.stored, review.ben) == []
    review.asks_for(author_excluded=False)
    assert review.answer(review.ben).published


def test_who_is_not_asked_answers_nothing(review: InReview) -> None:
    refused("FORBIDDEN", review.answer, account("mo", None))
    review.ben.is_active = False
    refused("FORBIDDEN", review.answer, review.ben)


def test_an_approval_is_of_one_version(review: InReview) -> None:
    review.asks_for(approvals_needed=2)
    review.answer(review.ben)
    seen = review.page.latest_revision_id
    edited = review.stored
    edited.summary = "What helps, and whom."
    edited.save_revision(user=review.cleo)
    error = refused("CHANGED_MEANWHILE", review.answer, review.cleo, revision=seen)
    assert error.field == "revision"
    assert not review.answer(review.cleo).published, "Ben approved what was there before"
    assert review.answer(review.ben).published, "the same person may answer for a new version"


def test_who_asks_for_changes_sends_it_back(review: InReview) -> None:
    assert refused("BAD_INPUT", review.answer, review.ben, Decision.CHANGES).field == "note"
    mail.outbox.clear()
    assert review.answer(review.ben, Decision.CHANGES, note="Name the source.").returned
    assert review.stored.current_workflow_state.status == "needs_changes"
    assert [one.to for one in mail.outbox] == [["ana@example.org"]]
    assert "Name the source." in mail.outbox[0].body
    assert "WITH" not in str(refused("NOT_OPEN", review.answer, review.cleo))
    review.stored.current_workflow_state.resume(review.ana)
    assert review.answer(review.ben).published, "in the next turn the same reviewer answers again"


def test_declining_needs_a_reason_and_counts_nothing(review: InReview) -> None:
    refused("BAD_INPUT", review.answer, review.ben, Decision.DECLINE)
    review.answer(review.ben, Decision.DECLINE, note="I know the author too well.")
    assert not review.stored.live
    assert review.answer(review.ben).published, "and may be thought over"


def test_an_anonymous_reviewer_is_named_nowhere(review: InReview) -> None:
    refused("BAD_INPUT", review.answer, review.ben, signed=False, public=True)
    mail.outbox.clear()
    review.answer(review.ben, Decision.CHANGES, note="Shorter.", signed=False)
    assert Review.objects.get().shown_name == "A reviewer"
    lines = told(review)
    assert not [one for one in lines if "Ben" in one or "ben:" in one], lines
    assert "Ben" not in mail.outbox[0].body


def test_reviewers_of_the_topic_are_asked_for(tree: Tree) -> None:
    parent = TopicFactory(name="Money")
    topic = TopicFactory(name="Benefits", parent=parent)
    review = in_review(tree, topics=[topic])
    review.page.save_revision()
    review.asks_for(approvals_needed=2, from_topic_reviewers=1)
    dan = account("dan")
    TopicReviewer.objects.create(user=dan, topic=parent)
    review.answer(review.ben)
    assert not review.answer(review.cleo).published, "nobody of the topic yet"
    assert review.answer(dan).published


def test_where_a_topic_has_no_reviewer_anybody_suffices(review: InReview) -> None:
    review.asks_for(from_topic_reviewers=1)
    assert review.answer(review.ben).published


def test_a_step_may_wait_for_an_editor(review: InReview) -> None:
    review.asks_for(at_the_end=AtTheEnd.WAIT)
    outcome = review.answer(review.ben)
    assert not outcome.published
    assert review.state.enough_at is not None
    refused("FORBIDDEN", publish, review.state.pk, review.ana)
    assert ("publish", "Publish", False) in review.stored.current_workflow_task.get_actions(review.stored, review.cleo)
    publish(review.state.pk, review.cleo)
    assert review.stored.live


def test_an_editor_publishes_only_what_was_approved(review: InReview) -> None:
    review.asks_for(at_the_end=AtTheEnd.WAIT)
    review.answer(review.ben)
    review.stored.save_revision(user=review.cleo)
    refused("NOT_OPEN", publish, review.state.pk, review.cleo)


def test_a_page_that_lacks_something_is_approved_and_waits(review: InReview) -> None:
    page = review.stored
    page.summary = ""
    page.save_revision(user=review.ben, clean=False)
    outcome = review.answer(review.cleo)
    assert not outcome.published
    assert outcome.problems == ["Summary: This field cannot be blank."]


def test_a_deleted_page_and_a_withdrawn_one_take_no_answer(tree: Tree) -> None:
    review = in_review(tree)
    state = review.state.pk
    review.stored.current_workflow_state.cancel(user=review.ana)
    refused("NOT_OPEN", review.answer, review.ben)
    review.stored.delete()
    refused("NOT_FOUND", decide, state, named(review.ben), Given(Decision.APPROVE))


def test_the_answer_of_a_reviewer_who_leaves_stands(review: InReview) -> None:
    review.asks_for(approvals_needed=2)
    review.answer(review.ben)
    review.ben.delete()
    assert review.answer(review.cleo).published
    assert sorted(one.shown_name for one in Review.objects.all()) == ["Ben", "Cleo"]
