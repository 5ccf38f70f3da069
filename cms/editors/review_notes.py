"""What a reviewer asked for: on the page itself, and on the first page of whoever wrote it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q
from django.db.models.functions import Cast
from django.urls import reverse
from wagtail.admin.ui.components import Component
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Page, TaskState, WorkflowState, get_default_page_content_type

from review.models import SuggestedEdit

ACTIVE = (WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES)


@dataclass(frozen=True)
class ReviewNote:
    """What one reviewer asked for, and when."""

    reviewer: str
    words: str
    asked_at: datetime | None

    @classmethod
    def of(cls, state: TaskState) -> ReviewNote:
        reviewer = get_user_display_name(state.finished_by) if state.finished_by else "A reviewer"
        return cls(str(reviewer), state.comment.strip(), state.finished_at)


@dataclass(frozen=True)
class ReturnedPage:
    """A page that has come back to its author."""

    title: str
    url: str
    note: ReviewNote
    review_url: str
    suggested: int  # other words, which its author takes over or leaves


def last_note(page: Page) -> ReviewNote | None:
    """The last note of the review that a page is in; None where nobody has asked for anything yet."""
    returned = TaskState.objects.filter(
        workflow_state__in=page.workflow_states.filter(status__in=ACTIVE), status=TaskState.STATUS_REJECTED
    )
    state = returned.select_related("finished_by").order_by("-finished_at", "-pk").first()
    return ReviewNote.of(state) if state else None


def suggestions_open(pages: Collection[int]) -> dict[int, int]:
    """How many suggested words each of these pages has that nobody has decided on."""
    found = SuggestedEdit.objects.filter(page__in=pages, status=SuggestedEdit.Status.OPEN)
    return dict(found.values_list("page").annotate(Count("pk")).order_by())


def returned_pages(user: Any) -> list[ReturnedPage]:
    """What has come back to this editor, who wrote the page or sent it for review; the latest first."""
    theirs = Page.objects.filter(owner=user, pk=Cast(OuterRef("object_id"), output_field=IntegerField()))
    states = (
        WorkflowState.objects.filter(
            Q(requested_by=user) | Exists(theirs),
            status=WorkflowState.STATUS_NEEDS_CHANGES,
            base_content_type=get_default_page_content_type(),
        )
        .select_related("current_task_state__finished_by")
        .order_by("-current_task_state__finished_at")
    )
    pages = Page.objects.in_bulk([int(state.object_id) for state in states])
    suggested = suggestions_open(pages)
    return [
        ReturnedPage(
            page.draft_title,
            reverse("wagtailadmin_pages:edit", args=[page.pk]),
            ReviewNote.of(state.current_task_state),
            reverse("page_review", args=[page.pk]),
            suggested.get(page.pk, 0),
        )
        for state in states
        if (page := pages.get(int(state.object_id))) and page.permissions_for_user(user).can_edit()
    ]


class ReturnedPanel(Component):
    """“Come back to you” on the first page: who asks for what, and the way to the form."""

    name = "returned"
    template_name = "cms/admin/returned.html"
    order = 40

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"pages": returned_pages(parent_context["request"].user)}
