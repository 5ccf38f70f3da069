"""Signing in and out over the API, and the bound on guessing."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import get_hasher
from django.core.cache.backends.dummy import DummyCache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access import sign_in, throttle
from access.models import MemberToken
from content_types.core.identity import global_id, page_id
from tests.support.keys import PASSWORD, ask, bearer, data

pytestmark = pytest.mark.django_db

SIGN_IN = """mutation($name: String!, $password: String!) {
  signIn(input: {username: $name, password: $password, device: "Phone"}) { token expiresAt
  errors { code message field retryAfter } } }"""
MY_TOKENS = "{ myTokens { id device prefix expiresAt lastUsedAt } }"


def signed_in(name: str, password: str, client: Client | None = None) -> Any:
    return data(ask(SIGN_IN, {"name": name, "password": password}, client))["signIn"]


def code(result: Any) -> str:
    assert result["token"] is None
    [error] = result["errors"]
    return str(error["code"])


def test_name_and_password_for_a_token(member: Any) -> None:
    response = ask(SIGN_IN, {"name": "amira", "password": PASSWORD})
    assert "no-store" in response["Cache-Control"]
    assert "sessionid" not in response.cookies
    found = data(response)["signIn"]
    assert found["errors"] == []
    [mine] = data(ask(MY_TOKENS, **bearer(found["token"])))["myTokens"]
    assert mine["device"] == "Phone"
    assert found["token"].startswith(f"wham_m_{mine['prefix']}_")
    assert mine["expiresAt"] == found["expiresAt"]
    member.refresh_from_db()
    assert member.last_login is not None


def test_a_token_ends_by_itself(member: Any, settings: Any) -> None:
    settings.MEMBER_TOKEN_DAYS = 1
    key = signed_in("amira", PASSWORD)["token"]
    later = timezone.now() + timedelta(days=1, seconds=1)
    with mock.patch("access.authentication.timezone.now", return_value=later):
        assert ask(MY_TOKENS, **bearer(key)).status_code == 401


@pytest.mark.parametrize(
    ("name", "password"),
    [("amira", "wrong"), ("nobody", PASSWORD), ("", ""), ("amira\x00", PASSWORD), ("amira", "\ud800"), ("\udfff", "x"),
     ("a" * 5_000, "x"), ("amira", "x" * 50_000), ("Amira", PASSWORD)],
)  # fmt: skip
def test_every_wrong_sign_in_has_the_same_answer(member: Any, name: str, password: str) -> None:
    result = signed_in(name, password)
    assert code(result) == "UNAUTHENTICATED"
    assert (
        result["errors"][0]["message"]
        == "The name or the password is wrong, or the account is not active. Check both and try again."
    )


def test_a_closed_account_is_told_nothing_else(member: Any) -> None:
    member.is_active = False
    member.save()
    assert code(signed_in("amira", PASSWORD)) == "UNAUTHENTICATED"


def test_a_name_that_nobody_has_costs_a_hash_too(member: Any) -> None:
    hasher = type(get_hasher())
    for name in ("amira", "nobody"):
        with mock.patch.object(hasher, "encode", autospec=True, side_effect=hasher.encode) as encode:
            signed_in(name, "wrong")
        assert encode.call_count == 1


def test_guessing_ends_after_ten_and_says_when_to_go_on(member: Any, settings: Any) -> None:
    assert settings.GUESSES_ALLOWED == 10
    for _ in range(10):
        assert code(signed_in("amira", "wrong")) == "UNAUTHENTICATED"
    result = signed_in("AMIRA", PASSWORD)
    assert code(result) == "RATE_LIMITED"
    assert 0 < result["errors"][0]["retryAfter"] <= throttle.WINDOW
    assert code(signed_in("amira", PASSWORD)) == "RATE_LIMITED", "the right password is not looked at either"
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert signed_in("amira", PASSWORD, elsewhere)["errors"] == [], "a stranger does not lock a member out"


def test_a_name_that_nobody_has_is_bounded_alike(member: Any) -> None:
    for _ in range(10):
        assert code(signed_in("nobody", "wrong")) == "UNAUTHENTICATED"
    assert code(signed_in("nobody", "wrong")) == "RATE_LIMITED"


def test_an_address_is_bounded_whatever_the_name(member: Any) -> None:
    codes = [code(signed_in(f"name{number}", "wrong")) for number in range(51)]
    assert codes[49:] == ["UNAUTHENTICATED", "RATE_LIMITED"]


def test_a_name_is_bounded_wherever_it_is_tried(member: Any) -> None:
    def guess(number: int) -> str:
        return code(signed_in("amira", "wrong", Client(REMOTE_ADDR=f"203.0.113.{number}")))

    assert [guess(number) for number in range(51)][49:] == ["UNAUTHENTICATED", "RATE_LIMITED"]


def test_one_ipv6_network_is_one_address(member: Any) -> None:
    codes = [code(signed_in(f"n{n}", "x", Client(REMOTE_ADDR=f"2001:db8::{n:x}"))) for n in range(51)]
    assert codes[50] == "RATE_LIMITED"


def test_behind_a_proxy_of_ours_everybody_is_told_apart(member: Any, settings: Any) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.0/8"]

    def guess(number: int) -> str:
        client = Client(headers={"x-forwarded-for": f"198.51.100.7, 203.0.113.{number}"})
        return code(signed_in(f"name{number}", "wrong", client))

    assert {guess(number) for number in range(60)} == {"UNAUTHENTICATED"}


def test_nobody_else_is_believed_where_they_come_from(member: Any, settings: Any) -> None:
    settings.TRUSTED_PROXIES = []

    def guess(number: int) -> str:
        client = Client(REMOTE_ADDR="198.51.100.7", headers={"x-forwarded-for": f"203.0.113.{number}"})
        return code(signed_in(f"name{number}", "wrong", client))

    assert [guess(number) for number in range(51)][50] == "RATE_LIMITED"


def test_a_right_password_forgets_the_wrong_ones(member: Any) -> None:
    for _ in range(3):
        for _ in range(9):
            signed_in("amira", "wrong")
        assert signed_in("amira", PASSWORD)["errors"] == []


def test_the_admins_form_counts_with_it(member: Any) -> None:
    client = Client()
    for _ in range(10):
        client.post(reverse("wagtailadmin_login"), {"username": "amira", "password": "wrong"})
    assert code(signed_in("amira", PASSWORD)) == "RATE_LIMITED"
    answer = client.post(reverse("wagtailadmin_login"), {"username": "amira", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert answer.status_code == 200


def test_the_bound_holds_while_the_shared_cache_is_away(member: Any) -> None:
    with mock.patch("access.throttle.caches", {"default": DummyCache("x", {})}):
        for _ in range(10):
            signed_in("amira", "wrong")
        assert code(signed_in("amira", PASSWORD)) == "RATE_LIMITED"


def test_aliases_are_no_way_to_more_guesses(member: Any) -> None:
    guesses = (f'{{username: "amira", password: "guess{n}"}}' for n in range(20))
    asked = " ".join(f"a{n}: signIn(input: {guess}) {{ errors {{ code }} }}" for n, guess in enumerate(guesses))
    answers = data(ask(f"mutation {{ {asked} }}"))
    codes = [error["code"] for one in answers.values() for error in one["errors"]]
    assert sorted(codes) == ["BAD_INPUT"] * 19 + ["UNAUTHENTICATED"]
    codes = [code(signed_in("amira", "wrong")) for _ in range(10)]
    assert codes == ["UNAUTHENTICATED"] * 9 + ["RATE_LIMITED"], "of the twenty one was looked at"


def test_many_guesses_at_once_are_counted(member: Any) -> None:
    """Each is counted before it is looked at, so that what is in flight counts as well."""
    attempts = [throttle.Attempts("sign-in", "amira", "127.0.0.1") for _ in range(10)]
    for one in attempts:
        one.count()
    assert code(signed_in("amira", PASSWORD)) == "RATE_LIMITED"


def test_signing_out_ends_the_token_and_no_other(member: Any) -> None:
    first, second = (signed_in("amira", PASSWORD)["token"] for _ in range(2))
    assert data(ask("mutation { signOut { ended errors { code } } }", **bearer(first)))["signOut"] == {
        "ended": True,
        "errors": [],
    }
    assert ask(MY_TOKENS, **bearer(first)).status_code == 401
    assert len(data(ask(MY_TOKENS, **bearer(second)))["myTokens"]) == 1


def test_a_lost_phone_is_signed_out_from_another(member: Any) -> None:
    lost, mine = (signed_in("amira", PASSWORD)["token"] for _ in range(2))
    listed = data(ask(MY_TOKENS, **bearer(mine)))["myTokens"]
    [key] = [one["id"] for one in listed if one["prefix"] == lost.split("_")[2]]
    end = "mutation($id: ID!) { endToken(input: {id: $id}) { ended } }"
    assert data(ask(end, {"id": key}, **bearer(mine)))["endToken"]["ended"]
    assert ask(MY_TOKENS, **bearer(lost)).status_code == 401
    assert not data(ask(end, {"id": key}, **bearer(mine)))["endToken"]["ended"]


@pytest.mark.parametrize("key", ["0", "x", "-1", "9" * 40, "\ud800"])
def test_nobody_ends_what_is_not_theirs(member: Any, key: str) -> None:
    mine = signed_in("amira", PASSWORD)["token"]
    other = get_user_model().objects.create_user("berta", password=PASSWORD)
    theirs, _ = MemberToken.new(other, "", timezone.now() + timedelta(days=1))
    end = "mutation($id: ID!) { endToken(input: {id: $id}) { ended } }"
    for one in (key, str(theirs.pk), global_id("AppToken", theirs.pk), page_id(theirs.pk)):
        assert data(ask(end, {"id": one}, **bearer(mine)))["endToken"] == {"ended": False}
    theirs.refresh_from_db()
    assert theirs.revoked_at is None


def test_without_a_sign_in_there_is_nothing_to_end(db: None) -> None:
    for field in ("signOut", 'endToken(input: {id: "1"})'):
        found = data(ask(f"mutation {{ x: {field} {{ ended errors {{ code }} }} }}"))["x"]
        assert found == {"ended": False, "errors": [{"code": "UNAUTHENTICATED"}]}


def test_a_member_has_twenty_tokens_at_most(member: Any) -> None:
    first = signed_in("amira", PASSWORD)["token"]
    for _ in range(sign_in.TOKENS_A_MEMBER):
        last = signed_in("amira", PASSWORD)["token"]
    assert ask(MY_TOKENS, **bearer(first)).status_code == 401
    assert len(data(ask(MY_TOKENS, **bearer(last)))["myTokens"]) == sign_in.TOKENS_A_MEMBER


def test_the_window_ends(member: Any) -> None:
    for _ in range(11):
        signed_in("amira", "wrong")
    with mock.patch("django.core.cache.backends.locmem.time.time", return_value=time.time() + throttle.WINDOW + 1):
        assert signed_in("amira", PASSWORD)["errors"] == []
