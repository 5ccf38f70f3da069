"""Changing what is published and what is drafted at once: each version that may still be seen gets a successor, the history stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models
from wagtail.models import Page, Revision, RevisionMixin, TaskState, WorkflowState


def succeed(thing: Any, change: Callable[[dict[str, Any]], dict[str, Any]], user: Any) -> Revision | None:
    """Give every version that may still be seen a successor with changed content, in their order, and give the latest. Whoever calls saves the thing.

    The versions are the latest, the live one, those in review and those that are scheduled; what points to one of them points to its successor then.
    """
    if not isinstance(thing, RevisionMixin):
        return None
    reviews = TaskState.objects.filter(
        workflow_state__in=WorkflowState.objects.active(), revision__in=thing.revisions.all()
    )
    pointed_to = {thing.latest_revision_id, getattr(thing, "live_revision_id", None)}
    pointed_to.update(reviews.values_list("revision", flat=True))
    of_the_time = models.Q(pk__in=pointed_to) | models.Q(approved_go_live_at__isnull=False)
    before = list(thing.revisions.filter(of_the_time).order_by("created_at", "pk"))
    contents = [change(one.content) for one in before]
    if contents == [one.content for one in before]:
        return thing.latest_revision
    for one, content in zip(before, contents, strict=True):
        after = Revision.objects.create(
            content_type=one.content_type,
            base_content_type=one.base_content_type,
            object_id=one.object_id,
            user=user,
            content=content,
            object_str=one.object_str,
            approved_go_live_at=one.approved_go_live_at,
        )
        thing.revisions.filter(pk=one.pk).update(approved_go_live_at=None)
        reviews.filter(revision=one).update(revision=after)
        for pointer in ("latest_revision", "live_revision"):
            if getattr(thing, f"{pointer}_id", None) == one.pk:
                setattr(thing, pointer, after)
    if isinstance(thing, Page):
        thing.latest_revision_created_at = thing.latest_revision.created_at
    return thing.latest_revision
