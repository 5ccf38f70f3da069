"""Mail about what has happened is sent once it has: when the transaction that did it is committed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction


class AfterCommit(BaseEmailBackend):
    """Hands messages to the backend ``MAIL_BACKEND`` after the commit; after a rollback to nobody.

    The server of the mail is not waited for while rows are locked. A message that it rejects is logged, because what it
    tells of stands.
    """

    def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(fail_silently)
        self._how = kwargs

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        messages = list(email_messages)

        def send() -> None:
            get_connection(settings.MAIL_BACKEND, fail_silently=self.fail_silently, **self._how).send_messages(messages)

        transaction.on_commit(send, robust=transaction.get_connection().in_atomic_block)
        return len(messages)
