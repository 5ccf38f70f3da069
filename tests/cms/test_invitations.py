"""An administrator makes an account, and its owner chooses the password by a link that came by mail."""

from __future__ import annotations

import re
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse

FIELDS = {"username": "ada", "email": "ada@example.org", "first_name": "Ada", "last_name": "B"}
CHOSEN = "chosen-by-ada-77"
USERS = "wagtailusers_users:add"


@pytest.fixture
def by_mail(settings: Any) -> None:
    """As with EMAIL_URL."""
    settings.WAGTAIL_PASSWORD_RESET_ENABLED = True


@pytest.fixture
def invited(administrator: Client, by_mail: None) -> str:
    """The path of the link that a new volunteer got."""
    said = administrator.post(reverse(USERS), {**FIELDS, "password1": "", "password2": ""}, follow=True)
    assert "An invitation was sent to ada@example.org. Its link is good for 3 days." in said.content.decode()
    [sent] = mail.outbox
    assert sent.to == ["ada@example.org"]
    found = re.search(r"http://testserver(/admin/password_reset/confirm/\S+)", sent.body)
    assert found
    return found[1]


def choose(link: str) -> Any:
    """Open the link in a new browser, and choose a password."""
    browser = Client()
    form = browser.get(link, follow=True)
    address = form.redirect_chain[-1][0] if form.redirect_chain else link
    return browser.post(address, {"new_password1": CHOSEN, "new_password2": CHOSEN})


def may_sign_in(password: str) -> bool:
    return Client().login(username="ada", password=password)


def test_the_link_chooses_the_password_once(invited: str) -> None:
    assert not any(may_sign_in(password) for password in ("", CHOSEN))
    assert choose(invited).status_code == 302
    assert may_sign_in(CHOSEN)
    again = Client().get(invited, follow=True)
    assert 'name="new_password1"' not in again.content.decode(), "the link works once"


def test_the_link_is_limited_in_time(invited: str, settings: Any) -> None:
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert choose(invited).status_code == 200
    assert not may_sign_in(CHOSEN)


def test_a_password_that_is_given_needs_no_invitation(administrator: Client, by_mail: None) -> None:
    administrator.post(reverse(USERS), {**FIELDS, "password1": CHOSEN, "password2": CHOSEN})
    assert may_sign_in(CHOSEN)
    assert mail.outbox == []


def test_without_mail_a_password_is_needed(administrator: Client) -> None:
    said = administrator.post(reverse(USERS), {**FIELDS, "password1": "", "password2": ""})
    assert "This field is required" in said.content.decode()
    assert not get_user_model().objects.filter(username="ada").exists()


def test_a_mail_server_that_is_away_is_told(administrator: Client, by_mail: None, monkeypatch: Any) -> None:
    def away(self: Any, sent: Any) -> int:
        raise SMTPServerDisconnected("Connection unexpectedly closed")

    monkeypatch.setattr(EmailBackend, "send_messages", away)
    said = administrator.post(reverse(USERS), {**FIELDS, "password1": "", "password2": ""}, follow=True)
    assert "did not take the invitation" in said.content.decode()


def test_the_sign_in_offers_a_new_password_where_mail_is_set_up(client: Client, db: None, settings: Any) -> None:
    for enabled in (True, False):
        settings.WAGTAIL_PASSWORD_RESET_ENABLED = enabled
        assert ("Forgotten password?" in client.get("/admin/login/").content.decode()) is enabled
