"""Appealing: the author of what was acted on, or who reported what stays, asks for another look. Another moderator than the first takes it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from community.errors import CommunityError
from community.moderation import messages
from community.moderation.links import Opened, opened_by
from community.moderation.log import What, note
from community.moderation.models import LONGEST_WORDS, Action, Appeal, Case, Decision
from community.moderation.reporting import cleaned_words

DAYS = 180  # in which a decision can be appealed
HOURS = 7 * 24  # that an appeal may wait
ENDED = "This link is not complete, or what it was about is no longer kept."
LATE = f"A decision can be appealed for {DAYS} days. This one is older."
TWICE = "This was appealed before. There is one appeal, and another moderator decides on it."


def until(decision: Decision) -> datetime:
    """When the time for an appeal is over."""
    return decision.created_at + timedelta(days=DAYS)


def may_be_appealed(opened: Opened) -> bool:
    """Whether this one can ask for another look now."""
    decision = opened.decision
    concerns = (decision.action == Action.NONE) is (opened.by == Appeal.By.REPORTER)
    return (
        concerns
        and not decision.on_appeal
        and decision.case.state == Case.State.DECIDED
        and timezone.now() < until(decision)
    )


def by_token(token: str) -> Opened:
    """What the link of a mail opens. Raises CommunityError with LINK_ENDED."""
    found = opened_by(token)
    if found is None:
        raise CommunityError("LINK_ENDED", ENDED, "token")
    return found


@transaction.atomic
def appeal(opened: Opened, words: str) -> Appeal:
    """Ask for another look; the same side again changes nothing. Raises CommunityError."""
    text = cleaned_words(words)
    if not text or len(text) > LONGEST_WORDS:
        raise CommunityError("BAD_INPUT", f"Say why, in at most {LONGEST_WORDS:,} characters.", "words")
    case = Case.objects.select_for_update().get(pk=opened.decision.case_id)
    decision = Decision.objects.select_related("case").get(pk=opened.decision.pk)
    decision.case = case
    known = Appeal.objects.filter(decision=decision).first()
    if known is not None:
        if known.by == opened.by and (known.report_id == (opened.report.pk if opened.report else None)):
            return known
        raise CommunityError("ALREADY_DECIDED", TWICE)
    if timezone.now() >= until(decision):
        raise CommunityError("LINK_ENDED", LATE)
    if not may_be_appealed(Opened(decision, opened.by, opened.report)):
        raise CommunityError("FORBIDDEN", "This decision cannot be appealed from this side.")
    report = opened.report
    made = Appeal.objects.create(
        decision=decision,
        by=opened.by,
        appellant=case.author if opened.by == Appeal.By.AUTHOR else (report.reporter if report else None),
        report=report,
        words=text,
    )
    case.state, case.due_at = Case.State.APPEALED, timezone.now() + timedelta(hours=HOURS)
    case.claimed_by = case.claimed_at = None
    case.save(update_fields=["state", "due_at", "claimed_by", "claimed_at"])
    note(case, What.APPEALED, None, made.get_by_display())
    messages.appealed(case)
    return made
