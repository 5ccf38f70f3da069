"""The leased queue: rows that workers claim for a while, not for ever.

Any number of workers may claim side by side. What a killed worker held is due again when its lease ends, so everything may be done twice and nothing is lost.
Who comes back after that has an old token, which finds no rows (docs/decisions/0029-one-leased-queue.md).
"""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.db.models import F, Min, QuerySet
from django.utils import timezone

from queues.models import LeasedRow

ENOUGH = 20  # failures, after which every wait is the longest: keeps the powers small
Row = TypeVar("Row", bound=LeasedRow)


@dataclass(frozen=True)
class BackOff:
    """How long to wait between attempts: exponential, with jitter, up to ``longest``; for ever."""

    first: timedelta  # after the first failure
    longest: timedelta
    factor: int = 2  # by which the wait grows with each further failure
    jitter: tuple[float, float] = (0.8, 1.0)  # the wait is multiplied by a random number between these
    longest_asked: timedelta = timedelta(0)  # of what the other side asks for, at most this is heeded

    def delay(self, failures: int) -> timedelta:
        """The wait after one more failure than ``failures``, without jitter."""
        return min(self.first * self.factor ** min(failures, ENOUGH), self.longest)

    def spread(self, delay: timedelta, asked: int = 0) -> timedelta:
        """A delay with jitter, and not less than the ``asked`` seconds of a ``Retry-After``."""
        jitter = random.uniform(*self.jitter)  # noqa: S311 - spreads retries, guards nothing
        return max(delay * jitter, min(timedelta(seconds=asked), self.longest_asked))

    def wait(self, failures: int, asked: int = 0) -> timedelta:
        """The wait after one more failure than ``failures``, with jitter; ``asked`` as above."""
        return self.spread(self.delay(failures), asked)


@dataclass(frozen=True)
class Status:
    """How a queue stands."""

    waiting: int
    failing: int
    oldest: datetime | None
    last_error: str

    @classmethod
    def of(cls, waiting: QuerySet[Row], failing: QuerySet[Row]) -> Status:
        """How many rows wait, how many have failed, since when, and why; four SQL statements."""
        last = failing.order_by("-next_attempt_at").values_list("last_error", flat=True).first()
        oldest = waiting.aggregate(oldest=Min("created_at"))["oldest"]
        return cls(waiting.count(), failing.count(), oldest, last or "")


@dataclass(frozen=True)
class LeasedQueue(Generic[Row]):
    """The queue in the table of a model."""

    model: type[Row]
    lease: timedelta  # longer than a batch takes

    def claim(self, limit: int, *candidates: QuerySet[Row]) -> tuple[uuid.UUID, QuerySet[Row]]:
        """Lease the first ``limit`` due rows of each of ``candidates``: the token and the rows. Never gives two workers the same row.

        One SQL statement for each of the candidates; where something is due, one more to lease and one when the rows are read.
        """
        now, token = timezone.now(), uuid.uuid4()
        keys: list[Any] = []
        with transaction.atomic():
            for rows in candidates:
                # On PostgreSQL rows that another worker or an open transaction holds are passed over; SQLite has one writer at a time.
                due = rows.filter(next_attempt_at__lte=now).select_for_update(skip_locked=True, of=("self",))
                keys.extend(due.values_list("pk", flat=True)[:limit])
            chosen = self.model._default_manager.filter(pk__in=keys)
            chosen.filter(next_attempt_at__lte=now).update(claim=token, next_attempt_at=now + self.lease)
        return token, chosen.filter(claim=token)

    def held(self, token: uuid.UUID) -> QuerySet[Row]:
        """The rows that this token still leases; none of those that another worker has claimed since."""
        return self.model._default_manager.filter(claim=token)

    def postpone(self, rows: QuerySet[Row], wait: timedelta, error: str, **also: Any) -> int:
        """Give rows back that failed, to be tried again after ``wait``; gives how many. One SQL statement."""
        return rows.update(
            attempts=F("attempts") + 1,
            last_error=error[: self.model.last_error.field.max_length],
            claim=None,
            next_attempt_at=timezone.now() + wait,
            **also,
        )
