"""A mail as the queue keeps it: the bytes of RFC 5322, which any of Django's mail backends sends as they stand."""

from __future__ import annotations

from email import message_from_bytes
from email.generator import BytesGenerator
from email.message import Message
from io import BytesIO
from typing import Any

from django.core.mail import EmailMessage

from mailing.models import QueuedMail


class _Parsed(Message):
    """A message that was read back. Django's backends ask for its bytes as they ask their own messages."""

    def as_bytes(self, unixfrom: bool = False, policy: Any = None, linesep: str = "\n") -> bytes:
        written = BytesIO()
        BytesGenerator(written, mangle_from_=False, policy=policy).flatten(self, unixfrom, linesep)
        return written.getvalue()


class StoredMessage(EmailMessage):
    """A mail of the queue. Its ``message()`` is what was queued, ``Message-ID`` included: one that is sent twice is shown once by mail programs."""

    def __init__(self, mail: QueuedMail) -> None:
        super().__init__(mail.subject, "", mail.sender, list(mail.recipients))
        self.raw = bytes(mail.message)

    def message(self, *, policy: Any = None) -> Any:
        """The message as it was queued; it was written by a policy already."""
        return message_from_bytes(self.raw, _class=_Parsed)
