"""The worker that tells a CDN, and the time that passes between its rounds."""

from __future__ import annotations

from datetime import timedelta

from cdn.models import Purge
from cdn.worker import Worker


def work() -> bool:
    """One round of a worker."""
    return Worker(1).poll()


def later(**delta: float) -> None:
    """Let time pass for all that waits."""
    for one in Purge.objects.all():
        one.next_attempt_at -= timedelta(**delta)
        one.save()
