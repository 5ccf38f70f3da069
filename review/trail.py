"""The trail of a page's reviews: who, when, which version, what was asked and done. Who is not told is “A reviewer”."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from wagtail.models import Page, PageLogEntry

from review.log_actions import ACTIONS
from review.models import Review
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


def trail_of(page: Page) -> list[Step]:
    """All steps, the oldest first; in two statements."""
    entries = PageLogEntry.objects.filter(page=page.pk, action__in=(ACTIONS | OF_WAGTAIL) - ANSWERS)
    steps = [
        Step(
            _moment(one.timestamp),
            name_of(one.user) if one.user else str(one.data.get("name") or "The platform"),
            one.message,
            one.revision_id,
            str(one.data.get("comment") or ""),
            [],
        )
        for one in entries.select_related("user")
    ]
    reviews = Review.objects.filter(state__workflow_state__object_id=str(page.pk))
    steps += [
        Step(
            _moment(one.created_at), one.shown_name, one.get_decision_display(), one.revision_id, one.note, one.answers
        )
        for one in reviews
    ]
    return sorted(steps, key=lambda one: one.at)


def _moment(at: Any) -> str:
    return str(at.isoformat(timespec="milliseconds"))


def as_json(steps: list[Step]) -> str:
    """The trail as a list of objects."""
    return json.dumps([asdict(one) for one in steps], ensure_ascii=False, indent=1)
