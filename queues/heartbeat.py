"""Heartbeat: a row that tells the operator when a kind of process last worked."""

from __future__ import annotations

import time

from django.utils import timezone

from queues.models import Heartbeat

EVERY = 10.0  # seconds between two writes of the row
_written: dict[str, float] = {}


def beat(name: str) -> None:
    """A round has ended well. One SQL statement or two every ``EVERY`` seconds. Raises the database's errors."""
    now = time.monotonic()
    if now - _written.get(name, float("-inf")) < EVERY:
        return
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})
    _written[name] = now
