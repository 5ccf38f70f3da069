"""The admin's own sign-in with a second factor: asked for, set up first, recovered from; no session before it."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth import SESSION_KEY, get_user_model
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from access import throttle
from tests.support.keys import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN, HOME = reverse("wagtailadmin_login"), reverse("wagtailadmin_home")
CODE = reverse("second_factor")


@pytest.fixture(autouse=True)
def _no_tries_yet(settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = True
    cache.clear()
    throttle.forget_all()


@pytest.fixture
def editor(db: None) -> Any:
    return get_user_model().objects.create_superuser("edith", "edith@example.org", PASSWORD)


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def password_given(client: Client) -> Any:
    return client.post(LOGIN, {"username": "edith", "password": PASSWORD, "next": "/admin/pages/"})


def test_who_has_one_is_nobody_before_the_code(editor: Any) -> None:
    secret = generate_totp_secret()
    TOTP.activate(editor, secret)
    client = Client()
    assert password_given(client).url == CODE
    assert SESSION_KEY not in client.session
    assert client.get(HOME).status_code == 302
    assert "secret" not in client.get(CODE).content.decode().lower()
    assert client.post(CODE, {"code": "000000"}).status_code == 403
    assert SESSION_KEY not in client.session
    assert client.post(CODE, {"code": code_of(secret)}).url == "/admin/pages/"
    assert client.get(HOME).status_code == 200


def test_who_has_none_sets_one_up_before_anything_else(editor: Any) -> None:
    client = Client()
    assert password_given(client).url == CODE
    shown = client.get(CODE).content.decode()
    assert "<svg" in shown
    secret = re.findall(r"<code>([A-Z2-7]{32})</code>", shown)[0]
    assert secret in client.get(CODE).content.decode(), "the same while it is set up"
    assert client.get(HOME).status_code == 302
    codes = re.findall(r"<code>(\d+)</code>", client.post(CODE, {"code": code_of(secret)}).content.decode())
    assert len(codes) == 10
    assert client.get(HOME).status_code == 200
    again = Client()
    password_given(again)
    assert again.post(CODE, {"code": codes[0]}).url == "/admin/pages/"
    assert again.get(HOME).status_code == 200


def test_a_session_from_before_is_over(editor: Any, settings: Any) -> None:
    client = Client()
    settings.STAFF_SECOND_FACTOR = False
    assert password_given(client).url == "/admin/pages/"
    assert client.get(HOME).status_code == 200
    settings.STAFF_SECOND_FACTOR = True
    assert client.get(HOME).url.startswith(LOGIN)
    assert SESSION_KEY not in client.session


def test_the_page_of_the_code_is_nobodys_without_a_password(editor: Any) -> None:
    assert Client().get(CODE).url == LOGIN
    client = Client()
    client.post(CODE, {"code": "123456"})
    assert SESSION_KEY not in client.session
