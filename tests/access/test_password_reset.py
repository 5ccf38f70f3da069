"""Asking for a new password: what it sends, how often, and that it tells of nobody's account."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access import password_reset
from tests.support.keys import PASSWORD
from tests.support.patience import PATIENCE

ADDRESS = reverse("wagtailadmin_password_reset")


@pytest.fixture(autouse=True)
def _offered(settings: Any) -> None:
    settings.WAGTAIL_PASSWORD_RESET_ENABLED = True


@pytest.fixture
def handed_over() -> Iterator[Any]:
    """What the thread would do, which would not see a row of a transaction that is rolled back."""
    with mock.patch.object(password_reset, "later") as later:
        yield later


def asked(email: str, client: Client | None = None) -> Any:
    return (client or Client()).post(ADDRESS, {"email": email})


@pytest.mark.django_db(transaction=True)
def test_a_member_gets_a_link_with_which_a_new_password_is_set() -> None:
    member = get_user_model().objects.create_user("amira", "amira@example.org", PASSWORD)
    assert asked("amira@example.org").status_code == 302
    password_reset._thread().submit(lambda: None).result(timeout=PATIENCE)  # it does one after the other
    [message] = mail.outbox
    assert message.to == ["amira@example.org"]
    [link] = [line for line in message.body.splitlines() if line.startswith("http")]
    client = Client()
    form = client.get(link.removeprefix("http://testserver"), follow=True)
    new = {"new_password1": "another-long-one", "new_password2": "another-long-one"}
    client.post(form.redirect_chain[-1][0], new)
    member.refresh_from_db()
    assert member.check_password("another-long-one")


@pytest.mark.django_db
def test_nothing_tells_who_has_an_account(member: Any, handed_over: Any) -> None:
    """Neither the answer nor what is done before it: no statement is run for either."""
    answers = []
    for email in ("amira@example.org", "nobody@example.org"):
        with CaptureQueriesContext(connection) as captured:
            answer = asked(email)
        answers.append((answer.status_code, answer["Location"], [one["sql"] for one in captured.captured_queries]))
    assert answers[0] == answers[1]
    assert answers[0] == (302, reverse("wagtailadmin_password_reset_done"), [])
    assert handed_over.call_count == 2


@pytest.mark.django_db
def test_after_three_no_more_mail_is_sent_and_the_form_says_so(member: Any, handed_over: Any) -> None:
    for email in ("amira@example.org", "nobody@example.org"):
        assert [asked(email).status_code for _ in range(4)] == [302, 302, 302, 200]
        refused = asked(email.upper())
        assert "Too many mails were asked for" in refused.content.decode()
        assert "try again in 15 minutes" in refused.content.decode()
    assert handed_over.call_count == 6


@pytest.mark.django_db
def test_a_mailbox_is_spared_wherever_it_is_asked_for(handed_over: Any) -> None:
    found = [asked("amira@example.org", Client(REMOTE_ADDR=f"203.0.113.{n}")).status_code for n in range(16)]
    assert found == [302] * 15 + [200]


@pytest.mark.django_db
def test_a_process_takes_on_no_more_than_it_can_see_to(handed_over: Any) -> None:
    handed_over.return_value = None
    assert "try again in a minute" in asked("amira@example.org").content.decode()


@pytest.mark.django_db
def test_a_mail_server_that_is_away_leaves_room_for_the_next() -> None:
    def away() -> None:
        raise ConnectionRefusedError

    for _ in range(password_reset.WAITING + 1):
        done = password_reset.later(away)
        assert done is not None
        assert done.result(timeout=PATIENCE) is None
