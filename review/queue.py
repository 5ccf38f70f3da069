"""What waits for a reviewer, in a constant number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, Coalesce
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


def _to_review(user: Any, asked: list[PeerReviewTask]) -> QuerySet[PeerReviewState]:
    """The open states of these tasks that somebody may answer now, each with its page's version (``page_revision``).

    Left out are those that they have answered for the version that stands, that they put off, or that are their own.
    """
    page = Page.objects.filter(pk=Cast(OuterRef("workflow_state__object_id"), output_field=IntegerField()))
    of_user = Review.objects.filter(state=OuterRef("pk"), reviewer=user)
    put_off = Claim.objects.filter(state=OuterRef("pk"), user=user, ask_again_on__gt=timezone.localdate())
    states = (
        PeerReviewState.objects.filter(
            task__in=[one.pk for one in asked],
            status=TaskState.STATUS_IN_PROGRESS,
            workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
        )
        .annotate(
            page_revision=page.values("latest_revision")[:1],
            author=Coalesce(page.values("owner")[:1], 0, output_field=IntegerField()),
        )
        .exclude(Exists(put_off))
        .exclude(Exists(of_user.filter(revision=OuterRef("page_revision"))))
        .exclude(Exists(of_user.filter(decision=Decision.DECLINE)))
    )
    excluding = [one.pk for one in asked if one.author_excluded]
    own = Q(author=user.pk) | Q(workflow_state__requested_by=user)
    return states.exclude(own & Q(task__in=excluding)) if excluding else states


def states_for(task: PeerReviewTask, user: Any) -> QuerySet[TaskState]:
    """What Wagtail lists as waiting for somebody: the states of one task that they may answer now."""
    if not is_asked(task, user):
        return TaskState.objects.none()
    return TaskState.objects.filter(pk__in=_to_review(user, [task]).values("pk"))


def waiting_for(user: Any, *, most: int = MOST) -> list[Waiting]:
    """The pages that somebody may review now: those they claimed first, then by the day that is asked for."""
    tasks = {one.pk: one for one in PeerReviewTask.objects.filter(active=True).prefetch_related("groups")}
    asked = [one for one in tasks.values() if is_asked(one, user)]
    if not asked:
        return []
    mine = Claim.objects.filter(state=OuterRef("pk"), user=user, ask_again_on=None)
    approvals = Q(reviews__decision=Decision.APPROVE, reviews__revision=F("page_revision"))
    states = (
        _to_review(user, asked)
        .annotate(mine=Exists(mine))
        .annotate(
            given=Count("reviews", filter=approvals, distinct=True),
            others=Count("claims", filter=Q(claims__ask_again_on=None) & ~Q(claims__user=user), distinct=True),
        )
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
