"""Administrators see whether mail goes out, and to whom; its text nobody sees."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from mailing.models import QueuedMail

pytestmark = pytest.mark.django_db
LATE = "Mail stands still"


@pytest.fixture
def row(settings: Any) -> QueuedMail:
    settings.EMAIL_BACKEND = "mailing.backend.QueueBackend"
    mail.send_mail("A new password", "https://library.example.org/a-key", None, ["reader@example.org"])
    return QueuedMail.objects.get()


def text(client: Any, name: str = "mail_outbox") -> str:
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_list_says_what_became_of_a_mail_and_shows_no_key(admin_client: Any, row: QueuedMail) -> None:
    shown = text(admin_client)
    assert "reader@example.org" in shown
    assert "A new password" in shown
    assert "Waiting" in shown
    assert "a-key" not in shown
    export = b"".join(admin_client.get(reverse("mail_outbox"), {"export": "csv"}).streaming_content)
    assert b"A new password" in export
    assert b"a-key" not in export


def test_a_rejected_mail_goes_again_by_a_press(admin_client: Any, row: QueuedMail) -> None:
    row.state, row.ended_at, row.last_error = QueuedMail.State.REJECTED, timezone.now(), "550 No such mailbox"
    row.save()
    assert "550 No such mailbox" in text(admin_client)
    assert "Send it again" in text(admin_client)
    again = reverse("mail_again", args=[row.pk])
    assert admin_client.get(again).status_code == 405
    assert "waits to be sent again" in admin_client.post(again, follow=True).content.decode()
    row.refresh_from_db()
    assert row.state == QueuedMail.State.WAITING
    assert "Nothing was changed" in admin_client.post(again, follow=True).content.decode()


def test_a_warning_stands_at_home_while_mail_stands_still(admin_client: Any, row: QueuedMail) -> None:
    assert LATE not in text(admin_client, "wagtailadmin_home")
    QueuedMail.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    assert LATE in text(admin_client, "wagtailadmin_home")
    assert "longer than ten minutes" in text(admin_client)
