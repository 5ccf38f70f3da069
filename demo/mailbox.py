"""The demo's mailbox: every mail that the demo has written, to whomever, with its links. Nobody is written to.

There is no such page outside the demo: it shows keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mailing.models import QueuedMail

SHOWN = 100  # of the newest


@dataclass(frozen=True)
class ReadMail:
    """A mail as a mail program shows it."""

    to: str
    subject: str
    at: datetime
    text: str
    reply_to: str
    files: tuple[str, ...]

    @classmethod
    def of(cls, mail: QueuedMail) -> ReadMail:
        """Read it back."""
        message = message_from_bytes(bytes(mail.message), _class=EmailMessage, policy=default)
        body = message.get_body(("plain",))
        files = tuple(part.get_filename() or part.get_content_type() for part in message.iter_attachments())
        return cls(
            ", ".join(mail.recipients),
            mail.subject,
            mail.created_at,
            body.get_content() if body is not None else "",
            str(message.get("Reply-To", "")),
            files,
        )


def mails(to: str) -> Iterator[ReadMail]:
    """The newest mails, to one address or to all."""
    newest = QueuedMail.objects.order_by("-pk")[: SHOWN * 10].iterator(chunk_size=SHOWN)
    found = (mail for mail in newest if not to or to in mail.recipients)
    return (ReadMail.of(mail) for mail, _ in zip(found, range(SHOWN), strict=False))


@never_cache
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """The mailbox of everybody; ``?to=`` shows one person's."""
    if not settings.MAIL_TEXT_KEPT:
        raise Http404
    to = request.GET.get("to", "")
    people = sorted({one for mail in QueuedMail.objects.only("recipients") for one in mail.recipients})
    return render(request, "demo/mailbox.html", {"mails": mails(to), "to": to, "people": people})
