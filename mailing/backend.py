"""Django's way to the queue: ``EMAIL_BACKEND`` names it, and whatever sends mail needs to know nothing more."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from mailing import outbox


class QueueBackend(BaseEmailBackend):
    """Writes mails down in the transaction at hand: what is rolled back was never told. The worker sends them by ``MAIL_BACKEND``."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return outbox.put(list(email_messages))
