"""What waits for a reviewer, in a constant number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, TaskState, WorkflowState

from review.models import Claim, Decision, PeerReviewState, PeerReviewTask, Review
from review.rules import is_asked

MOST = 50


@dataclass(frozen=True)
class Waiting:
    """One page that waits for somebody."""

    state: PeerReviewState
    page: Page
    claimed: bool
    claimed_by_others: int
    approvals_needed: int
    approvals_given: int

    @property
    def edit_url(self) -> str:
        """Where it is read in the admin."""
        return f"{settings.WAGTAILADMIN_BASE_URL}{reverse('wagtailadmin_pages:edit', args=[self.page.pk])}"


def waiting_for(user: Any, *, most: int = MOST) -> list[Waiting]:
    """The pages that somebody may review now: those they claimed first, then by the day that is asked for.

    Left out are those that they have answered for the version that stands, that they put off, or that are their own.
    """
    tasks = {one.pk: one for one in PeerReviewTask.objects.filter(active=True).prefetch_related("groups")}
    asked = [one for one in tasks.values() if is_asked(one, user)]
    if not asked:
        return []
    page = Page.objects.filter(pk=Cast(OuterRef("workflow_state__object_id"), output_field=IntegerField()))
    mine = Claim.objects.filter(state=OuterRef("pk"), user=user)
    approvals = Q(reviews__decision=Decision.APPROVE, reviews__revision=F("page_revision"))
    states = (
        PeerReviewState.objects.filter(
            task__in=[one.pk for one in asked],
            status=TaskState.STATUS_IN_PROGRESS,
            workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
        )
        .annotate(page_revision=page.values("latest_revision")[:1], owner=page.values("owner")[:1])
        .annotate(mine=Exists(mine.filter(ask_again_on=None)))
        .exclude(Exists(mine.filter(ask_again_on__gt=timezone.localdate())))
        .exclude(Exists(Review.objects.filter(state=OuterRef("pk"), reviewer=user, revision=OuterRef("page_revision"))))
        .exclude(Exists(Review.objects.filter(state=OuterRef("pk"), reviewer=user, decision=Decision.DECLINE)))
    )
    excluding = [one.pk for one in asked if one.author_excluded]
    own = Q(owner=user.pk) | Q(workflow_state__requested_by=user)
    states = states.exclude(own & Q(task__in=excluding)) if excluding else states
    states = states.annotate(
        given=Count("reviews", filter=approvals, distinct=True),
        others=Count("claims", filter=Q(claims__ask_again_on=None) & ~Q(claims__user=user), distinct=True),
    )
    found = list(
        states.select_related("workflow_state").order_by("-mine", F("due_at").asc(nulls_last=True), "pk")[:most]
    )
    pages = Page.objects.in_bulk([int(one.workflow_state.object_id) for one in found])
    return [
        Waiting(one, pages[key], one.mine, one.others, tasks[one.task_id].approvals_needed, one.given)
        for one in found
        if (key := int(one.workflow_state.object_id)) in pages
    ]
