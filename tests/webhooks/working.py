"""The worker that sends, and the time that passes between its rounds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from webhooks.models import Delivery

Work = Callable[[], None]


def later(**delta: float) -> None:
    """Let time pass for all messages that wait."""
    passed = timedelta(**delta)
    for one in Delivery.objects.filter(state=Delivery.State.WAITING):
        one.next_attempt_at -= passed
        one.retry_until -= passed
        one.created_at -= passed
        one.save()
