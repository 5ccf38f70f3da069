"""Two at once, on PostgreSQL: one contribution a key, and one outcome of a revision, a withdrawal and an approval."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection

from community.contributions.contributing import contribute, revise, withdraw
from community.contributions.models import Contribution, Request
from community.errors import CommunityError
from review.decisions import Given, decide
from review.errors import ReviewError
from review.invitations import named
from review.models import Decision, PeerReviewState
from tests.community.contributions.people import members
from tests.review.people import InReview, in_review
from tests.support.races import race
from tests.support.tree import Tree

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
SENT = {"type": "article", "title": "On money", "summary": "What helps.", "body": "Ask.", "submit": True}


@pytest.fixture
def review(tree: Tree) -> InReview:
    return in_review(tree)


def outcome(call: Any, *arguments: Any) -> Any:
    """A function that gives what the call gave, or the code with which it was refused."""

    def ask() -> Any:
        try:
            return call(*arguments)
        except (CommunityError, ReviewError) as error:
            return error.code

    return ask


def at_once(*calls: Any) -> list[Any]:
    """What each gave, all begun at the same moment."""
    barrier, found = threading.Barrier(len(calls)), [None] * len(calls)

    def run(number: int, call: Any) -> None:
        barrier.wait()
        try:
            found[number] = call()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_one_key_many_times_at_once(review: InReview) -> None:
    (ana,) = members(1)
    found = at_once(*(outcome(contribute, ana, "k", SENT) for _ in range(6)))
    assert {one.pk for one in found} == {Contribution.objects.get().pk}
    others = at_once(*(outcome(contribute, ana, "l", {**SENT, "title": f"Nr {nth}"}) for nth in range(4)))
    assert sorted(str(one) for one in others)[:3] == ["CONFLICT"] * 3
    assert (Contribution.objects.count(), Request.objects.count()) == (2, 2)


def test_many_keys_at_once_have_pages_of_their_own(review: InReview) -> None:
    found = at_once(*(outcome(contribute, one, "k", SENT) for one in members(5)))
    slugs = {Contribution.objects.get(pk=one.pk).page.slug for one in found}
    assert len(slugs) == 5


def test_an_approval_and_a_revision_or_a_withdrawal(review: InReview) -> None:
    (ana,) = members(1)
    ben = review.ben

    def approval(one: Contribution) -> Any:
        state = PeerReviewState.objects.latest("pk")
        return outcome(decide, state.pk, named(ben), Given(Decision.APPROVE, one.page.latest_revision_id))

    one = contribute(ana, "a", SENT)
    one.page.refresh_from_db()
    more = {"body": "More.", "submit": True}
    approved, revised = race(one.page, approval(one), outcome(revise, ana, "b", one.pk, more))
    assert (approved.published, revised.pk) == (True, one.pk)
    one.page.refresh_from_db()
    assert (one.page.live, one.page.has_unpublished_changes) == (True, True)

    other = contribute(ana, "c", SENT)
    other.page.refresh_from_db()
    taken_back, refused = race(other.page, outcome(withdraw, ana, other.pk), approval(other))
    assert (taken_back.withdrawn_at is not None, refused) == (True, "NOT_OPEN")
    other.page.refresh_from_db()
    assert not other.page.live
