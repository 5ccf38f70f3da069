"""Two at once, on PostgreSQL: each pair has one defined outcome, and what was said to each is so."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from content_types.core.row_locks import lock_pages, lock_tree
from review.decisions import Given, decide
from review.errors import ReviewError
from review.invitations import invite, named, to_act_by, withdraw
from review.links import token_of
from review.models import Decision, Review, SuggestedEdit
from review.publishing import publish
from review.words import accept, leave, suggest
from tests.review.people import InReview, in_review
from tests.support.races import race
from tests.support.tree import Tree

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def review(tree: Tree) -> InReview:
    return in_review(tree)


def outcome(call: Any, *arguments: Any) -> Any:
    """What it gave, or the code with which it was refused."""

    def ask() -> Any:
        try:
            return call(*arguments)
        except ReviewError as error:
            return error.code

    return ask


def answering(review: InReview, user: Any, decision: Decision = Decision.APPROVE, **more: Any) -> Any:
    return outcome(decide, review.state.pk, named(user), Given(decision, **more))


def test_two_approvals_where_two_are_needed_publish_once(review: InReview) -> None:
    review.asks_for(approvals_needed=2)
    ben, cleo = race(review.page, answering(review, review.ben), answering(review, review.cleo))
    assert [ben.published, cleo.published] == [False, True]
    assert review.stored.live


def test_two_approvals_where_one_is_needed(review: InReview) -> None:
    ben, cleo = race(review.page, answering(review, review.ben), answering(review, review.cleo))
    assert ben.published
    assert cleo == "NOT_OPEN"
    assert Review.objects.count() == 1


def test_the_same_person_twice_counts_once(review: InReview) -> None:
    review.asks_for(approvals_needed=2)
    first, second = race(review.page, answering(review, review.ben), answering(review, review.ben))
    assert (first.published, second) == (False, "ALREADY_REVIEWED")


def test_an_approval_and_a_wish_for_changes(review: InReview) -> None:
    changes = answering(review, review.ben, Decision.CHANGES, note="Shorter.")
    asked, approved = race(review.page, changes, answering(review, review.cleo))
    assert (asked.returned, approved) == (True, "NOT_OPEN")
    assert not review.stored.live


def test_an_approval_and_the_end_of_the_review(review: InReview) -> None:
    def withdrawn() -> Any:
        with transaction.atomic():  # as the admin does it
            lock_pages([review.page.pk])
            review.stored.current_workflow_state.cancel(user=review.ana)

    _, approved = race(review.page, withdrawn, answering(review, review.ben))
    assert approved == "NOT_OPEN"
    assert not review.stored.live


def test_an_approval_and_an_edit(review: InReview) -> None:
    edit = suggest(review.state.pk, named(review.ben), "What helps.", "What helps most.")
    seen = review.page.latest_revision_id
    approving = answering(review, review.cleo, revision=seen)
    done, approved = race(review.page, outcome(accept, edit.pk, review.ana), approving)
    assert done.status == SuggestedEdit.Status.ACCEPTED
    assert approved == "CHANGED_MEANWHILE"
    assert not review.stored.live


def test_an_edit_is_taken_over_once(review: InReview) -> None:
    edit = suggest(review.state.pk, named(review.ben), "What helps.", "What helps most.")
    both = race(review.page, outcome(accept, edit.pk, review.ana), outcome(leave, edit.pk, review.cleo))
    assert both[1] == "NOT_OPEN"
    assert review.stored.get_latest_revision_as_object().summary == "What helps most."


def test_publishing_past_the_review_and_an_approval(review: InReview) -> None:
    _, approved = race(review.page, outcome(publish, review.page.pk, review.cleo), answering(review, review.ben))
    assert review.stored.live
    assert approved == "NOT_OPEN"


def test_a_link_that_is_taken_back_while_it_answers(review: InReview) -> None:
    invitation = invite(review.state.pk, review.ben, "dora@example.org", "Dora")
    token = token_of(invitation)

    def by_link() -> Any:
        state, dora = to_act_by(token)
        return decide(state.pk, dora, Given(Decision.APPROVE))

    _, answered = race(review.page, outcome(withdraw, invitation.pk, review.ben), outcome(by_link))
    assert answered == "NOT_OPEN"
    assert not review.stored.live


def test_deleting_and_an_approval(review: InReview) -> None:
    def deleted() -> None:
        with transaction.atomic():  # as the admin does it
            lock_tree()
            lock_pages([review.page.pk], below=True)
            review.stored.delete()

    _, approved = race(review.page, deleted, answering(review, review.ben))
    assert approved == "NOT_FOUND"
