"""The link of a mail by which somebody reads a decision and appeals it, without signing in. Signed, not stored: nothing in the database opens one."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer

from community.moderation.models import Appeal, Decision, Report

LONGEST = 300  # characters of a token
_SALT = "moderation.decision"


@dataclass(frozen=True)
class Opened:
    """What a link opens: a decision, for its author or for one who reported."""

    decision: Decision
    by: Appeal.By
    report: Report | None = None


def token_for_author(decision: Decision) -> str:
    """The token of the author's link; the same each time."""
    return Signer(salt=_SALT, sep=".").sign(decision.key.hex)


def token_for_reporter(decision: Decision, report: Report) -> str:
    """The token of a reporter's link."""
    return Signer(salt=_SALT, sep=".").sign(f"{decision.key.hex}-{report.key.hex}")


def url_of(token: str) -> str:
    """The link, at the site that shows the library to readers. Opening it changes nothing."""
    return f"{(settings.FRONTEND_URL or settings.SITE_URL).rstrip('/')}/decision/{token}/"


def opened_by(token: str) -> Opened | None:
    """What a token opens; None for what is no token of ours, and once the case is gone."""
    if len(token) > LONGEST:
        return None
    try:
        first, _, second = Signer(salt=_SALT, sep=".").unsign(token).partition("-")
        key = uuid.UUID(hex=first)
        report_key = uuid.UUID(hex=second) if second else None
    except (BadSignature, ValueError):
        return None
    decision = Decision.objects.select_related("case", "case__author").filter(key=key).first()
    if decision is None:
        return None
    if report_key is None:
        return Opened(decision, Appeal.By.AUTHOR)
    report = Report.objects.filter(key=report_key, case=decision.case_id).first()
    return Opened(decision, Appeal.By.REPORTER, report) if report is not None else None
