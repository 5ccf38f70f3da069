"""A mail server on this machine, which answers as a test tells it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

TAKEN = "250 OK"


class MailServer:
    """Takes mails, or says why not."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.to: list[list[str]] = []
        self.replies: dict[str, str] = {}  # by recipient, instead of "250 OK"
        self.reply_to_data = TAKEN

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.replies:
            return self.replies[address]
        envelope.rcpt_tos.append(address)
        return TAKEN

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.reply_to_data == TAKEN:
            self.mails.append(message_from_bytes(envelope.content, _class=EmailMessage, policy=default))
            self.to.append(list(envelope.rcpt_tos))
        return self.reply_to_data


@contextmanager
def mail_server(settings: Any) -> Iterator[MailServer]:
    """Run one, and have the platform send to it."""
    handler = MailServer()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]  # the controller wants to know it beforehand
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        settings.EMAIL_BACKEND = "mailing.backend.QueueBackend"
        settings.MAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = port
        yield handler
    finally:
        controller.stop()
