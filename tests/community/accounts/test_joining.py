"""Joining: no account before a tap, and nobody learns who has one."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from access.sessions import ENTER
from community.accounts.models import Acceptance, Membership, SignUp
from content_types.taxonomy.factories import ProfessionFactory
from tests.community.accounts.people import EMAIL, GOOD, confirmed, joined, signed_in, signed_up, token_in
from tests.support.keys import ask, data

pytestmark = pytest.mark.django_db
AGAIN = "mutation($email: String!) { requestNewConfirmation(input: {email: $email}) { requested errors { code } } }"


def test_a_wish_a_mail_and_a_tap_make_a_member() -> None:
    ProfessionFactory(slug="midwife")
    assert signed_up(profession="midwife", email="Noor@Example.org") == {"mailSent": True, "errors": []}
    assert not get_user_model().objects.filter(email=EMAIL).exists()
    assert signed_in()["errors"][0]["code"] == "UNAUTHENTICATED", "there is no account yet"
    token = token_in(mail.outbox[0])
    for _ in range(2):  # a second tap is told the same
        assert confirmed(token) == {"confirmed": True, "errors": []}
    member = get_user_model().objects.get(email=EMAIL)
    assert (member.get_full_name(), member.membership.profession) == ("Noor", "midwife")
    assert not member.has_perm(ENTER)
    assert EmailAddress.objects.get(user=member).verified
    accepted = Acceptance.objects.filter(user=member).values_list("agreement__kind", "agreement__version")
    assert sorted(accepted) == [("code-of-conduct", "1"), ("terms", "1")]
    assert signed_in()["token"]
    assert signed_in(member.username)["token"], "the name signs in too"
    assert signed_in("NOOR@example.org")["token"]
    kept = SignUp.objects.get()
    assert (kept.email, kept.password, kept.name) == ("", "", ""), "the wish is kept no longer than it is needed"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"email": "noor"}, "email"),
        ({"email": f"{'a' * 300}@example.org"}, "email"),
        ({"password": "12345678"}, "password"),
        ({"password": "x" * 2_000}, "password"),
        ({"password": EMAIL}, "password"),
        ({"displayName": "  "}, "displayName"),
        ({"displayName": "x" * 101}, "displayName"),
        ({"displayName": "a\u202eb"}, "displayName"),
        ({"profession": "king"}, "profession"),
        ({"isOfAge": False}, "isOfAge"),
        ({"termsVersion": "0"}, "termsVersion"),
        ({"codeOfConductVersion": ""}, "codeOfConductVersion"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_sent(wrong: dict[str, Any], field: str) -> None:
    found = signed_up(**wrong)
    assert not found["mailSent"]
    assert [(error["code"], error["field"]) for error in found["errors"]] == [("BAD_INPUT", field)]
    assert (mail.outbox, SignUp.objects.count()) == ([], 0)


def told_and_run(email: str) -> tuple[Any, list[str]]:
    """What is answered, and the statements, without their values."""
    with CaptureQueriesContext(
        connection,
    ) as run:
        told = signed_up(email=email)
    return told, [re.sub(r"'[^']*'|\d+", "?", one["sql"]) for one in run.captured_queries]


def test_nothing_tells_who_has_an_account() -> None:
    joined()
    mail.outbox.clear()
    known, stranger = told_and_run(EMAIL), told_and_run("ida@example.org")
    assert known == stranger
    first, second = mail.outbox
    assert "You have an account already" in first.body
    assert "/confirm/" not in first.body
    assert "/confirm/" in second.body
    assert get_user_model().objects.get(email=EMAIL).check_password(GOOD)


def test_a_link_that_is_over_or_none_makes_nobody() -> None:
    signed_up()
    token = token_in(mail.outbox[0])
    SignUp.objects.update(created_at=timezone.now() - timedelta(days=3, seconds=1))
    for one in (token, "nonsense", "", "x" * 43, "\ud800"):
        assert confirmed(one) == {"confirmed": False, "errors": [{"code": "LINK_ENDED"}]}
    assert not Membership.objects.exists()


def test_the_mail_comes_again_to_who_waits_for_it_alone() -> None:
    signed_up()
    for email, mails in ((EMAIL, 2), ("nobody@example.org", 2)):
        assert data(ask(AGAIN, {"email": email}))["requestNewConfirmation"] == {"requested": True, "errors": []}
        assert len(mail.outbox) == mails
    first, second = (token_in(one) for one in mail.outbox)
    assert first != second
    assert confirmed(first)["confirmed"], "the link that was sent before stays good"
    assert confirmed(second)["errors"] == [{"code": "ALREADY_MEMBER"}]
    assert get_user_model().objects.filter(email=EMAIL).count() == 1


def test_a_mailbox_is_not_flooded() -> None:
    codes = [signed_up()["errors"] for _ in range(4)]
    assert [len(one) for one in codes] == [0, 0, 0, 1]
    assert codes[3][0]["code"] == "RATE_LIMITED"
    assert data(ask(AGAIN, {"email": EMAIL}))["requestNewConfirmation"]["errors"] == [{"code": "RATE_LIMITED"}]
    assert len(mail.outbox) == 3


def test_the_texts_are_read_by_everybody() -> None:
    found = data(ask("{ agreements { kind version since html } }"))["agreements"]
    assert [(one["kind"], one["version"]) for one in found] == [("TERMS", "1"), ("CODE_OF_CONDUCT", "1")]
    assert all(one["html"].startswith("<h2>") for one in found)


def test_an_address_given_in_the_admin_signs_in_and_one_that_is_taken_does_not() -> None:
    joined()
    users = get_user_model().objects
    berta = users.create_user("berta", "Berta@example.org", GOOD)
    users.create_user("second", EMAIL, "another long password")
    assert signed_in("berta@example.org")["token"]
    assert signed_in("second", "another long password")["token"]
    assert signed_in(EMAIL, "another long password")["errors"], "the address is its member's"
    berta.email = "b@example.org"
    berta.save()
    assert signed_in("berta@example.org")["errors"]
    assert signed_in("b@example.org")["token"]
