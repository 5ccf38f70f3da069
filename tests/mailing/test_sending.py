"""Mail tells of what has been committed, and goes on until the mail server has taken it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage as ParsedMail
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from mailing import outbox
from mailing.models import QueuedMail
from mailing.worker import Worker
from tests.mailing.server import MailServer, mail_server

pytestmark = pytest.mark.django_db
READER = "reader@example.org"
State = QueuedMail.State


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with mail_server(settings) as found:
        yield found


def write(to: str = READER, text: str = "It is live.") -> QueuedMail:
    mail.send_mail("Published", text, "library@example.org", [to])
    return QueuedMail.objects.latest("pk")


def work() -> bool:
    return Worker(interval=1).run(once=True)


def test_a_mail_goes_out_once_and_its_text_is_forgotten(server: MailServer) -> None:
    write(text="Your link: https://library.example.org/secret")
    assert server.mails == []
    assert work()
    assert work()
    assert [(one["Subject"], one["To"]) for one in server.mails] == [("Published", READER)]
    assert "secret" in server.mails[0].get_content()
    row = QueuedMail.objects.get()
    assert (row.state, bytes(row.message), row.last_error) == (State.SENT, b"", "")
    assert row.ended_at is not None


def test_what_was_rolled_back_was_never_told(server: MailServer) -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert work()
    assert server.mails == []
    assert not QueuedMail.objects.exists()


def test_a_mail_arrives_as_it_was_written(server: MailServer) -> None:
    message = EmailMultiAlternatives(
        "Cyfarfod: “Tlodi plant”", "Dewch â’ch te.\nFrom here on.", "Llyfrgell <library@example.org>", [READER],
        bcc=["organiser@example.org"], reply_to=["review+1@answers.example.org"], headers={"List-Unsubscribe": "<https://example.org/off>"},
    )  # fmt: skip
    message.attach_alternative("<p>Dewch â’ch te.</p>", "text/html")
    message.attach("event.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar")
    message.send()
    assert work()
    got = server.mails[0]
    assert got["Subject"] == "Cyfarfod: “Tlodi plant”"
    assert (got["Reply-To"], got["List-Unsubscribe"]) == ("review+1@answers.example.org", "<https://example.org/off>")
    assert got["Bcc"] is None
    assert server.to == [[READER, "organiser@example.org"]]
    body = got.get_body(("plain",))
    assert isinstance(body, ParsedMail)
    assert body.get_content().splitlines() == ["Dewch â’ch te.", "From here on."]
    assert [part.get_filename() for part in got.iter_attachments()] == ["event.ics"]


def test_a_mail_that_is_sent_twice_has_one_name(server: MailServer) -> None:
    """As after a worker that was killed between sending and writing it down."""
    row = write()
    token, claimed = outbox.claim(10)
    assert work()
    assert server.mails == [], "what is leased is another's"
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert work()
        unwritten = {"state": State.WAITING, "message": claimed[0].message, "next_attempt_at": timezone.now()}
        QueuedMail.objects.filter(pk=row.pk).update(**unwritten)
        assert work()
    assert len(server.mails) == 2
    assert len({one["Message-ID"] for one in server.mails}) == 1
    outbox.sent(token, claimed[0])  # too late: the lease is over, and says nothing


@pytest.mark.parametrize(
    ("reply", "state"),
    [("550 5.1.1 No such mailbox", State.REJECTED), ("451 4.3.2 Come again later", State.WAITING)],
)
def test_what_the_server_says_of_a_mailbox_is_heeded(server: MailServer, reply: str, state: str) -> None:
    server.replies["gone@example.org"] = reply
    write("gone@example.org")
    write()
    assert work()
    assert len(server.mails) == 1, "the next mail is not held up"
    row = QueuedMail.objects.get(recipients=["gone@example.org"])
    assert (row.state, row.last_error) == (state, reply)
    assert bytes(row.message), "it may be sent again"


def test_a_mail_that_the_server_rejects_whole_may_be_sent_again(server: MailServer) -> None:
    server.reply_to_data = "554 5.7.1 Looks like spam"
    row = write()
    assert work()
    row.refresh_from_db()
    assert (row.state, row.last_error) == (State.REJECTED, "554 5.7.1 Looks like spam")
    server.reply_to_data = "250 OK"
    assert outbox.again(row.pk)
    assert not outbox.again(row.pk)
    assert work()
    assert len(server.mails) == 1


def test_while_the_server_is_away_mail_waits_then_is_given_up(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        settings.EMAIL_PORT = nobody.getsockname()[1]
    settings.EMAIL_BACKEND = "mailing.backend.QueueBackend"
    settings.MAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
    row = write()
    with pytest.raises(CommandError, match=r"could not be sent: .*refused"):
        call_command("mail_worker", "--once")
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.WAITING, 1)
    assert timedelta(seconds=5) < row.next_attempt_at - timezone.now() < timedelta(seconds=20)
    with time_machine.travel(timezone.now() + timedelta(days=4, minutes=1)):
        assert not work()
    row.refresh_from_db()
    assert row.state == State.GIVEN_UP
    assert row.ended_at is not None


def test_what_ended_is_deleted_after_its_days(server: MailServer, settings: Any) -> None:
    write()
    assert work()
    write()
    with time_machine.travel(timezone.now() + timedelta(days=settings.MAIL_LOG_DAYS, hours=1)):
        assert outbox.prune() == 1
    assert QueuedMail.objects.get().state == State.WAITING


def test_a_mail_costs_one_statement(server: MailServer, django_assert_num_queries: Any) -> None:
    message = mail.EmailMessage("Published", "It is live.", None, [READER])
    for number in (1, 5, 20):
        with django_assert_num_queries(1):
            mail.get_connection().send_messages([message] * number)
