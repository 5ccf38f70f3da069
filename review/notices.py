"""What follows when a page comes to its reviewers: Wagtail's own mail to the groups, and one to colleagues invited before."""

from __future__ import annotations

from typing import Any

from wagtail.admin.mail import GroupApprovalTaskStateSubmissionEmailNotifier
from wagtail.signals import task_submitted

from review import messages
from review.models import Decision, Invitation, PeerReviewState, PeerReviewTask, Review
from review.opening import page_of


class SubmissionNotifier(GroupApprovalTaskStateSubmissionEmailNotifier):
    """Tells a page's reviewers by mail that it waits; not its authors, where they may not review it."""

    def get_template_base_prefix(self, instance: Any, **kwargs: Any) -> str:
        return "task_state_"

    def get_recipient_users(self, task_state: Any, **kwargs: Any) -> Any:
        recipients = super().get_recipient_users(task_state, **kwargs)
        task = task_state.task.specific
        if isinstance(task, PeerReviewTask) and task.author_excluded:
            page = page_of(task_state.workflow_state)
            authors = [task_state.workflow_state.requested_by_id, page.owner_id if page else None]
            recipients = recipients.exclude(pk__in=[one for one in authors if one])
        return recipients


tell_reviewers = SubmissionNotifier()


def tell_the_invited(instance: PeerReviewState, **kwargs: Any) -> None:
    """Write to the colleagues who were invited to this review, and have not declined."""
    page = page_of(instance.workflow_state)
    if page is None:
        return
    before = Review.objects.filter(state__workflow_state=instance.workflow_state, decision=Decision.DECLINE)
    invited = Invitation.objects.filter(workflow_state=instance.workflow_state, withdrawn_at=None)
    for invitation in invited.exclude(account__in=before.values("reviewer")).select_related("account"):
        messages.send_back_again(invitation, page, instance)


def connect() -> None:
    """Listen to Wagtail's signals."""
    task_submitted.connect(tell_reviewers, sender=PeerReviewState, dispatch_uid="review_tell_reviewers")
    task_submitted.connect(tell_the_invited, sender=PeerReviewState, dispatch_uid="review_tell_the_invited")
