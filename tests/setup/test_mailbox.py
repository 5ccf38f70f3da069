"""The demo's mailbox is there in the demo, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.http import Http404
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse

from demo.mailbox import mailbox, mails
from mailing.worker import Worker

pytestmark = pytest.mark.django_db


def test_outside_the_demo_there_is_none(settings: Any) -> None:
    settings.EMAIL_BACKEND = "mailing.backend.QueueBackend"
    with pytest.raises(NoReverseMatch):
        reverse("demo_mailbox")
    with pytest.raises(Http404):
        mailbox(RequestFactory().get("/mailbox/"))


def test_mails_are_read_with_their_links(settings: Any) -> None:
    settings.MAIL_TEXT_KEPT = True
    settings.EMAIL_BACKEND, settings.MAIL_BACKEND = (
        "mailing.backend.QueueBackend",
        "django.core.mail.backends.dummy.EmailBackend",
    )
    mail.send_mail("Come in", "Here: http://localhost:8001/confirm/abc/ <b>", None, ["a@example.org"])
    mail.send_mail("Another", "…", None, ["b@example.org"])
    assert Worker(interval=1).run(once=True)
    shown = mailbox(RequestFactory().get("/mailbox/", {"to": "a@example.org"})).content.decode()
    assert '<a href="http://localhost:8001/confirm/abc/"' in shown
    assert "&lt;b&gt;" in shown
    assert "Another" not in shown
    assert [one.subject for one in mails("")] == ["Another", "Come in"]
