"""The review that an answer is for, locked, as it stands: nobody else changes the page until the transaction ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wagtail.models import Page, WorkflowState

from content_types.core.row_locks import lock_pages
from review.errors import ReviewError
from review.models import Invitation, PeerReviewState, PeerReviewTask

OVER = "This review has ended: the page was published, or taken out of review. Nothing was changed."
WITH_AUTHOR = "The page is with its author just now. You are told when it comes back; nothing was changed."


@dataclass(frozen=True)
class Reviewer:
    """Who answers: an account, and the invitation by which they came, if any."""

    account: Any
    name: str
    invitation: Invitation | None = None


@dataclass(frozen=True)
class OpenReview:
    """One time that a page is with its reviewers."""

    state: PeerReviewState
    task: PeerReviewTask
    page: Page


def page_of(workflow_state: WorkflowState) -> Page | None:
    """The page that is reviewed; None where it was deleted, or where something else is."""
    page = workflow_state.content_object
    return page.specific if isinstance(page, Page) else None


def current_state(workflow_state: WorkflowState) -> PeerReviewState | None:
    """The state in which the page is with its reviewers now; None where it is not."""
    state = workflow_state.current_task_state
    if workflow_state.status != WorkflowState.STATUS_IN_PROGRESS or state is None:
        return None
    found = state.specific
    return found if isinstance(found, PeerReviewState) and found.status == found.STATUS_IN_PROGRESS else None


def open_review(state_id: Any) -> OpenReview:
    """The review with this task state, locked. Call it in a transaction, first of all. Raises ReviewError."""
    states = PeerReviewState.objects.select_related("workflow_state")
    found = states.filter(pk=state_id).first()
    if found is None:
        raise ReviewError("NOT_FOUND", "There is no such review.")
    lock_pages([int(found.workflow_state.object_id)])
    state = states.filter(pk=state_id).first()
    page = page_of(state.workflow_state) if state is not None else None
    if state is None or page is None:
        raise ReviewError("NOT_FOUND", "The page was deleted. Nothing was changed.")
    if current_state(state.workflow_state) != state:
        returned = state.workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES
        raise ReviewError("NOT_OPEN", WITH_AUTHOR if returned else OVER)
    state.workflow_state.current_task_state = state  # one object: Wagtail reads there what it writes here
    task = state.task.specific
    assert isinstance(task, PeerReviewTask)  # no other task makes such states
    return OpenReview(state, task, page)


def require_standing(invitation: Invitation) -> None:
    """Look again, under the lock, whether an invitation stands. Raises ReviewError where it was taken back."""
    if not Invitation.objects.filter(pk=invitation.pk, withdrawn_at=None).exists():
        raise ReviewError("NOT_OPEN", "The invitation was taken back. Nothing was changed.")
