"""Retention of the change log."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from changes.models import ChangeLog, ContentChange


def prune() -> int:
    """Forget changes older than ``CONTENT_CHANGES_DAYS``; gives how many. Cursors from before them are rejected from then on.

    The age is that of the newest change up to a position: an older one that was processed after it stays as long.
    """
    limit = timezone.now() - timedelta(days=settings.CONTENT_CHANGES_DAYS)
    ChangeLog.objects.get_or_create(pk=1)
    with transaction.atomic():
        log = ChangeLog.objects.select_for_update().get(pk=1)
        young = (
            ContentChange.objects.filter(at__gte=limit).order_by("position").values_list("position", flat=True).first()
        )
        old = ContentChange.objects.all() if young is None else ContentChange.objects.filter(position__lt=young)
        upto = old.aggregate(upto=Max("position"))["upto"]
        if upto is None:
            return 0
        deleted, _ = old.delete()
        log.pruned_position = upto
        log.save(update_fields=["pruned_position"])
    return deleted
