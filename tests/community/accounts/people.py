"""Somebody who joins, and what the API says to them."""

from __future__ import annotations

import re
from typing import Any

from django.core import mail

from tests.support.keys import ask, data

EMAIL, GOOD = "noor@example.org", "three words in a row"
SIGN_UP = "mutation($input: SignUpInput!) { signUp(input: $input) { mailSent errors { code field message } } }"
CONFIRM = "mutation($token: String!) { confirmEmail(input: {token: $token}) { confirmed errors { code } } }"
SIGN_IN = """mutation($name: String!, $password: String!) { signIn(input: {username: $name, password: $password}) {
  token attempt errors { code message } } }"""


def wish(**other: Any) -> dict[str, Any]:
    """What somebody fills in."""
    return {
        "email": EMAIL,
        "password": GOOD,
        "displayName": "Noor",
        "profession": "other",
        "isOfAge": True,
        "termsVersion": "1",
        "codeOfConductVersion": "1",
        **other,
    }


def signed_up(**other: Any) -> Any:
    return data(ask(SIGN_UP, {"input": wish(**other)}))["signUp"]


def token_in(message: Any, page: str = "confirm") -> str:
    """The token of the link in a mail."""
    found = re.search(rf"/{page}/([^/\s]+)/", message.body)
    assert found is not None, message.body
    return found[1]


def confirmed(token: str) -> Any:
    return data(ask(CONFIRM, {"token": token}))["confirmEmail"]


def joined(**other: Any) -> None:
    """Somebody who has joined."""
    signed_up(**other)
    assert confirmed(token_in(mail.outbox[-1]))["confirmed"]


def signed_in(name: str = EMAIL, password: str = GOOD) -> Any:
    return data(ask(SIGN_IN, {"name": name, "password": password}))["signIn"]
