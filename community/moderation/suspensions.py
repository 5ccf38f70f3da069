"""Suspending a member: the account is switched off, so that every session and token of it ends, and on again when its time is over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from access.models import MemberToken
from community.moderation.log import What, note
from community.moderation.models import Decision, Suspension


def suspend(actor: Any, decision: Decision) -> None:
    """Within the transaction of the decision. An account that was off before stays off: nothing is noted that would switch it on."""
    case = decision.case
    assert case.author_id is not None  # looked at before
    user = get_user_model()._default_manager.select_for_update().filter(pk=case.author_id).first()
    running = Suspension.objects.filter(user=user, ended_at=None).exists() if user is not None else False
    if user is None or not (user.is_active or running):
        return
    now = timezone.now()
    until = now + timedelta(days=decision.suspended_days) if decision.suspended_days else None
    Suspension.objects.create(user=user, decision=decision, until=until, created_at=now)
    user.is_active = False
    user.save(update_fields=["is_active"])
    MemberToken.objects.filter(user=user, revoked_at=None).update(revoked_at=now)
    note(case, What.SUSPENDED, actor, f"until {until:%Y-%m-%d}" if until else "until it is ended")


def end(suspension: Suspension, actor: Any | None = None) -> None:
    """Within a transaction: let somebody in again, unless another suspension of theirs runs."""
    user = get_user_model()._default_manager.select_for_update().get(pk=suspension.user_id)
    ended = Suspension.objects.filter(pk=suspension.pk, ended_at=None).update(ended_at=timezone.now())
    if not ended:
        return
    if not Suspension.objects.filter(user=user, ended_at=None).exists():
        user.is_active = True
        user.save(update_fields=["is_active"])
    note(suspension.decision.case, What.LET_IN, actor)


def end_due() -> int:
    """End those whose time is over; gives how many. Carried out once an hour."""
    due = list(Suspension.objects.filter(Q(until__lte=timezone.now()), ended_at=None).values_list("pk", flat=True))
    for key in due:
        with transaction.atomic():
            end(Suspension.objects.select_related("decision__case").get(pk=key))
    return len(due)
