"""Two taps at once, on PostgreSQL: one account, and each is told what is so."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError
from wagtail.models import Page

from cms.editors.roles import ADMINISTRATORS
from community.accounts import codes, erasing, signing_up
from community.accounts.models import SignInCode, SignUp
from community.erasure import Contributions
from community.errors import CommunityError
from community.registrations.registering import register
from review.decisions import Given, decide
from review.invitations import named
from review.models import Decision
from tests.community.accounts.people import EMAIL, joined, signed_up, token_in
from tests.community.registrations.people import an_event, members, register_of, states
from tests.review.people import account, in_review
from tests.support.races import race
from tests.support.tree import Tree

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def tap(token: str) -> Any:
    """The tap on the page of a link: “done”, or the code with which it was refused."""

    def press() -> str:
        try:
            signing_up.confirm(token)
        except CommunityError as error:
            return error.code
        return "done"

    return press


def test_one_link_pressed_twice_makes_one_account() -> None:
    signed_up()
    press = tap(token_in(mail.outbox[0]))
    assert race(SignUp.objects.get(), press, press) == ["done", "done"]
    assert get_user_model().objects.filter(email=EMAIL).count() == 1


def test_two_sign_ups_of_one_address_make_one_account() -> None:
    signed_up()
    signed_up(displayName="Somebody else")
    first, second = (tap(token_in(one)) for one in mail.outbox)
    assert race(SignUp.objects.order_by("pk")[0], first, second) == ["done", "ALREADY_MEMBER"]
    assert EmailAddress.objects.filter(email=EMAIL).count() == 1
    assert get_user_model().objects.get(email=EMAIL).first_name == "Noor"


def test_a_code_signs_in_once_at_once() -> None:
    joined()
    codes.mail_code(EMAIL)
    code = next(line for line in mail.outbox[-1].body.splitlines() if len(line) == 9 and line[4] == "-")
    found = race(SignInCode.objects.get(), *[lambda: codes._owner_of_code(EMAIL, code)] * 2)
    assert [one is not None for one in found] == [True, False]


def test_who_registers_while_leaving_holds_no_place(tree: Tree) -> None:
    event = an_event(tree, capacity=1)
    (one,) = members(1)
    register(members(1, "other")[0], event)

    def registers() -> str:
        try:
            return register(one, event).state
        except (IntegrityError, ObjectDoesNotExist):
            return "refused"

    first, second = race(register_of(event), registers, lambda: erasing.erase(one, Contributions.KEEP))
    assert (first, second) in [("waiting", True), ("refused", True)]
    assert states(event) == {"other0": "confirmed"}
    assert not get_user_model().objects.filter(pk=one.pk).exists()


def test_a_review_and_a_farewell(tree: Tree) -> None:
    review = in_review(tree)
    answered, left = race(
        review.page,
        lambda: decide(review.state.pk, named(review.ben), Given(Decision.APPROVE)).published,
        lambda: erasing.erase(review.ana, Contributions.REMOVE),
    )
    assert (answered, left) == (True, True)
    assert not Page.objects.filter(pk=review.page.pk).exists()


def test_two_last_administrators_leave_at_once(tree: Tree) -> None:
    in_review(tree)
    both = [account(name, ADMINISTRATORS) for name in ("one", "two")]

    def leave(user: Any) -> Any:
        def press() -> Any:
            try:
                return erasing.erase(user, Contributions.KEEP)
            except CommunityError as error:
                return error.code

        return press

    assert race(both[0], *[leave(one) for one in both]) == [True, "LAST_ADMINISTRATOR"]
