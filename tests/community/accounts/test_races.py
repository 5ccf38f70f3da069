"""Two taps at once, on PostgreSQL: one account, and each is told what is so."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core import mail

from community.accounts import codes, signing_up
from community.accounts.models import SignInCode, SignUp
from community.errors import CommunityError
from tests.community.accounts.people import EMAIL, joined, signed_up, token_in
from tests.support.races import race

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
