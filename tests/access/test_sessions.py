"""The session of staff ends when it is not used; nobody else's does before its time."""

from __future__ import annotations

import time
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.support.keys import PASSWORD, ask, data

pytestmark = pytest.mark.django_db

MINUTE = 60
LEAVE = "mutation { signOut { ended } }"
HOME = reverse("wagtailadmin_home")


@pytest.fixture
def staff(member: Any) -> Any:
    member.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return member


@pytest.fixture
def client(member: Any) -> Client:
    client = Client()
    client.login(username=member.username, password=PASSWORD)
    return client


def after(minutes: float) -> Any:
    return mock.patch("access.sessions.time.time", return_value=time.time() + minutes * MINUTE)


def enters(client: Client) -> bool:
    return client.get(HOME).status_code == 200


def test_it_is_over_after_an_hour_without_use(staff: Any, client: Client, settings: Any) -> None:
    assert settings.STAFF_IDLE_MINUTES == 60
    assert enters(client)
    with after(59):
        assert enters(client)
    with after(59 + 61):
        answer = client.get(HOME)
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("wagtailadmin_login"))
        assert not Session.objects.exists()


def test_it_is_over_for_the_api_too(staff: Any, client: Client) -> None:
    with after(61):
        assert data(ask(LEAVE, client=client))["signOut"] == {"ended": False}


def test_what_a_page_asks_by_itself_is_no_use(staff: Any, client: Client) -> None:
    ping = reverse("wagtailadmin_editing_sessions:ping", args=["cms_users", "user", str(staff.pk), 1])
    for minutes in (20, 40, 59):
        with after(minutes):
            client.post(ping)
    with after(61):
        assert not enters(client)


def test_what_is_the_same_for_everybody_does_not_look_at_it(staff: Any, client: Client) -> None:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get("/graphql/schema.graphql")
    assert not [one for one in captured.captured_queries if "session" in one["sql"]]
    assert "Cookie" not in answer.get("Vary", "")


def test_another_use_keeps_it_and_is_noted_once_a_minute(staff: Any, client: Client) -> None:
    def writes(minutes: float) -> int:
        with after(minutes), CaptureQueriesContext(connection) as captured:
            client.get("/knowledge/")
        return sum(one["sql"].startswith("UPDATE") and "session" in one["sql"] for one in captured.captured_queries)

    assert [writes(minutes) for minutes in (0, 0.5, 40, 40.5, 80)] == [0, 0, 1, 0, 1]
    with after(130):
        assert enters(client)


def test_a_member_stays_signed_in(member: Any, client: Client) -> None:
    with after(60 * 24):
        assert data(ask(LEAVE, client=client))["signOut"] == {"ended": True}


def test_who_becomes_staff_is_watched_from_when_they_enter(member: Any, client: Client) -> None:
    member.user_permissions.add(Permission.objects.get(codename="access_admin"))
    with after(120):
        assert enters(client)
    with after(240):
        assert not enters(client)


def test_a_visitor_has_no_session(db: None) -> None:
    Client().get("/")
    assert not Session.objects.exists()
