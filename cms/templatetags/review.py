"""For the templates of the admin: where a page stands in its review."""

from __future__ import annotations

from typing import Any

from django import template
from wagtail.models import Page, WorkflowState

from cms.editors.contributions import mark_of
from cms.editors.review_notes import ACTIVE, last_note, suggestions_open

register = template.Library()


@register.inclusion_tag("cms/admin/review_note.html")
def review_note(page: Page, user: Any) -> dict[str, Any]:
    """Above the form of a page in review: what was asked for, and what the reader of these words can do."""
    state = page.current_workflow_state
    if state is None or state.status not in ACTIVE:
        return {}
    task = page.current_workflow_task
    reviewing = bool(task and task.get_actions(page, user))
    returned = state.status == WorkflowState.STATUS_NEEDS_CHANGES
    return {
        "page": page,
        "returned": returned,
        "reviewing": reviewing,
        "note": last_note(page),
        "suggested": suggestions_open([page.pk]).get(page.pk, 0) if returned else 0,
    }


@register.inclusion_tag("cms/admin/contribution_note.html")
def contribution_note(page: Page, user: Any) -> dict[str, Any]:
    """Above the form of a page that a member contributed: whose it is, and how it stands."""
    return {"contributed": mark_of(page, user)}
