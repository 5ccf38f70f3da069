"""What an approval does. Wagtail imports this while its models load, so it imports models when it is called."""

from __future__ import annotations

from typing import Any


def publish_if_complete(workflow_state: Any, user: Any = None) -> None:
    """End a workflow by publishing what was approved. Raises PageIncomplete, and nothing is approved, where it lacks something.

    The workflow has the right to publish; whoever gave the last approval may have none of their own.
    """
    from wagtail.models import Page

    from content_types.core.completeness import require_complete

    content = workflow_state.content_object
    if isinstance(content, Page):
        require_complete(content.get_latest_revision_as_object())
    content.get_latest_revision().publish(user=user, skip_permission_checks=True)
