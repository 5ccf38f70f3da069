"""Joining at the site without JavaScript, signing in in each way, and one's own account."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import cache

from access import throttle
from tests.support.patience import PATIENCE
from tests.web.plain_reader import PlainReader
from tests.web.site import Site, running

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "three words in a row"
FILLED_IN = {
    "name": "Noor", "email": "noor@example.org", "password": PASSWORD, "profession": "other", "of_age": "yes",
    "accepted": "yes",
}  # fmt: skip


@pytest.fixture(scope="module")
def small_site(live_server: Any) -> Iterator[Site]:
    """The site, for all tests of this module."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.set_inheritable(True)
        with running(live_server.url, listener) as found:
            yield found


@pytest.fixture(autouse=True)
def _no_tries_yet() -> None:
    cache.clear()
    throttle.forget_all()


def link_in(message: Any, page: str = "confirm") -> str:
    """The path of the link in a mail."""
    found = re.search(rf"/{page}/[^/\s]+/", message.body)
    assert found is not None
    return found[0]


def test_somebody_joins_and_signs_in(small_site: Site) -> None:
    reader = PlainReader(small_site)
    wrong = reader.fill(reader.ask("/join/"), "/join/", **{**FILLED_IN, "password": "1234"})
    assert wrong.status == 422
    assert "too short" in wrong.text
    assert 'value="noor@example.org"' in wrong.text
    assert "1234" not in wrong.text, "what else was typed is still there, the password is not"
    sent = reader.fill(wrong, "/join/", **FILLED_IN)
    assert "Look at your mail" in sent.text
    path = link_in(mail.outbox[0])
    opened = PlainReader(small_site).ask(path)
    assert opened.headers["referrer-policy"] == "strict-origin"
    assert not get_user_model().objects.exists(), "opening the link changes nothing"
    phone = PlainReader(small_site)
    done = phone.fill(phone.ask(path), path)
    assert "Your address is confirmed." in done.text
    home = phone.fill(phone.ask("/sign-in/"), "/sign-in/", username="noor@example.org", password=PASSWORD)
    assert "Sign out" in home.text


def test_a_form_of_elsewhere_counts_for_nothing(small_site: Site) -> None:
    for path in ("/join/", "/join/again/", "/confirm/nonsense/"):
        assert PlainReader(small_site).ask(path, FILLED_IN).status == 403
    assert mail.outbox == []


def test_the_texts_are_pages(small_site: Site) -> None:
    assert "Terms of use" in small_site.get("/terms/").text
    assert "We meet as equals" in small_site.get("/code-of-conduct/").text


@pytest.fixture
def member(db: None) -> Any:
    return get_user_model().objects.create_user("member", "noor@example.org", PASSWORD)


def test_a_forgotten_password_and_a_code(small_site: Site, member: Any) -> None:
    reader = PlainReader(small_site)
    sent = reader.fill(reader.ask("/forgotten/"), "/forgotten/", email="noor@example.org")
    assert "a mail with a link to a new password" in sent.text
    path = link_in(mailed(1), "forgotten")
    assert "too common" in reader.fill(reader.ask(path), path, password="password").text
    assert "Your password is changed." in reader.fill(reader.ask(path), path, password="another long one").text
    assert "This link is over" in reader.fill(reader.ask(path), path, password=PASSWORD).text
    asked = reader.fill(reader.ask("/sign-in/code/?next=/account/"), "/sign-in/code/", email="noor@example.org")
    assert "wrong" not in asked.text
    code = re.search(r"^[A-Z]{4}-[A-Z]{4}$", mailed(3).body, re.MULTILINE)
    assert code is not None
    assert "does not fit" in reader.fill(asked, "/sign-in/code/", code="BBBB-BBBB").text
    assert "Your account" in reader.fill(asked, "/sign-in/code/", code=code[0]).text


def mailed(number: int) -> Any:
    """The mail of this number; one that a thread sends comes in a moment."""
    end = time.monotonic() + PATIENCE
    while len(mail.outbox) < number and time.monotonic() < end:
        time.sleep(0.01)
    return mail.outbox[number - 1]


def test_an_account_is_looked_after(small_site: Site, member: Any) -> None:
    reader, phone = PlainReader(small_site), PlainReader(small_site)
    assert phone.ask("/account/").url.endswith("/sign-in/?next=/account/")
    for one in (reader, phone):
        found = one.fill(one.ask("/sign-in/?next=/account/"), "/sign-in/", username="member", password=PASSWORD)
        assert "noor@example.org" in found.text
    found = reader.ask("/account/")

    def send(do: str, **fields: str) -> Any:
        form = next(one for one in re.findall(r"<form.*?</form>", found.text, re.DOTALL) if f'value="{do}"' in one)
        return reader.send(form, "/account/", **fields)

    taken = reader.ask("/account/my-data.json")
    assert taken.headers["content-disposition"] == 'attachment; filename="my-data.json"'
    assert json.loads(taken.text)["account"]["email"] == "noor@example.org"
    assert "json" not in PlainReader(small_site).ask("/account/my-data.json").headers["content-type"]
    assert "That is not your password." in send("password", password="wrong", new="another long one").text
    found = send("password", password=PASSWORD, new="another long one")
    assert "Your password is changed." in found.text
    assert phone.ask("/account/").status == 403, "every other session has ended"
    assert "A mail is on its way" in send("email", email="n@example.net", password="another long one").text
    found = send("start", password="another long one")
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", found.text)
    assert secret is not None
    wrong = send("confirm", code="000000")
    assert "This code is wrong" in wrong.text
    now = int(time.time()) // 30
    found = send("confirm", code=format_hotp_value(hotp_value(secret[1], now - 1)))
    assert found.text.count("<li><code>") == 10
    asked = phone.fill(phone.ask("/sign-in/"), "/sign-in/", username="member", password="another long one")
    assert "Your second factor" in asked.text
    code = format_hotp_value(hotp_value(secret[1], now))
    home = phone.fill(asked, "/sign-in/second-factor/", code=code)
    assert "Sign out" in home.text


def test_a_member_leaves(small_site: Site, member: Any) -> None:
    reader = PlainReader(small_site)
    reader.fill(reader.ask("/sign-in/?next=/account/"), "/sign-in/", username="member", password=PASSWORD)
    form = reader.ask("/account/leave/")
    assert "/account/my-data.json" in form.text
    wrong = reader.fill(form, "/account/leave/", contributions="KEEP", password="not this one")
    assert wrong.status == 422
    assert "not your password" in wrong.text
    gone = reader.fill(wrong, "/account/leave/", contributions="KEEP", password=PASSWORD)
    assert gone.url.endswith("/left/")
    assert "Your account is gone" in gone.text
    assert reader.ask("/account/").url.endswith("/sign-in/?next=/account/")
    assert not get_user_model().objects.filter(username="member").exists()
    assert mail.outbox[-1].subject.endswith("your account is gone")
