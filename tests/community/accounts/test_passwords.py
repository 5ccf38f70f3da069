"""Signing in by a code, forgotten and changed passwords, another address; nobody learns who has an account."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.utils import timezone

from access.models import MemberToken
from community.accounts.models import SignInCode
from tests.community.accounts.people import EMAIL, GOOD, confirmed, joined, signed_in, token_in
from tests.support.keys import ask, bearer, data

pytestmark = pytest.mark.django_db
OTHER = "quite another password"


def done(field: str, given: str, gives: str, values: dict[str, Any] | None = None, key: str = "") -> Any:
    """The payload of a mutation whose input is written as it stands."""
    query = f"mutation {{ {field}(input: {{{given}}}) {{ {gives} errors {{ code field }} }} }}"
    return data(ask(query, values, **(bearer(key) if key else {})))[field]


def code_for(email: str = EMAIL) -> str:
    """The code that was mailed."""
    assert done("requestSignInCode", f'email: "{email}"', "requested")["requested"]
    found = re.search(r"^[B-Z]{4}-[B-Z]{4}$", mail.outbox[-1].body, re.MULTILINE)
    assert found is not None
    return found[0]


def by_code(code: str, email: str = EMAIL) -> Any:
    return done("signInWithCode", f'email: "{email}", code: "{code}"', "token")


def test_a_code_signs_in_once() -> None:
    joined()
    first, code = code_for(), code_for()
    assert by_code(first)["errors"] == [{"code": "UNAUTHENTICATED", "field": "code"}], "the last one counts"
    assert by_code(code.replace("-", "").lower())["token"]
    assert by_code(code)["token"] is None


def test_a_code_is_over_after_ten_minutes_and_is_its_owners() -> None:
    joined()
    joined(email="ida@example.org")
    code = code_for()
    assert by_code(code, "ida@example.org")["token"] is None
    SignInCode.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    assert by_code(code)["token"] is None


def test_codes_are_not_guessed() -> None:
    joined()
    codes = [by_code("BBBB-BBBB")["errors"][0]["code"] for _ in range(11)]
    assert codes == ["UNAUTHENTICATED"] * 10 + ["RATE_LIMITED"]


@pytest.mark.parametrize("field", ["requestSignInCode", "requestPasswordReset"])
def test_who_has_no_account_is_told_the_same_and_gets_no_mail(field: str) -> None:
    joined()
    mail.outbox.clear()
    told = [done(field, f'email: "{email}"', "requested") for email in ("nobody@example.org", EMAIL)]
    assert told[0] == told[1] == {"requested": True, "errors": []}
    assert [one.to for one in mail.outbox] == [[EMAIL]]


def test_a_forgotten_password_is_chosen_anew_once() -> None:
    joined()
    key = signed_in()["token"]
    done("requestPasswordReset", f'email: "{EMAIL}"', "requested")
    token = token_in(mail.outbox[-1], "forgotten")
    weak = done("resetPassword", f'token: "{token}", password: "12345678"', "changed")
    assert weak["errors"] == [{"code": "BAD_INPUT", "field": "password"}]
    assert done("resetPassword", f'token: "{token}", password: "{OTHER}"', "changed")["changed"]
    assert signed_in(password=OTHER)["token"]
    assert ask("{ myTokens { id } }", **bearer(key)).status_code == 401
    assert "was changed" in mail.outbox[-1].subject
    for one in (token, "", "1.x", "zz.zz", "-1.a", "\u00e9.\u00e9", "9" * 90 + ".x"):
        found = done("resetPassword", f'token: "{one}", password: "{GOOD}"', "changed")
        assert found["errors"] == [{"code": "LINK_ENDED", "field": "token"}]


def test_a_changed_password_ends_every_app_but_the_one_that_asks() -> None:
    joined()
    mine, lost = signed_in()["token"], signed_in()["token"]
    given = 'currentPassword: "{}", newPassword: "{}"'
    wrong = done("changePassword", given.format("guess", OTHER), "changed", key=mine)
    assert wrong["errors"] == [{"code": "FORBIDDEN", "field": "currentPassword"}]
    assert done("changePassword", given.format(GOOD, OTHER), "changed", key=mine)["changed"]
    assert ask("{ myTokens { id } }", **bearer(lost)).status_code == 401
    assert len(data(ask("{ myTokens { id } }", **bearer(mine)))["myTokens"]) == 1
    assert done("changePassword", given.format(GOOD, OTHER), "changed")["errors"][0]["code"] == "UNAUTHENTICATED"


def test_another_address_is_confirmed_from_its_mailbox_and_told_to_both() -> None:
    joined()
    key = signed_in()["token"]
    mail.outbox.clear()
    new = "noor@example.net"
    given = f'email: "{new}", password: "{GOOD}"'
    assert done("changeEmail", f'email: "{new}", password: "x"', "mailSent", key=key)["mailSent"] is False
    assert done("changeEmail", given, "mailSent", key=key)["mailSent"]
    assert [one.to for one in mail.outbox] == [[new], [EMAIL]]
    assert signed_in(EMAIL)["token"], "nothing has changed before the tap"
    token = token_in(mail.outbox[0])
    for _ in range(2):
        assert confirmed(token)["confirmed"]
    assert signed_in(new)["token"]
    assert signed_in(EMAIL)["token"] is None
    assert {one.to[0] for one in mail.outbox[2:]} == {new, EMAIL}


def test_an_address_that_has_an_account_is_not_taken_and_not_told_of() -> None:
    joined()
    joined(email="ida@example.org")
    key = signed_in()["token"]
    mail.outbox.clear()
    given = f'email: "ida@example.org", password: "{GOOD}"'
    assert done("changeEmail", given, "mailSent", key=key) == {"mailSent": True, "errors": []}
    assert "You have an account already" in mail.outbox[0].body
    assert get_user_model().objects.filter(email="ida@example.org").count() == 1


def test_a_member_sees_their_account_and_nobody_elses() -> None:
    joined()
    key = signed_in()["token"]
    fields = "email displayName profession hasSecondFactor needsSecondFactor recoveryCodesLeft accepted { kind }"
    found = data(ask(f"{{ myAccount {{ {fields} }} }}", **bearer(key)))["myAccount"]
    assert (found["email"], found["displayName"], found["profession"]) == (EMAIL, "Noor", "other")
    assert (found["hasSecondFactor"], found["needsSecondFactor"], found["recoveryCodesLeft"]) == (False, False, None)
    assert {one["kind"] for one in found["accepted"]} == {"TERMS", "CODE_OF_CONDUCT"}
    answer = ask("{ myAccount { email } }").json()
    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert MemberToken.objects.count() == 1
