"""The outbox: what the CDN is still to be told."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from queues.models import LeasedRow


class Purge(LeasedRow):
    """What one statement changed: keys and addresses that the CDN is to drop.

    Written in the transaction that changes it, and never changed by another: editors do not wait for each other's rows. A row is purged once as soon
    as it is committed, and again after each of ``cdn.outbox.AGAIN``; then it is deleted.
    """

    keys = models.JSONField(default=list)  # of cdn.keys
    urls = models.JSONField(default=list)
    done = models.PositiveSmallIntegerField(default=0)  # how often it has been purged
    next_attempt_at = models.DateTimeField(default=timezone.now, db_index=True)
    last_error = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{len(self.keys)} keys, {len(self.urls)} addresses"
