"""What an approval does. Wagtail imports this while its models load, so it imports models when it is called."""

from __future__ import annotations

from typing import Any


def publish_if_complete(workflow_state: Any, user: Any = None) -> None:
    """End a workflow by publishing what was approved. Raises PageIncomplete, and nothing is approved, where it lacks something."""
    from wagtail.models import Page
    from wagtail.workflows import publish_workflow_state

    from content_types.core.completeness import require_complete

    content = workflow_state.content_object
    if isinstance(content, Page):
        require_complete(content.get_latest_revision_as_object())
    publish_workflow_state(workflow_state, user=user)
