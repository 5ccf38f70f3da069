"""“Waiting for your review” on the first page: the next few, in a number of statements that does not grow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.urls import reverse
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel
from wagtail.models import Page, TaskState

SHOWN = 10


class WaitingPanel(Component):
    """In place of Wagtail's, which looks at each of thousands one by one."""

    name = "waiting"
    template_name = "wagtailadmin/home/workflow_objects_to_moderate.html"
    order = 42  # after what came back

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        states = TaskState.objects.reviewable_by(user)
        due = F("peerreviewstate__due_at").asc(nulls_last=True)
        shown = list(
            states.select_related("revision__user", "workflow_state")
            .prefetch_related("revision__content_object")
            .defer("revision__content")
            .order_by(due, "started_at", "pk")[: SHOWN + 1]
        )
        more = states.count() - SHOWN if len(shown) > SHOWN else 0
        return {
            "states": [_shown(one) for one in shown[:SHOWN] if one.revision.content_object],
            "more": more,
            "all": f"{reverse('wagtailadmin_reports:workflow_tasks')}?reviewable=true",
        }


def _shown(state: TaskState) -> dict[str, Any]:
    thing = state.revision.content_object
    is_page = isinstance(thing, Page)
    compare = (
        "wagtailadmin_pages:revisions_compare" if is_page else thing.snippet_viewset.get_url_name("revisions_compare")
    )
    return {
        "obj": thing,
        "is_page": is_page,
        "revision": state.revision,
        "task_state": state,
        "revisions_compare_url_name": compare,
    }


def in_place_of_wagtails(panels: list[Any]) -> None:
    """Put it in the place of Wagtail's panel."""
    panels[:] = [WaitingPanel() if isinstance(one, WorkflowObjectsToModeratePanel) else one for one in panels]
