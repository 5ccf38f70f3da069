"""The outbox: what is to be sent, and what became of it. Nothing here talks to a mail server."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Min, QuerySet
from django.utils import timezone

from mailing.models import LONGEST_SUBJECT, QueuedMail
from queues.leased_queue import BackOff, LeasedQueue, Status

State = QueuedMail.State
QUEUE = LeasedQueue(QueuedMail, lease=timedelta(minutes=5))  # longer than a batch takes, a slow server included
BACK_OFF = BackOff(timedelta(seconds=15), timedelta(hours=1), jitter=(0.75, 1.25))
GIVE_UP_AFTER = timedelta(days=4)  # RFC 5321, section 4.5.4.1: a sender tries for four or five days
LONGEST_ERROR = 500


def put(messages: Sequence[EmailMessage]) -> int:
    """Write mails down, within the transaction at hand; how many. One statement. Mails to nobody are left out, as Django does.

    Raises BadHeaderError where a header has a line break.
    """
    rows = [
        QueuedMail(
            sender=one.from_email,
            recipients=recipients,
            subject=str(one.subject)[:LONGEST_SUBJECT],
            message=one.message().as_bytes(),
        )
        for one in messages
        if (recipients := one.recipients())
    ]
    return len(QueuedMail.objects.bulk_create(rows))


def claim(limit: int) -> tuple[uuid.UUID, list[QueuedMail]]:
    """Lease mails that are due, the oldest first."""
    token, leased = QUEUE.claim(limit, QueuedMail.objects.filter(state=State.WAITING).order_by("next_attempt_at", "pk"))
    return token, list(leased.order_by("pk"))


def sent(token: uuid.UUID, mail: QueuedMail) -> None:
    """The mail server has taken it. Its text is forgotten, but where the settings keep it for the demo's mailbox."""
    text = {} if settings.MAIL_TEXT_KEPT else {"message": b""}
    _mine(token, mail).update(state=State.SENT, ended_at=timezone.now(), last_error="", claim=None, **text)


def rejected(token: uuid.UUID, mail: QueuedMail, error: str) -> None:
    """The mail server will never take it: there is no such mailbox, or nothing like it goes there."""
    _end(token, mail, State.REJECTED, error)


def postpone(token: uuid.UUID, mail: QueuedMail, error: str) -> None:
    """It was not taken just now: again after 15 s, 30 s … 1 h, for four days."""
    if timezone.now() - mail.created_at > GIVE_UP_AFTER:
        _end(token, mail, State.GIVEN_UP, error)
    else:
        QUEUE.postpone(_mine(token, mail), BACK_OFF.wait(mail.attempts), error[:LONGEST_ERROR])


def again(mail_id: int) -> bool:
    """Send a mail that ended unsent, as if it were new; False where there is no such."""
    ended = QueuedMail.objects.filter(pk=mail_id, state__in=[State.REJECTED, State.GIVEN_UP])
    now = timezone.now()
    return bool(ended.update(state=State.WAITING, ended_at=None, created_at=now, next_attempt_at=now, attempts=0))


def prune() -> int:
    """Delete mails that ended more than ``MAIL_LOG_DAYS`` ago; how many."""
    limit = timezone.now() - timedelta(days=settings.MAIL_LOG_DAYS)
    deleted, _ = QueuedMail.objects.filter(ended_at__lt=limit).delete()
    return deleted


def forget(address: str) -> int:
    """Delete every mail to this address, whether it waits or was sent; how many. One with other recipients as well is deleted too."""
    like = QueuedMail.objects.filter(recipients__icontains=address).values_list("pk", "recipients")
    keys = [key for key, to in like if address.lower() in {one.lower() for one in to}]
    return QueuedMail.objects.filter(pk__in=keys).delete()[0]


def status() -> Status:
    """How many mails wait; four statements."""
    waiting = QueuedMail.objects.filter(state=State.WAITING)
    return Status.of(waiting, waiting.filter(attempts__gt=0))


def oldest_waiting() -> datetime | None:
    """Since when the oldest mail that waits does; one statement."""
    found: datetime | None = QueuedMail.objects.filter(state=State.WAITING).aggregate(oldest=Min("created_at"))[
        "oldest"
    ]
    return found


def unsent() -> int:
    """How many mails ended unsent; one statement."""
    return QueuedMail.objects.filter(state__in=[State.REJECTED, State.GIVEN_UP]).count()


def _mine(token: uuid.UUID, mail: QueuedMail) -> QuerySet[QueuedMail]:
    return QUEUE.held(token).filter(pk=mail.pk)


def _end(token: uuid.UUID, mail: QueuedMail, state: QueuedMail.State, error: str) -> None:
    _mine(token, mail).update(state=state, ended_at=timezone.now(), last_error=error[:LONGEST_ERROR], claim=None)
