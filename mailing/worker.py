"""The worker: sends the mails that are due.

Any number may run side by side, and each may be killed at any moment: a mail that was sent and not written down is sent again
under the same ``Message-ID``.
"""

from __future__ import annotations

import logging
import uuid
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException, SMTPServerDisconnected
from typing import Any

from django.conf import settings
from django.core.mail import get_connection

from mailing import outbox
from mailing.models import QueuedMail
from mailing.stored import StoredMessage
from queues.poll_loop import PollLoop

logger = logging.getLogger(__name__)

AT_ONCE = 20  # mails by one connection
FOR_GOOD = 500  # replies of SMTP from here on are final (RFC 5321, section 4.2.1)


class Worker(PollLoop):
    """Sends until it is told to stop."""

    name = "mail"

    def poll(self, *, once: bool = False) -> bool:
        """Send all that is due. False where the mail server could not be reached."""
        while not self.stopping:
            token, mails = outbox.claim(AT_ONCE)
            if not mails:
                break
            if not send(token, mails):
                return False
        return True


def send(token: uuid.UUID, mails: list[QueuedMail]) -> bool:
    """Send mails by one connection and write down what became of each; False where the server could not be reached, or went away."""
    server = get_connection(settings.MAIL_BACKEND)
    left = list(mails)
    try:
        server.open()
        while left:
            _send_one(server, token, left[0])
            del left[0]
    except OSError as error:  # SMTP's errors are among them
        # The server's own words may name the mailbox; the log does not.
        logger.warning("mail: the mail server is away (%s); tried again", type(error).__name__)
        for mail in left:
            outbox.postpone(token, mail, _words(error))
        return False
    finally:
        _close(server)
    return True


def _send_one(server: Any, token: uuid.UUID, mail: QueuedMail) -> None:
    """Raises OSError where the server is away; what it says about the mail is written down."""
    try:
        taken = server.send_messages([StoredMessage(mail)])
    except SMTPServerDisconnected:
        raise
    except (SMTPRecipientsRefused, SMTPResponseException) as error:
        end = outbox.rejected if _is_final(error) else outbox.postpone
        logger.warning("mail: %s was not taken (%s)", mail.pk, type(error).__name__)
        end(token, mail, _words(error))
    else:
        if taken:
            outbox.sent(token, mail)
        else:
            outbox.postpone(token, mail, "The mail server did not say that it took it.")


def _is_final(error: SMTPException) -> bool:
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= FOR_GOOD for code, _ in error.recipients.values())
    return isinstance(error, SMTPResponseException) and error.smtp_code >= FOR_GOOD


def _words(error: Exception) -> str:
    if isinstance(error, SMTPRecipientsRefused):
        return "; ".join(f"{code} {_text(words)}" for code, words in error.recipients.values())
    if isinstance(error, SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error) or type(error).__name__


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words


def _close(server: Any) -> None:
    try:
        server.close()
    except OSError as error:
        logger.info("mail: the connection ended badly (%s)", type(error).__name__)  # what was sent is written down
