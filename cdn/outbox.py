"""The outbox: what is to be dropped is written down in the transaction that changes it, and told to the CDN by ``cdn.worker``.

Nothing here talks to a CDN.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from cdn.keys import EVERYTHING, key_of, keys_to_purge
from cdn.models import Purge
from queues.leased_queue import BackOff, LeasedQueue, Status

QUEUE = LeasedQueue(Purge, lease=timedelta(seconds=120))
# All is dropped within half a minute of the CDN's return, unless it asks for more.
BACK_OFF = BackOff(timedelta(seconds=1), timedelta(seconds=30), longest_asked=timedelta(minutes=10))
# After the first time again, for answers that were made before the change and were still on their way to the CDN when it dropped the others.
AGAIN = (timedelta(seconds=5), timedelta(seconds=60))
# How many of the calls that wait for a commit are looked through for what is noted: a long import has a hundred thousand. What is noted twice is told once.
LOOK_BACK = 500
MOST_KEYS = 500  # at once; what changes more drops everything


@dataclass(frozen=True)
class Batch:
    """What is to be dropped together, and the rows that say so."""

    token: uuid.UUID
    rows: list[Purge]
    keys: list[str]
    urls: list[str]


class _Noted:
    """What a transaction has noted. Registered to be called after the commit, it is forgotten with its savepoint, as the row is."""

    def __init__(self, tags: Collection[str]) -> None:
        self.tags = tags

    def __call__(self) -> None:
        """The row is committed, and the worker finds it."""


def note(tags: Collection[str], using: str = DEFAULT_DB_ALIAS) -> None:
    """Have the CDN drop what was made from any of these, once the transaction at hand is committed; one statement, or none where that is noted.

    Without a CDN in the settings nothing is written.
    """
    if not settings.CDN or not tags:
        return
    connection = connections[using]
    new = set(tags) - _noted(connection)
    if not new or not _is_there(connection):
        return
    Purge.objects.using(using).create(keys=keys_to_purge(new))
    if connection.in_atomic_block:
        transaction.on_commit(_Noted(new), using=using)


def _noted(connection: BaseDatabaseWrapper) -> set[str]:
    """What the transaction at hand has noted, and has not rolled back."""
    # Each is (savepoints, function, robust); Django takes those of a savepoint away that is rolled back.
    waiting = connection.run_on_commit[-LOOK_BACK:] if connection.in_atomic_block else []
    return {tag for _, function, *_ in waiting if isinstance(function, _Noted) for tag in function.tags}


_there: set[str] = set()  # databases that have the table


def _is_there(connection: BaseDatabaseWrapper) -> bool:
    """Whether the outbox has a table yet: migrations of other applications write before it is made, when nobody can have asked anything."""
    if connection.alias not in _there and Purge._meta.db_table in connection.introspection.table_names():
        _there.add(connection.alias)
    return connection.alias in _there


def note_urls(urls: Sequence[str]) -> None:
    """Have the CDN drop what it keeps of these addresses, once the transaction at hand is committed."""
    if settings.CDN and urls:
        Purge.objects.create(urls=sorted(set(urls)))


def claim(limit: int = 1_000) -> Batch:
    """Lease up to ``limit`` due rows."""
    token, leased = QUEUE.claim(limit, Purge.objects.order_by("pk"))
    rows = list(leased.order_by("pk"))
    return Batch(token, rows, _together(rows), sorted({url for row in rows for url in row.urls}))


def _together(rows: Sequence[Purge]) -> list[str]:
    keys = {key for row in rows for key in row.keys}
    everything = key_of(EVERYTHING)
    return [everything] if everything in keys or len(keys) > MOST_KEYS else sorted(keys)


def acknowledge(batch: Batch) -> None:
    """The CDN has dropped it: that was the first time for some, and the last for others, which are deleted."""
    now = timezone.now()
    ours = QUEUE.held(batch.token)
    ours.filter(done__gte=len(AGAIN)).delete()
    for done in sorted({row.done for row in batch.rows if row.done < len(AGAIN)}, reverse=True):
        ours.filter(done=done).update(
            done=done + 1, attempts=0, last_error="", claim=None, next_attempt_at=now + AGAIN[done]
        )


def postpone(batch: Batch, error: str, retry_after: int = 0) -> None:
    """The CDN could not be told: try again after 1, 2, 4 … 30 seconds, and not before it asks for, for ever."""
    ours = QUEUE.held(batch.token)
    for attempts in {row.attempts for row in batch.rows}:
        QUEUE.postpone(ours.filter(attempts=attempts), BACK_OFF.wait(attempts, retry_after), error)


def status() -> Status:
    """How many changes the CDN has not been told. What was dropped once and waits for its second time counts only where that failed."""
    return Status.of(waiting=Purge.objects.filter(done=0), failing=Purge.objects.filter(attempts__gt=0))
