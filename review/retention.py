"""What is kept of colleagues who were invited by mail: their address, name and account go some time after the review has ended.

What they said stays, under the name with which they signed it, else as that of “A colleague”.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Coalesce
from django.utils import timezone
from wagtail.models import Comment, CommentReply, PageLogEntry, WorkflowState

from review.models import GUEST, Invitation, Review
from review.unsigned import a_reviewer

A_COLLEAGUE = "A colleague"
OPEN = (WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES)


def forget_invited() -> int:
    """Delete the invitations of reviews that ended longer ago than is kept, and the guests' accounts; gives how many."""
    if not settings.REVIEW_INVITATION_DAYS:
        return 0
    before = timezone.now() - timedelta(days=settings.REVIEW_INVITATION_DAYS)
    ended = Max("workflow_state__task_states__finished_at")
    due = Invitation.objects.exclude(workflow_state__status__in=OPEN).annotate(ended=Coalesce(ended, "created_at"))
    keys = list(due.filter(ended__lt=before).values_list("pk", flat=True))
    return sum(_forget(key) for key in keys)


@transaction.atomic
def _forget(key: Any) -> bool:
    found = Invitation.objects.select_for_update(of=("self",)).filter(pk=key)
    invitation = found.select_related("account", "workflow_state").first()
    if invitation is None:
        return False
    _rename(invitation)
    guest = invitation.account
    invitation.delete()
    if guest.username.startswith(GUEST) and not guest.is_active:
        Comment.objects.filter(user=guest).update(user=a_reviewer())
        CommentReply.objects.filter(user=guest).update(user=a_reviewer())
        get_user_model()._default_manager.filter(pk=guest.pk).delete()
    return True


def _rename(invitation: Invitation) -> None:
    """Put “A colleague” for who did not sign. An editor who was invited has an account of their own, and stays."""
    guest = invitation.account
    if not guest.username.startswith(GUEST):
        return
    answers = Review.objects.filter(reviewer=guest)
    signed = answers.filter(signed=True).exists()
    answers.filter(signed=False).update(reviewer_name=A_COLLEAGUE)
    entries = PageLogEntry.objects.filter(
        page=invitation.workflow_state.object_id, timestamp__gte=invitation.created_at - timedelta(minutes=1)
    )
    for entry in entries.filter(action__startswith="review."):
        own = guest.pk in (entry.user_id, entry.data.get("account"))
        if own or entry.data.get("name") == invitation.name:
            told = entry.data.get("name")
            entry.data["name"] = A_COLLEAGUE if told == invitation.name and not signed else told
            entry.data.pop("account", None)
            entry.user = None if own else entry.user
            entry.save(update_fields=["user", "data"])
