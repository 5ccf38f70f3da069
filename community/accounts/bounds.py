"""How often: all that sends a mail, makes an account or takes a secret."""

from __future__ import annotations

from django.http import HttpRequest

from access.throttle import Attempts, TooManyAttempts
from community.errors import CommunityError

SIGN_UP = "sign-up"  # by the address that wants to join
MAILBOX = "mailbox"  # by the address that is written to
CODE = "sign-in code"  # by the address that got it
FACTOR = "second factor"  # by the account
PROOF = "password again"  # by the account

MAILS = 3  # to one mailbox, asked for from one address, in the window; five times as many from anywhere


def bounded(request: HttpRequest, subject: str, name: str) -> Attempts:
    """Count one try. Raises CommunityError with RATE_LIMITED."""
    return _counted(Attempts.of(request, subject, name))


def bounded_mails(request: HttpRequest, email: str) -> None:
    """Count one mail to somebody. A hospital has one address, so that is not counted by itself. Raises CommunityError with RATE_LIMITED."""
    of = Attempts.of(request, MAILBOX, email, MAILS)
    _counted(Attempts(of.subject, of.name, of.address, True, of.allowed))


def _counted(attempts: Attempts) -> Attempts:
    try:
        attempts.count()
    except TooManyAttempts as refused:
        raise CommunityError("RATE_LIMITED", str(refused), retry_after=refused.retry_after) from refused
    return attempts
