"""Deciding: a case is taken on by one moderator, decided with a ground and a statement, and has its effect in the same transaction.

Whoever comes second is told so: the row of the case is locked, and each step asks how it stands now.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from community.errors import CommunityError
from community.moderation import messages, suspensions
from community.moderation.log import What, note
from community.moderation.models import LONGEST_WORDS, TAKES_AWAY, Action, Case, Decision
from community.moderation.reasons import Reason
from community.moderation.reportable import by_kind
from community.moderation.reporting import cleaned_words
from community.moderation.rights import ENTER, conflict, require_moderator

CLAIM_HOURS = 48  # after which another may take a case on
LONGEST_SUSPENSION = 3_650  # days
TAKEN = "Another moderator has taken this on. Ask them to give it back."
OVER = "This was decided meanwhile. Nothing was changed; look at the decision."
CHANGED = "It was changed after you opened this. Read it again; nothing was decided."


@dataclass(frozen=True)
class Verdict:
    """What a moderator has filled in."""

    action: str
    ground: str
    statement: str
    note: str = ""
    days: int | None = None  # of a suspension; None: until somebody ends it
    seen: str | None = None  # ``digest_of`` what they read; None: whatever stands there


def text_now(case: Case) -> str | None:
    """What stands there now; None where it is gone."""
    kind = by_kind(case.kind)
    subject = kind.find(case.subject) if kind is not None else None
    return kind.text_of(subject) if kind is not None and subject is not None else None


def digest_of(text: str | None) -> str:
    """By which a form remembers what its reader read."""
    return hashlib.sha256((text or "").encode()).hexdigest()[:16]


def locked(actor: Any, key: int) -> Case:
    """The case, for this transaction alone. Raises CommunityError."""
    require_moderator(actor)
    case = Case.objects.select_for_update().filter(pk=key).first()
    if case is None:
        raise CommunityError("NOT_FOUND", "There is no such case.", "case")
    return case


def _require_theirs(actor: Any, case: Case) -> None:
    if case.state not in (Case.State.OPEN, Case.State.APPEALED):
        raise CommunityError("ALREADY_DECIDED", OVER)
    why_not = conflict(actor, case)
    if why_not:
        raise CommunityError("FORBIDDEN", why_not)
    held = case.claimed_at is not None and timezone.now() - case.claimed_at < timedelta(hours=CLAIM_HOURS)
    if case.claimed_by_id not in (None, actor.pk) and held:
        raise CommunityError("ALREADY_DECIDED", TAKEN)


@transaction.atomic
def claim(actor: Any, key: int) -> Case:
    """Take a case on; again changes nothing. Raises CommunityError."""
    case = locked(actor, key)
    _require_theirs(actor, case)
    if case.claimed_by_id != actor.pk:
        case.claimed_by, case.claimed_at = actor, timezone.now()
        case.save(update_fields=["claimed_by", "claimed_at"])
        note(case, What.CLAIMED, actor)
    return case


@transaction.atomic
def release(actor: Any, key: int) -> Case:
    """Give a case back. Raises CommunityError."""
    case = locked(actor, key)
    if case.claimed_by_id == actor.pk:
        case.claimed_by = case.claimed_at = None
        case.save(update_fields=["claimed_by", "claimed_at"])
        note(case, What.RELEASED, actor)
    return case


@transaction.atomic
def decide(actor: Any, key: int, verdict: Verdict) -> Decision:
    """Decide a case, or an appeal of it; what follows has happened when this returns, and the mails are written. Raises CommunityError."""
    case = locked(actor, key)
    _require_theirs(actor, case)
    statement = _checked(actor, case, verdict)
    on_appeal = case.state == Case.State.APPEALED
    before = case.decisions.order_by("-pk").first()
    made = Decision.objects.create(
        case=case,
        moderator=actor,
        action=verdict.action,
        ground=verdict.ground,
        statement=statement,
        note=cleaned_words(verdict.note)[:LONGEST_WORDS],
        suspended_days=verdict.days if verdict.action == Action.SUSPEND else None,
        on_appeal=on_appeal,
    )
    note(case, What.APPEAL_DECIDED if on_appeal else What.DECIDED, actor, made.get_action_display())
    _carry_out(actor, case, made, before)
    case.state = Case.State.CLOSED if on_appeal else Case.State.DECIDED
    case.decided_at = timezone.now()
    case.claimed_by = case.claimed_at = None
    case.save()
    if on_appeal:
        messages.appeal_decided(made, changed=before is not None and before.action != made.action)
    else:
        messages.decided(made)
    return made


def _checked(actor: Any, case: Case, verdict: Verdict) -> str:
    if verdict.action not in Action.values:
        raise CommunityError("BAD_INPUT", "Choose what is to be done.", "action")
    if verdict.ground not in Reason.values:
        raise CommunityError("BAD_INPUT", "Choose the ground.", "ground")
    statement = cleaned_words(verdict.statement)
    if not 10 <= len(statement) <= LONGEST_WORDS:
        text = "Write the statement: what was found, and why it is decided so. It is sent, so it names nobody who reported."
        raise CommunityError("BAD_INPUT", text, "statement")
    if verdict.days is not None and not 1 <= verdict.days <= LONGEST_SUSPENSION:
        raise CommunityError("BAD_INPUT", f"Give 1 to {LONGEST_SUSPENSION:,} days, or none.", "days")
    if verdict.seen is not None and verdict.seen != digest_of(text_now(case)):
        raise CommunityError("CHANGED_MEANWHILE", CHANGED)
    if verdict.action == Action.SUSPEND:
        if case.author is None:
            raise CommunityError("BAD_INPUT", "Its author has no account any more. Remove it.", "action")
        if case.author.has_perm(ENTER) and not actor.is_superuser:
            raise CommunityError(
                "FORBIDDEN", "This account may enter the admin. Remove the content, and ask an administrator."
            )
    return statement


def _carry_out(actor: Any, case: Case, made: Decision, before: Decision | None) -> None:
    """Make what is so what was decided: on appeal, from what the first decision had made."""
    kind = by_kind(case.kind)
    subject = kind.find(case.subject) if kind is not None else None
    if kind is not None and subject is not None:
        if made.action in TAKES_AWAY and not case.hidden and not kind.is_hidden(subject):
            case.kept = kind.hide(actor, subject) if made.action == Action.HIDE else kind.remove(actor, subject)
            case.hidden = True
            note(case, What.HIDDEN, actor)
        elif made.action not in TAKES_AWAY and case.hidden:
            kind.show(actor, subject, case.kept)
            case.kept, case.hidden = {}, False
            note(case, What.SHOWN, actor)
    if before is not None and before.action == Action.SUSPEND and made.action != Action.SUSPEND:
        running = getattr(before, "suspension", None)
        if running is not None:
            suspensions.end(running, actor)
    if made.action == Action.SUSPEND and (before is None or before.action != Action.SUSPEND):
        suspensions.suspend(actor, made)
    if made.action == Action.WARN:
        note(case, What.WARNED, actor)
