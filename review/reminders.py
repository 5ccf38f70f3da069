"""One mail before the day by which answers are asked for, to who was invited and to who claimed the review."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from review import messages
from review.models import Claim, Invitation, PeerReviewState, PeerReviewTask
from review.opening import current_state, page_of
from review.rules import name_of


def remind() -> int:
    """Send what is due; gives how many reviews were reminded of. Each once, however many processes ask at once."""
    sent = 0
    for task in PeerReviewTask.objects.filter(active=True, remind_days_before__gt=0):
        until = timezone.now() + timedelta(days=task.remind_days_before)
        due = task.task_states.filter(status="in_progress", peerreviewstate__reminded_at=None)
        for key in due.filter(peerreviewstate__due_at__lte=until).values_list("pk", flat=True):
            sent += _remind(key)
    return sent


@transaction.atomic
def _remind(key: int) -> bool:
    taken = PeerReviewState.objects.filter(pk=key, reminded_at=None).update(reminded_at=timezone.now())
    state = PeerReviewState.objects.select_related("workflow_state").filter(pk=key).first() if taken else None
    page = page_of(state.workflow_state) if state is not None else None
    if state is None or page is None or current_state(state.workflow_state) != state:
        return False
    answered = state.reviews.filter(revision=page.latest_revision_id).values("reviewer")
    invited = Invitation.objects.filter(workflow_state=state.workflow_state, withdrawn_at=None)
    for invitation in invited.exclude(account__in=answered).select_related("account"):
        messages.send_reminder(invitation, page, state)
    claims = Claim.objects.filter(state=state, ask_again_on=None, user__is_active=True).exclude(user__email="")
    for claim in claims.exclude(user__in=answered).select_related("user"):
        _remind_claim(claim, page, state)
    return True


def _remind_claim(claim: Claim, page: Page, state: PeerReviewState) -> None:
    title = messages.title_of(page)
    words = {
        "name": name_of(claim.user),
        "title": title,
        "due": state.due_at,
        "link": f"{settings.WAGTAILADMIN_BASE_URL}{reverse('page_review', args=[page.pk])}",
    }
    EmailMessage(
        f"“{title}” waits for your answer",
        render_to_string("review/mail/claim_reminder.txt", words),
        None,  # from DEFAULT_FROM_EMAIL
        [claim.user.email],
        headers={"Auto-Submitted": "auto-generated"},
    ).send(fail_silently=False)
