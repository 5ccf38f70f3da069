"""``manage.py receive_mail``: answers by mail, from a maildir that a mail server fills."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser
from email.message import EmailMessage
from email.utils import make_msgid
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from review.inbound.maildir import receive_all
from review.inbound.receiving import receive
from review.links import invitation_at


class Command(BaseCommand):
    help = (
        "Takes in what lies in the folder “new” of MAILDIR: answers to reviews become comments, all else is set aside with a reason. "
        "What was taken in goes to “cur”; what fails stays. The scheduler does so every minute where REVIEW_MAILDIR is set."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("maildir", nargs="?", default="", help="default: REVIEW_MAILDIR")
        parser.add_argument("--once", action="store_true", help="one round, then end")
        parser.add_argument("--interval", type=float, default=10.0, help="seconds between rounds (default: 10)")
        parser.add_argument(
            "--reply-to",
            metavar="ADDRESS",
            help="to try it: answer the invitation that has this Reply-To, without a maildir",
        )
        parser.add_argument("--text", default="", help="what to answer with --reply-to")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["reply_to"]:
            self.stdout.write(receive(_answer_to(options["reply_to"], options["text"])).outcome)
            return
        path = options["maildir"] or settings.REVIEW_MAILDIR
        if not path:
            raise CommandError("Name a maildir, or set REVIEW_MAILDIR.")
        told_to_stop = threading.Event()
        if not options["once"]:
            for one in (signal.SIGTERM, signal.SIGINT):
                signal.signal(one, lambda signum, frame: told_to_stop.set())
        while True:
            try:
                round_ = receive_all(path)
            except FileNotFoundError as error:
                raise CommandError(f"{path} is no maildir: it has no folder “new” or “cur”.") from error
            if (round_.total or round_.failed) and options["verbosity"]:
                self.stdout.write(str(round_))
            if options["once"]:
                return
            close_old_connections()
            if told_to_stop.wait(options["interval"]):
                return


def _answer_to(address: str, text: str) -> bytes:
    """The mail that the invited colleague would send."""
    invitation = invitation_at(address)
    if invitation is None:
        raise CommandError(
            "This is the address of no invitation. Copy the Reply-To of a mail that was sent with REVIEW_MAIL_DOMAIN as it is set now."
        )
    message = EmailMessage()
    message["From"], message["To"] = invitation.email, address
    message["Subject"], message["Message-ID"] = "Re: a review", make_msgid()
    message.set_content(text)
    return message.as_bytes()
