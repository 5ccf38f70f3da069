"""The leased queues of the platform, each with rows that are due. A new one joins here, and every test is its too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import F, QuerySet

from cdn import outbox as cdn
from cdn.models import Purge
from changes.models import Kind
from mailing import outbox as mailing
from mailing.models import QueuedMail
from queues.leased_queue import BackOff, LeasedQueue
from search import outbox as search
from search.models import IndexOperation
from webhooks import outbox as webhooks
from webhooks.models import TEST_EVENT, Delivery, Endpoint


@dataclass(frozen=True)
class Sample:
    """A queue, and how rows come into it."""

    queue: LeasedQueue[Any]
    back_off: BackOff
    row: Callable[[int], Any]

    @property
    def rows(self) -> QuerySet[Any]:
        return self.queue.model.objects.order_by("pk")

    def fill(self, number: int) -> None:
        """Rows that are due, and nothing else."""
        self.rows.delete()
        self.queue.model.objects.bulk_create([self.row(n) for n in range(number)])

    def claim(self, limit: int) -> tuple[Any, list[int]]:
        """The token and the keys of what is leased now."""
        token, rows = self.queue.claim(limit, self.rows)
        return token, sorted(row.pk for row in rows)

    def later(self, delta: timedelta) -> None:
        """Let time pass for all rows."""
        self.rows.update(next_attempt_at=F("next_attempt_at") - delta)


def _message(n: int) -> Delivery:
    endpoint, _ = Endpoint.objects.get_or_create(name="Website", url="https://hooks.example.org/", kinds=Kind.values)
    return Delivery.new(endpoint, TEST_EVENT, {})


SAMPLES = {
    "search": Sample(search.QUEUE, search.BACK_OFF, lambda n: IndexOperation(engine="database", page_id=10**9 + n)),
    "webhooks": Sample(webhooks.QUEUE, webhooks.BACK_OFF, _message),
    "mail": Sample(mailing.QUEUE, mailing.BACK_OFF, lambda n: QueuedMail(recipients=[f"reader-{n}@example.org"])),
    "cdn": Sample(cdn.QUEUE, cdn.BACK_OFF, lambda n: Purge(keys=[f"p:{n}"])),
}
