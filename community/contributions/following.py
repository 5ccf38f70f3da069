"""What is told to a member when their contribution goes on in the review, in the transaction in which it does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from wagtail.admin.mail import WorkflowStateApprovalEmailNotifier, WorkflowStateRejectionEmailNotifier
from wagtail.models import Comment, Page, WorkflowState
from wagtail.signals import page_published, workflow_approved, workflow_rejected

from community.contributions import files, messages
from community.contributions.models import Contribution, Upload
from review.models import SuggestedEdit

COMMENTS_EVERY = timedelta(hours=1)  # one mail for what is said meanwhile


def _of_page(key: Any) -> Contribution | None:
    return Contribution.objects.filter(page=key).select_related("member").first()


def _is_by_contributor(state: WorkflowState) -> bool:
    """Whether the page was handed in by the member whose contribution it is."""
    return Contribution.objects.filter(page=state.object_id, member=state.requested_by_id or 0).exists()


class _ToEditors:
    """Wagtail's own mail, which leads into the admin, is not for contributors: they have one of ours."""

    def get_recipient_users(self, workflow_state: WorkflowState, **kwargs: Any) -> Any:
        if _is_by_contributor(workflow_state):
            return set()
        return super().get_recipient_users(workflow_state, **kwargs)  # type: ignore[misc]  # of Wagtail's notifiers


class RejectionToEditors(_ToEditors, WorkflowStateRejectionEmailNotifier):
    """That changes are asked for."""


class ApprovalToEditors(_ToEditors, WorkflowStateApprovalEmailNotifier):
    """That it was approved."""


to_editors_rejected, to_editors_approved = RejectionToEditors(), ApprovalToEditors()


def tell_changes_asked(instance: WorkflowState, **kwargs: Any) -> None:
    """A reviewer sent the page back."""
    found = _of_page(instance.object_id) if isinstance(instance.content_object, Page) else None
    if found is not None:
        state = instance.current_task_state
        messages.changes_asked(found, str(state.specific.get_comment() or "") if state is not None else "")


def tell_published(instance: Page, **kwargs: Any) -> None:
    """Readers see the page for the first time."""
    found = _of_page(instance.pk)
    if found is None:
        return
    files.show(found)
    if found.told_published_at is not None:
        return
    told = Contribution.objects.filter(pk=found.pk, told_published_at=None).update(told_published_at=timezone.now())
    if told:
        messages.published(found)


def tell_comment(instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Somebody else has said something of the page: one mail an hour at most."""
    if not created or raw:
        return
    found = _of_page(instance.page_id)
    if found is None or instance.user_id == found.member_id:
        return
    now = timezone.now()
    lately = Contribution.objects.filter(pk=found.pk, told_of_comments_at__gt=now - COMMENTS_EVERY)
    with transaction.atomic():
        if not lately.exists():
            Contribution.objects.filter(pk=found.pk).update(told_of_comments_at=now)
            messages.commented(found)


def forget_file(instance: Upload, **kwargs: Any) -> None:
    """The file goes with the upload that nothing names."""
    files.forget(instance)


def connect() -> None:
    """Listen to Wagtail's signals, in place of its own mails."""
    for signal, ours, uid in (
        (workflow_rejected, to_editors_rejected, "workflow_state_rejected_email_notification"),
        (workflow_approved, to_editors_approved, "workflow_state_approved_email_notification"),
    ):
        signal.disconnect(sender=WorkflowState, dispatch_uid=uid)
        signal.connect(ours, sender=WorkflowState, dispatch_uid=uid)
    workflow_rejected.connect(tell_changes_asked, sender=WorkflowState, dispatch_uid="contribution_changes_asked")
    page_published.connect(tell_published, dispatch_uid="contribution_published")
    post_save.connect(tell_comment, sender=Comment, dispatch_uid="contribution_comment")
    post_delete.connect(forget_file, sender=Upload, dispatch_uid="contribution_file")
    post_save.connect(tell_comment, sender=SuggestedEdit, dispatch_uid="contribution_suggestion")
