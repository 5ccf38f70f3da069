"""An editor's own pages on the first page: the drafts that they write, and what others are asked to review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Exists, F, IntegerField, OuterRef, Prefetch, Q
from django.db.models.functions import Cast
from django.urls import reverse
from wagtail.admin.ui.components import Component
from wagtail.models import Page, WorkflowState, get_default_page_content_type
from wagtail.permissions import page_permission_policy

from cms.editors.review_notes import ACTIVE
from review.models import Claim, Decision, Invitation, PeerReviewState, PeerReviewTask, Review
from review.rules import name_of

MOST = 10


@dataclass(frozen=True)
class Draft:
    """A page that is not as its author last left it for readers."""

    title: str
    kind: str
    url: str
    saved_at: datetime | None
    is_public: bool  # readers see an older version


def drafts_of(user: Any) -> tuple[list[Draft], bool]:
    """What this editor writes and has not handed in, the latest first, and whether there is more; one statement beside their rights."""
    reviewed = WorkflowState.objects.filter(
        base_content_type=get_default_page_content_type(),
        object_id=Cast(OuterRef("pk"), output_field=CharField()),
        status__in=ACTIVE,
    )
    pages = (
        Page.objects.filter(owner=user, has_unpublished_changes=True, latest_revision__isnull=False, alias_of=None)
        .filter(~Exists(reviewed), latest_revision__approved_go_live_at=None, depth__gt=1)
        .select_related("content_type")
        .order_by("-latest_revision_created_at", "-pk")[: MOST + 1]
    )
    found = [page for page in pages if page.permissions_for_user(user).can_edit()]
    drafts = [
        Draft(
            page.get_admin_display_title(),
            page.page_type_display_name,
            reverse("wagtailadmin_pages:edit", args=[page.pk]),
            page.latest_revision_created_at,
            page.live,
        )
        for page in found[:MOST]
    ]
    return drafts, len(found) > MOST


class MyDraftsPanel(Component):
    """“My drafts”."""

    name = "my_drafts"
    template_name = "cms/admin/my_drafts.html"
    order = 55

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        drafts, more = drafts_of(user)
        root = page_permission_policy.explorable_root_instance(user) if more else None
        everything = f"{reverse('wagtailadmin_explore', args=[root.pk])}?owner={user.pk}" if root else ""
        return {"drafts": drafts, "all_of_mine": everything}


@dataclass(frozen=True)
class InReview:
    """A page with its reviewers: who is asked, who reads it, how many approvals it has, until when."""

    title: str
    edit_url: str
    review_url: str  # empty for a review of another sort
    asked: str
    reading: list[str]
    given: int
    needed: int
    due_at: datetime | None
    is_late: bool


def in_review(user: Any) -> tuple[list[InReview], int]:
    """What this editor wrote or handed in and others are asked about, the first that is due first, and how much more; a constant number of statements."""
    theirs = Page.objects.filter(owner=user, pk=Cast(OuterRef("object_id"), output_field=IntegerField()))
    mine = WorkflowState.objects.filter(
        Q(requested_by=user) | Exists(theirs),
        status=WorkflowState.STATUS_IN_PROGRESS,
        base_content_type=get_default_page_content_type(),
    )
    reviews = list(
        mine.select_related("current_task_state__task")
        .prefetch_related(Prefetch("review_invitations", Invitation.objects.filter(withdrawn_at=None)))
        .order_by(F("current_task_state__peerreviewstate__due_at").asc(nulls_last=True), "pk")[:MOST]
    )
    more = max(0, mine.count() - MOST)
    pages = Page.objects.in_bulk([int(one.object_id) for one in reviews])
    current = [one.current_task_state for one in reviews if one.current_task_state_id]
    states = PeerReviewState.objects.prefetch_related(
        Prefetch("claims", Claim.objects.filter(ask_again_on=None).select_related("user", "partner")),
        Prefetch("reviews", Review.objects.filter(decision=Decision.APPROVE)),
    ).in_bulk([one.pk for one in current])
    tasks = PeerReviewTask.objects.prefetch_related("groups").in_bulk({one.task_id for one in current})
    return [
        _told(page, review, states.get(review.current_task_state_id), tasks)
        for review in reviews
        if (page := pages.get(int(review.object_id))) and page.permissions_for_user(user).can_edit()
    ], more


def _told(
    page: Page, review: WorkflowState, state: PeerReviewState | None, tasks: Mapping[int, PeerReviewTask]
) -> InReview:
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    task = tasks.get(state.task_id) if state is not None else None
    if state is None or task is None:
        at = review.current_task_state.task.name if review.current_task_state else ""
        return InReview(page.get_admin_display_title(), edit, "", at, [], 0, 0, None, False)
    asked = [*sorted(group.name for group in task.groups.all()), *(one.name for one in review.review_invitations.all())]
    reading = [name_of(who) for one in state.claims.all() for who in (one.user, one.partner) if who is not None]
    given = sum(
        one.revision_id is not None and one.revision_id == page.latest_revision_id for one in state.reviews.all()
    )
    return InReview(
        title=page.get_admin_display_title(),
        edit_url=edit,
        review_url=reverse("page_review", args=[page.pk]),
        asked=", ".join(asked),
        reading=reading,
        given=given,
        needed=task.approvals_needed,
        due_at=state.due_at,
        is_late=state.is_late,
    )


class InReviewPanel(Component):
    """“In review”: what its author waits for."""

    name = "in_review"
    template_name = "cms/admin/in_review.html"
    order = 60

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        pages, more = in_review(parent_context["request"].user)
        return {"pages": pages, "more": more}
