"""The columns of a leased queue, and the heartbeat of the processes beside the web server."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class LeasedRow(models.Model):
    """Something to be done, written in the transaction that makes it necessary; ``queues.leased_queue`` says how it is claimed."""

    attempts = models.PositiveIntegerField(default=0)  # that failed since the last change or success
    next_attempt_at = models.DateTimeField(default=timezone.now)  # while it is leased, the end of the lease
    claim = models.UUIDField(null=True)  # the token of the lease
    last_error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


class Heartbeat(models.Model):
    """The last round of a kind of process; of several, of whichever was last."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
