"""Taking a review on, giving it back, and “not now, ask me again”."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from review import log_actions
from review.errors import ReviewError
from review.models import Claim
from review.opening import OpenReview, open_review
from review.rules import is_asked, may_review, name_of

LONGEST_WAIT = timedelta(days=90)


def _opened_for(state_id: Any, user: Any) -> OpenReview:
    opened = open_review(state_id)
    if not may_review(opened.task, user, opened.page, opened.state.workflow_state):
        raise ReviewError("FORBIDDEN", "You are not among those who are asked to review this.")
    return opened


@transaction.atomic
def claim(state_id: Any, user: Any, partner: Any = None) -> Claim:
    """Take a review on, alone or with a newcomer; again changes the partner. Others see it and may still answer.

    Raises ReviewError.
    """
    opened = _opened_for(state_id, user)
    if partner is not None and (partner.pk == user.pk or not is_asked(opened.task, partner)):
        raise ReviewError("BAD_INPUT", "Choose another reviewer to read it with you.", "partner")
    found, _ = Claim.objects.update_or_create(
        state=opened.state, user=user, defaults={"partner": partner, "ask_again_on": None}
    )
    data = {"name": name_of(user)}
    log(instance=opened.page, action=log_actions.CLAIMED, user=user, data=data)
    return found


@transaction.atomic
def give_back(state_id: Any, user: Any) -> None:
    """Leave a review to others. Raises ReviewError."""
    opened = _opened_for(state_id, user)
    gone, _ = Claim.objects.filter(state=opened.state, user=user).delete()
    if gone:
        log(instance=opened.page, action=log_actions.GIVEN_BACK, user=user, data={"name": name_of(user)})


@transaction.atomic
def ask_again(state_id: Any, user: Any, on: date) -> Claim:
    """Put a review out of one's sight until a day. Raises ReviewError."""
    opened = _opened_for(state_id, user)
    today = timezone.localdate()
    if not today < on <= today + LONGEST_WAIT:
        raise ReviewError("BAD_INPUT", f"Choose a day within the next {LONGEST_WAIT.days} days.", "on")
    found, _ = Claim.objects.update_or_create(
        state=opened.state, user=user, defaults={"partner": None, "ask_again_on": on}
    )
    return found
