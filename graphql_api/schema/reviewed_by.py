"""Who reviewed a page and agreed that readers are told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wagtail.models import TaskState

from delivery.batch_loading import load
from review.models import Decision, Review


def names_of_reviewers(page: Any, info: Any) -> list[str]:
    """The names of those who approved in a page's last review that ended so; one statement for the whole batch."""
    found: list[str] = load(page, "reviewed by", _names, [])
    return found


def _names(pages: Sequence[Any]) -> dict[Any, list[str]]:
    keys = {str(one.pk): one.pk for one in pages if one.pk}
    rows = Review.objects.filter(
        state__workflow_state__object_id__in=keys,
        state__status=TaskState.STATUS_APPROVED,
        decision=Decision.APPROVE,
    ).order_by("state_id", "created_at", "pk")
    last: dict[Any, tuple[int, list[str]]] = {}
    for one in rows.select_related("state__workflow_state"):
        key = keys[one.state.workflow_state.object_id]
        if last.get(key, (0, []))[0] != one.state_id:
            last[key] = one.state_id, []
        if one.public and one.signed:
            last[key][1].append(one.shown_name)
    return {key: names for key, (_, names) in last.items()}
