"""How contributions stand: read from their pages and reviews, so that it is never told otherwise than it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast
from wagtail.models import Comment, WorkflowState

from community.contributions.models import Contribution, Status
from review.models import NOBODY, Decision, Review, SuggestedEdit
from review.rules import name_of

MOST = 200  # comments, and suggestions, that are told of one


def with_status(rows: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """Contributions, each with its ``status``."""
    key = Cast(OuterRef("page_id"), output_field=CharField())
    states = WorkflowState.objects.filter(object_id=key, content_type=OuterRef("page__content_type"))
    open_states = {
        WorkflowState.STATUS_IN_PROGRESS: Status.IN_REVIEW,
        WorkflowState.STATUS_NEEDS_CHANGES: Status.CHANGES_ASKED,
    }
    status = Case(
        *(When(Exists(states.filter(status=state)), then=Value(told.value)) for state, told in open_states.items()),
        When(page__live=True, then=Value(Status.PUBLISHED.value)),
        When(declined_at__isnull=False, then=Value(Status.DECLINED.value)),
        When(Q(withdrawn_at__isnull=False), then=Value(Status.WITHDRAWN.value)),
        When(page=None, then=Value(Status.DECLINED.value)),  # somebody deleted it
        When(submitted_at__isnull=False, then=Value(Status.IN_REVIEW.value)),
        default=Value(Status.DRAFT.value),
        output_field=CharField(),
    )
    return rows.annotate(status=status)


def of_member(user: Any) -> QuerySet[Contribution]:
    """A member's own, each with its status."""
    return with_status(Contribution.objects.filter(member=user)).select_related("page")


@dataclass(frozen=True)
class Said:
    """Something that was said about a contribution."""

    by: str
    text: str
    created_at: datetime
    asks_for_changes: bool = False
    resolved: bool = False


def comments(rows: Sequence[Contribution]) -> dict[Any, list[Said]]:
    """What was said about each, the oldest first: comments, and the notes of answers. Two statements.

    Comments of who did not sign belong to “A reviewer” already (``review.unsigned``).
    """
    pages = {one.page_id: one.pk for one in rows if one.page_id is not None}
    found: dict[Any, list[Said]] = {one.pk: [] for one in rows}
    for left in Comment.objects.filter(page__in=pages).select_related("user"):
        by = name_of(left.user) if left.user is not None else NOBODY
        found[pages[left.page_id]].append(Said(by, left.text, left.created_at, resolved=left.resolved_at is not None))
    reviews = Review.objects.filter(state__workflow_state__object_id__in=[str(key) for key in pages])
    reviews = reviews.exclude(decision=Decision.DECLINE).exclude(note="").select_related("state__workflow_state")
    for one in reviews:
        key = pages[int(one.state.workflow_state.object_id)]
        asks = one.decision == Decision.CHANGES
        found[key].append(Said(one.shown_name, one.note, one.created_at, asks_for_changes=asks))
    return {key: sorted(said, key=lambda one: one.created_at)[:MOST] for key, said in found.items()}


def suggested_edits(rows: Sequence[Contribution]) -> dict[Any, list[SuggestedEdit]]:
    """Other words that reviewers suggest for each, the oldest first. One statement."""
    pages = {one.page_id: one.pk for one in rows if one.page_id is not None}
    found: dict[Any, list[SuggestedEdit]] = {one.pk: [] for one in rows}
    for edit in SuggestedEdit.objects.filter(page__in=pages):
        found[pages[edit.page_id]].append(edit)
    return {key: edits[:MOST] for key, edits in found.items()}
