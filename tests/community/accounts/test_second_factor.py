"""The second factor over the API: set up, asked for, recovered from, switched off."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access.models import MemberToken
from tests.community.accounts.people import EMAIL, GOOD, joined, signed_in
from tests.support.keys import ask, bearer, data

pytestmark = pytest.mark.django_db
SIGN_IN = """mutation($attempt: String!, $code: String!) {
  signInWithSecondFactor(input: {attempt: $attempt, code: $code}) {
  token errors { code field } } }"""
START = "mutation($p: String!) { startAuthenticator(input: {password: $p}) { secret uri state errors { code } } }"
CONFIRM = """mutation($s: String!, $c: String!) { confirmAuthenticator(input: {state: $s, code: $c}) { recoveryCodes
  errors { code field } } }"""
PASSWORD = "mutation($p: String!) { x: %s(input: {password: $p}) { %s errors { code } } }"


def code_of(secret: str, periods: int = 0) -> str:
    """What an authenticator shows, so many half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + periods))


def with_factor() -> tuple[str, str, list[str]]:
    """A member with a second factor: the key of their app, the secret, the recovery codes."""
    joined()
    key = signed_in()["token"]
    begun = data(ask(START, {"p": GOOD}, **bearer(key)))["startAuthenticator"]
    ended = data(ask(CONFIRM, {"s": begun["state"], "c": code_of(begun["secret"], -1)}, **bearer(key)))
    return key, begun["secret"], ended["confirmAuthenticator"]["recoveryCodes"]


def with_code(attempt: str, code: str) -> Any:
    return data(ask(SIGN_IN, {"attempt": attempt, "code": code}))["signInWithSecondFactor"]


def test_the_password_alone_opens_nothing_any_more() -> None:
    _, secret, recovery = with_factor()
    assert "on" in mail.outbox[-1].subject
    assert secret not in str(Authenticator.objects.get(type="totp").data), "the database does not hold it in the clear"
    first = signed_in()
    assert (first["token"], [one["code"] for one in first["errors"]]) == (None, ["SECOND_FACTOR_NEEDED"])
    wrong = with_code(first["attempt"], "000000")
    assert wrong == {"token": None, "errors": [{"code": "FORBIDDEN", "field": "code"}]}
    code = code_of(secret)
    assert with_code(first["attempt"], code)["token"]
    assert with_code(first["attempt"], code)["token"] is None, "a code is good once"
    assert with_code(signed_in()["attempt"], recovery[0])["token"]
    assert with_code(signed_in()["attempt"], recovery[0])["token"] is None


def test_an_attempt_ends_with_the_password_and_is_bounded() -> None:
    _, secret, _ = with_factor()
    attempt = signed_in()["attempt"]
    codes = [with_code(attempt, "12345")["errors"][0]["code"] for _ in range(11)]
    assert codes == ["FORBIDDEN"] * 10 + ["RATE_LIMITED"]
    user = get_user_model().objects.get(email=EMAIL)
    user.set_password("another long password")
    user.save()
    for one in (attempt, "", "nonsense", "x" * 5_000):
        assert with_code(one, code_of(secret))["errors"] == [{"code": "LINK_ENDED", "field": "attempt"}]


def test_what_was_begun_is_its_members_and_needs_a_right_code() -> None:
    joined()
    key = signed_in()["token"]
    assert data(ask(START, {"p": "wrong"}, **bearer(key)))["startAuthenticator"]["errors"] == [{"code": "FORBIDDEN"}]
    begun = data(ask(START, {"p": GOOD}, **bearer(key)))["startAuthenticator"]
    assert begun["uri"].startswith("otpauth://totp/noor%40example.org?secret=")
    joined(email="ida@example.org")
    other = signed_in("ida@example.org")["token"]
    for asker, code, error in ((other, code_of(begun["secret"]), "LINK_ENDED"), (key, "000000", "FORBIDDEN")):
        found = data(ask(CONFIRM, {"s": begun["state"], "c": code}, **bearer(asker)))["confirmAuthenticator"]
        assert (found["recoveryCodes"], found["errors"][0]["code"]) == (None, error)
    assert signed_in()["token"]


def test_codes_are_renewed_and_the_factor_is_removed() -> None:
    key, _, old = with_factor()
    found = data(ask(PASSWORD % ("renewRecoveryCodes", "recoveryCodes"), {"p": GOOD}, **bearer(key)))["x"]
    assert len(found["recoveryCodes"]) == 10
    assert with_code(signed_in()["attempt"], old[0])["token"] is None
    assert data(ask("{ myAccount { recoveryCodesLeft } }", **bearer(key)))["myAccount"]["recoveryCodesLeft"] == 10
    assert data(ask(PASSWORD % ("removeAuthenticator", "removed"), {"p": GOOD}, **bearer(key)))["x"]["removed"]
    assert signed_in()["token"]


def test_staff_need_one_where_the_settings_say_so(settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = True
    joined()
    assert signed_in()["token"], "members do not"
    user = get_user_model().objects.get(email=EMAIL)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    assert [one["code"] for one in signed_in()["errors"]] == ["SECOND_FACTOR_MISSING"]


def test_a_token_from_before_somebody_became_staff_is_over(settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = True
    plain, _, recovery = with_factor()
    old = MemberToken.objects.get()
    attempt = signed_in()["attempt"]
    passed = with_code(attempt, recovery[0])["token"]
    mine = "{ myTokens { device } }"
    assert ask(mine, **bearer(plain)).status_code == 200, "members do not need one"
    user = get_user_model().objects.get(email=EMAIL)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    refused = ask(mine, **bearer(plain))
    assert refused.status_code == 401
    assert "second factor" in refused.json()["errors"][0]["message"]
    with CaptureQueriesContext(connection) as run:
        assert ask(mine, **bearer(passed)).status_code == 200
    assert len(run) == 3, "who asks is one statement, that it was used another, and the list"
    user.user_permissions.clear()
    group = Group.objects.create(name="Staff")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user.groups.add(group)
    assert ask(mine, **bearer(plain)).status_code == 401
    settings.STAFF_SECOND_FACTOR = False
    assert ask(mine, **bearer(plain)).status_code == 200
    assert not old.second_factor


def test_an_operator_removes_it_for_who_has_lost_all() -> None:
    key, _, _ = with_factor()
    call_command("remove_second_factor", get_user_model().objects.get(email=EMAIL).username, verbosity=0)
    assert ask("{ myTokens { id } }", **bearer(key)).status_code == 401
    assert signed_in()["token"]
