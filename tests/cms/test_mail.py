"""Mail tells of what has been committed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core import mail
from django.db import transaction

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _after_commit(settings: Any) -> None:
    settings.EMAIL_BACKEND = "cms.mail.AfterCommit"


def send() -> None:
    mail.send_mail("Published", "It is live.", "library@example.org", ["author@example.org"])


def test_mail_goes_when_what_it_tells_of_is_committed(
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[Any]],
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        send()
        assert mail.outbox == []
    assert [one.subject for one in mail.outbox] == ["Published"]


def test_mail_about_what_was_rolled_back_goes_to_nobody(
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[Any]],
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        send()
        transaction.set_rollback(True)
    assert mail.outbox == []
