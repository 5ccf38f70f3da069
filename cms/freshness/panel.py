"""“Due for review” on the first page: what its reader looks after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from content_types.core.freshness import due_blocks, due_by, due_rows, last_day
from content_types.core.library import LibraryPage

MOST = 10  # that are shown; the report has all


@dataclass(frozen=True)
class DuePage:
    """A resource that should be looked at again."""

    title: str
    due: date
    blocks: list[str]  # that are due, if any
    seen: int | None
    is_overdue: bool
    may_confirm: bool
    edit_url: str
    review_url: str


def due_pages(user: Any) -> tuple[list[DuePage], int]:
    """What is due of what this editor looks after, the longest overdue first, and how much more; three statements beside the user's rights."""
    due = due_by(LibraryPage.objects.filter(owner=user, live=True, alias_of=None), last_day())
    rows = list(
        due.select_related("content_type").prefetch_related(due_rows()).order_by("first_due", "title", "pk")[:MOST]
    )
    more = due.count() - len(rows)
    today = timezone.localdate()
    return [
        DuePage(
            title=page.title,
            due=page.first_due,
            blocks=due_blocks(page),
            seen=page.live_revision_id,
            is_overdue=page.first_due < today,
            may_confirm=rights.can_edit() and rights.can_publish(),
            edit_url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
            review_url=reverse("still_right", args=[page.pk]),
        )
        for page in rows
        if (rights := page.permissions_for_user(user)).can_edit()
    ], more


class DueForReviewPanel(Component):
    """The list, each with a button that says that it is still right, and the way to its form."""

    name = "due_for_review"
    template_name = "cms/admin/due_for_review.html"
    order = 45

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        request = parent_context["request"]
        pages, more = due_pages(request.user)
        return {"pages": pages, "more": more, "request": request}
