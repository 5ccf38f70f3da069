"""Whether a report is shown: decided by who may publish the tool, with a reason where it is not."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.permissions import page_permission_policy

from community.errors import CommunityError
from community.moderation.trust import allowance_of
from community.uses import messages
from community.uses.models import MAX_REASON, State, UseReport
from content_types.core.text import one_line


def is_trusted(member: Any) -> bool:
    """Whether what a member reports is shown before somebody has looked at it: by how far a moderator trusts them."""
    return allowance_of(member).shown_at_once


def note_shown(one: UseReport, by: Any = None) -> None:
    """Mark a report as shown; the caller saves it."""
    now = timezone.now()
    one.state, one.reason, one.closed_at = State.SHOWN, "", None
    one.decided_by, one.decided_at, one.shown_at = by, now, one.shown_at or now


def may_decide(user: Any, report: UseReport) -> bool:
    """Whether somebody decides about reports on this tool: who may publish it."""
    return bool(report.page.permissions_for_user(user).can_publish())


def waiting_for(user: Any) -> QuerySet[UseReport]:
    """What waits to be looked at by this person, the oldest first."""
    theirs = page_permission_policy.instances_user_has_permission_for(user, "publish")
    rows = UseReport.objects.filter(state=State.PENDING, hidden_at=None, page__in=theirs).order_by("changed_at", "pk")
    return rows.select_related("page", "member", "setting", "region")


@transaction.atomic
def decide(actor: Any, key: int, *, show: bool, changed_at: str, reason: str = "") -> UseReport:
    """Show a report, or do not and say why: the member is told. ``changed_at`` is when the version was written that the
    actor has read. Again changes nothing. Raises CommunityError."""
    rows = UseReport.objects.select_for_update(of=("self",)).select_related("page", "member")
    one = rows.filter(pk=key).exclude(state=State.WITHDRAWN).first()
    if one is None or not may_decide(actor, one):
        raise CommunityError("NOT_FOUND", "There is no such report, or it was withdrawn.", "report")
    if one.changed_at.isoformat() != changed_at:
        raise CommunityError("BAD_INPUT", "The member has changed the report meanwhile. Read it again.", "report")
    reason = one_line(" ".join(reason.split()))
    if not show and not 0 < len(reason) <= MAX_REASON:
        text = f"Say why in at most {MAX_REASON} characters: the member is told."
        raise CommunityError("BAD_INPUT", text, "reason")
    wanted = State.SHOWN if show else State.HIDDEN
    if one.state == wanted:
        return one
    if show:
        note_shown(one, actor)
    else:
        one.state, one.reason, one.closed_at = State.HIDDEN, reason, timezone.now()
        one.decided_by, one.decided_at = actor, timezone.now()
    one.save()
    messages.decided(one)
    return one
