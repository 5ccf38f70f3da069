"""How often somebody may report: by account where there is one, else by address; and what a mailbox gets of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from access.throttle import Attempts, TooManyAttempts
from community.errors import CommunityError
from community.moderation.trust import allowance_of

REPORT = "report of content"
WITHOUT_AN_ACCOUNT = 10  # reports by one address in a quarter of an hour; a hospital has one address
MAILBOX = "mailbox"  # the counter of all mails that somebody asks for (community.accounts)
MAILS = 3


def bounded_reports(request: HttpRequest, reporter: Any | None) -> None:
    """Count one report. Raises CommunityError with RATE_LIMITED."""
    if reporter is None:
        count(Attempts.of(request, REPORT, "", WITHOUT_AN_ACCOUNT))
    else:
        of = Attempts.of(request, REPORT, f"account {reporter.pk}", allowance_of(reporter).reports)
        count(Attempts(of.subject, of.name, of.address, True, of.allowed))


def bounded_mails(request: HttpRequest, email: str) -> None:
    """Count one mail to an address that somebody has typed. Raises CommunityError with RATE_LIMITED."""
    of = Attempts.of(request, MAILBOX, email, MAILS)
    count(Attempts(of.subject, of.name, of.address, True, of.allowed))


def count(attempts: Attempts) -> None:
    """Count one. Raises CommunityError with RATE_LIMITED."""
    try:
        attempts.count()
    except TooManyAttempts as refused:
        raise CommunityError("RATE_LIMITED", str(refused), retry_after=refused.retry_after) from refused
