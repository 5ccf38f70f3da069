"""What those whom a decision is about may read of it, and a member's own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from community.moderation.links import Opened
from community.moderation.models import Action, Appeal, Decision, Report
from community.moderation.reportable import by_kind
from content_types.core.text import one_line

MOST = 100
EXCERPT = 200  # characters of what was reported


def told_statement(opened: Opened) -> str | None:
    """The author reads every statement about their own; who reported reads why it stays as it is, and no more."""
    decision = opened.decision
    return decision.statement if opened.by == Appeal.By.AUTHOR or decision.action == Action.NONE else None


def label_of(decision: Decision) -> str:
    """What was decided on, as its kind is called."""
    kind = by_kind(decision.case.kind)
    return kind.label if kind is not None else decision.case.kind


def _told(rows: QuerySet[Decision]) -> QuerySet[Decision]:
    return rows.select_related("case", "appeal").order_by("-pk")


def about(user: Any) -> list[Opened]:
    """The decisions by which something was done about what somebody wrote, the newest first. One statement."""
    done = Decision.objects.exclude(action=Action.NONE, on_appeal=False)
    return [Opened(one, Appeal.By.AUTHOR) for one in _told(done.filter(case__author=user))[:MOST]]


def concerning(user: Any, keys: Iterable[int]) -> dict[int, Opened]:
    """Those with these keys that are about what somebody wrote, or reported. Two statements."""
    rows = list(_told(Decision.objects.filter(pk__in=list(keys))))
    reports: dict[int, Report] = {}
    for one in Report.objects.filter(case__in=[row.case_id for row in rows], reporter=user).order_by("-pk"):
        reports[one.case_id] = one
    found = {}
    for row in rows:
        if row.case.author_id == user.pk:
            found[row.pk] = Opened(row, Appeal.By.AUTHOR)
        elif row.case_id in reports:
            found[row.pk] = Opened(row, Appeal.By.REPORTER, reports[row.case_id])
    return found


def again(opened: Opened) -> Opened:
    """The same, as it stands now."""
    row = Decision.objects.select_related("case", "appeal").get(pk=opened.decision.pk)
    return Opened(row, opened.by, opened.report)


def excerpt_of(opened: Opened) -> str | None:
    """The first words of what was reported, for its author."""
    if opened.by != Appeal.By.AUTHOR:
        return None
    return one_line(opened.decision.case.text)[:EXCERPT] or None


def suspended_until(opened: Opened) -> datetime | None:
    """Until when the author is suspended by it; None where they are not, or without an end."""
    decision = opened.decision
    if opened.by != Appeal.By.AUTHOR or decision.action != Action.SUSPEND or not decision.suspended_days:
        return None
    return decision.created_at + timedelta(days=decision.suspended_days)
