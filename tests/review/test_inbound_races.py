"""A mail that comes in while something else happens to the review: whoever locks the page first is first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from wagtail.models import Comment

from review.decisions import Given, decide
from review.inbound.receiving import receive
from review.invitations import invite, to_act_by, withdraw
from review.links import address_of, token_of
from review.models import Decision, InboundMail, Invitation, MailOutcome
from tests.review.mails import Writer
from tests.review.people import InReview
from tests.support.races import race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def invitation(review: InReview, settings: Any) -> Invitation:
    settings.REVIEW_MAIL_DOMAIN = "answers.example.org"
    return invite(review.state.pk, review.ben, "dora@example.org", "Dora Diaz")


@pytest.fixture
def by_mail(invitation: Invitation) -> Callable[[], Any]:
    raw = Writer(str(address_of(invitation)), invitation.email).mail("Well done.")
    return lambda: receive(raw).outcome


@pytest.fixture
def by_web(invitation: Invitation) -> Callable[[], Any]:
    def answer() -> Any:
        state, reviewer = to_act_by(token_of(invitation))
        return decide(state.pk, reviewer, Given(Decision.APPROVE)).published

    return answer


def test_one_mail_brought_twice_is_one_comment(review: InReview, by_mail: Callable[[], Any]) -> None:
    assert race(review.page, by_mail, by_mail) == [MailOutcome.ACCEPTED, MailOutcome.DUPLICATE]
    assert (Comment.objects.count(), InboundMail.objects.count()) == (1, 1)


def test_a_mail_before_the_approval_that_ends_the_review(
    review: InReview, by_mail: Callable[[], Any], by_web: Callable[[], Any]
) -> None:
    assert race(review.page, by_mail, by_web) == [MailOutcome.ACCEPTED, True]
    assert Comment.objects.get().text == "Well done."


def test_a_mail_after_the_approval_that_ends_the_review(
    review: InReview, by_mail: Callable[[], Any], by_web: Callable[[], Any]
) -> None:
    assert race(review.page, by_web, by_mail) == [True, MailOutcome.ENDED]
    assert not Comment.objects.exists()
    assert InboundMail.objects.get().excerpt == "Well done.", "and it is not lost"


def test_a_mail_after_its_invitation_was_taken_back(
    review: InReview, invitation: Invitation, by_mail: Callable[[], Any]
) -> None:
    answers = race(review.page, lambda: withdraw(invitation.pk, review.ben), by_mail)
    assert answers == [None, MailOutcome.WITHDRAWN]
    assert not Comment.objects.exists()


def test_a_mail_that_comes_while_the_page_is_deleted(review: InReview, by_mail: Callable[[], Any]) -> None:
    answers = race(review.page, lambda: review.stored.delete() and None, by_mail)
    assert answers == [None, MailOutcome.UNKNOWN_ADDRESS]
    assert InboundMail.objects.get().outcome == MailOutcome.UNKNOWN_ADDRESS
