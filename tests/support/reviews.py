"""A draft that a colleague may review by a link."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from wagtail.models import Page, Workflow, WorkflowTask

from content_types.core.library import RelatedResource
from review.invitations import invite
from review.links import token_of
from review.models import PeerReviewTask


def link_to_review_of(draft: Any, related: Page) -> str:
    """Put a draft that names another page into review; gives the token of an invitation to it."""
    draft.related_resources = [RelatedResource(related_page=related)]
    draft.save_revision()
    admin = get_user_model().objects.create_superuser(f"reviews-{draft.pk}", "", None)
    task = PeerReviewTask.objects.create(name=f"Review of {draft.pk}", author_excluded=False)
    workflow = Workflow.objects.create(name=task.name)
    WorkflowTask.objects.create(workflow=workflow, task=task.task_ptr)
    state = workflow.start(draft, admin).current_task_state
    return token_of(invite(state.pk, admin, f"guest-{draft.pk}@example.org", "Guest"))
