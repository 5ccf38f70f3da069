"""The trail of a page's reviews: who, when, which version, what was asked and done. Who is not told is “A reviewer”."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from wagtail.models import Page, PageLogEntry

from review.log_actions import ACTIONS
from review.models import NOBODY, Review
from review.rules import name_of

OF_WAGTAIL = frozenset(
    f"wagtail.{action}"
    for action in (
        "publish",
        "unpublish",
        "revert",
        "workflow.start",
        "workflow.resume",
        "workflow.cancel",
    )
)
ANSWERS = frozenset({"review.approve", "review.changes", "review.decline"})  # told with what was said


@dataclass(frozen=True)
class Step:
    """One thing that was done."""

    at: str  # ISO 8601, UTC
    who: str
    what: str
    version: int | None  # the key of the revision
    note: str
    answers: list[dict[str, str]]

    @property
    def moment(self) -> datetime:
        """When, as a time."""
        return datetime.fromisoformat(self.at)


def trail_of(page: Page, *, knows: bool = False) -> list[Step]:
    """All steps, the oldest first; in two statements, and one more for who ``knows`` who did not sign."""
    entries = list(
        PageLogEntry.objects.filter(page=page.pk, action__in=(ACTIONS | OF_WAGTAIL) - ANSWERS).select_related("user")
    )
    keys = {one.data.get("account") for one in entries if one.user_id is None} - {None} if knows else set()
    accounts = get_user_model()._default_manager.in_bulk(keys) if keys else {}
    steps = [
        Step(
            _moment(one.timestamp),
            _who(one, accounts),
            str(one.message),  # Wagtail gives some that are not text yet
            one.revision_id,
            str(one.data.get("comment") or ""),
            [],
        )
        for one in entries
    ]
    reviews = Review.objects.filter(state__workflow_state__object_id=str(page.pk))
    steps += [
        Step(
            _moment(one.created_at),
            one.shown_name if one.signed or not knows else f"{NOBODY} ({one.reviewer_name})",
            one.get_decision_display(),
            one.revision_id,
            one.note,
            one.answers,
        )
        for one in reviews
    ]
    return sorted(steps, key=lambda one: one.at)


def _who(entry: PageLogEntry, accounts: Mapping[int, Any]) -> str:
    if entry.user is not None:
        return name_of(entry.user)
    known = accounts.get(entry.data.get("account"))
    if known is not None:
        return f"{NOBODY} ({name_of(known)})"
    return str(entry.data.get("name") or (NOBODY if entry.action in ACTIONS else "The platform"))


def _moment(at: Any) -> str:
    return str(at.isoformat(timespec="milliseconds"))


def as_json(steps: list[Step]) -> str:
    """The trail as a list of objects."""
    return json.dumps([asdict(one) for one in steps], ensure_ascii=False, indent=1)
