"""Authors are told that their tools are used: the first time at once, and after that at most once a day, of all at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.utils import timezone

from community.following.choosing import wants
from community.uses import messages
from community.uses.models import State, UseReport

BETWEEN = timedelta(hours=24)


def _untold() -> QuerySet[UseReport]:
    rows = UseReport.objects.filter(state=State.SHOWN, hidden_at=None, author_told_at=None, page__live=True)
    return rows.exclude(page__owner=None).exclude(page__owner=F("member"))


def tell_authors() -> int:
    """Send what is due; gives how many mails. Each report is told once, however many processes ask at once."""
    sent = 0
    for key in sorted(set(_untold().values_list("page__owner", flat=True))):
        with transaction.atomic():
            sent += _tell(get_user_model()._default_manager.select_for_update().get(pk=key))
    return sent


def _tell(author: Any) -> bool:
    now = timezone.now()
    last = UseReport.objects.filter(page__owner=author).aggregate(last=Max("author_told_at"))["last"]
    if last is not None and last > now - BETWEEN:
        return False
    found = list(_untold().filter(page__owner=author).select_related("page").order_by("shown_at", "pk"))
    if not found:
        return False
    UseReport.objects.filter(pk__in=[one.pk for one in found]).update(author_told_at=now)
    if not author.is_active or not wants(author, "news_of_use"):
        return False
    messages.used(author, found)
    return True
