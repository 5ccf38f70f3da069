"""Joining at the site without JavaScript: a form, a mail, a tap, and signing in."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import cache

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
