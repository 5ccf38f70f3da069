"""The outbox: what changed is written down in the transaction that changes it, and worked off by ``search.worker``.

Nothing here talks to an engine. A row is claimed for a while, not for ever: what a killed worker held comes back by itself.
"""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.db import connection, transaction
from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet
from django.utils import timezone
from wagtail.models import Page

from content_types.core.prepared import Prepared
from content_types.core.registry import searchable
from search.engines import engine_names
from search.models import IndexOperation, SearchDocument

CHUNK = 500
MOST_WITHDRAWN = 10_000  # that are named with a search; beyond, totals may be too high until a worker has come by
# PostgreSQL keeps the lock of a row that another claim came to too late until that claim ends: a moment. Seconds before each try.
LOCK_PAUSES = (0.0, 0.02, 0.1)
LEASE = timedelta(seconds=60)  # longer than a batch takes; a killed worker's claim ends after it
LONGEST_WAIT = timedelta(minutes=10)  # between attempts at a page that cannot be indexed
LONGEST_OUTAGE_WAIT = timedelta(seconds=30)  # while an engine is away: all is indexed within a minute of its return


@dataclass(frozen=True)
class Status:
    """How an engine's outbox stands."""

    waiting: int
    failing: int
    oldest: datetime | None
    last_error: str


def enqueue(page_keys: Iterable[int], engines: Iterable[str] | None = None) -> int:
    """Note that these pages changed, for these engines or all that are configured; gives how many pages. One statement for 500."""
    names = list(engine_names() if engines is None else engines)
    keys = iter(page_keys)
    count = 0
    while chunk := sorted(set(islice(keys, CHUNK))):
        for name in names:
            _upsert(name, chunk)
        count += len(chunk)
    return count


def _upsert(engine: str, keys: list[int]) -> None:
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    rows = ", ".join(["(%s, %s, 1, TRUE, 0, %s, '', %s)"] * len(keys))
    parameters = [value for key in keys for value in (engine, key, now, now)]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_indexoperation"  # noqa: S608 - only the number of marks varies
            " (engine, page_id, version, pending, attempts, next_attempt_at, last_error, created_at)"
            f" VALUES {rows}"
            " ON CONFLICT (engine, page_id) DO UPDATE SET"
            " version = search_indexoperation.version + 1, attempts = 0, next_attempt_at = excluded.next_attempt_at,"
            " created_at = CASE WHEN search_indexoperation.pending THEN search_indexoperation.created_at"
            " ELSE excluded.created_at END,"
            " pending = TRUE",
            parameters,
        )


def searchable_pages() -> QuerySet[Page]:
    """All pages of the types that the search holds, whatever their state, by key."""
    models = [one.model for one in searchable()]
    return Page.objects.type(*models).order_by("pk")


def enqueue_below(page: Page) -> int:
    """Note that a page and everything below it changed."""
    pages = searchable_pages().filter(path__startswith=page.path)
    return enqueue(pages.values_list("pk", flat=True).iterator(chunk_size=CHUNK))


def enqueue_everything(engine: str) -> int:
    """Note every page for one engine, those that the database engine still holds of deleted ones included."""
    pages = searchable_pages().values_list("pk", flat=True)
    count = enqueue(pages.iterator(chunk_size=CHUNK), [engine])
    left_over = SearchDocument.objects.exclude(pk__in=searchable_pages().order_by().values("pk"))
    return count + enqueue(left_over.values_list("pk", flat=True).iterator(chunk_size=CHUNK), [engine])


def versions(engine: str, keys: Sequence[int]) -> dict[int, int]:
    """The versions of these pages as they stand, for writing them without a change; a page never noted begins at 1."""
    IndexOperation.objects.bulk_create(
        [IndexOperation(engine=engine, page_id=key, pending=False) for key in keys], ignore_conflicts=True
    )
    return dict(IndexOperation.objects.filter(engine=engine, page_id__in=keys).values_list("page_id", "version"))


def claim(engine: str, limit: int) -> dict[int, int]:
    """Take up to ``limit`` due pages of an engine for ``LEASE``: version by page key. Never gives two workers the same row."""
    now, token = timezone.now(), uuid.uuid4()
    due = IndexOperation.objects.filter(engine=engine, pending=True, next_attempt_at__lte=now)
    with transaction.atomic():
        # On PostgreSQL rows that another worker or an open transaction holds are passed over; SQLite has one writer at a time.
        keys = list(
            due.order_by("next_attempt_at", "pk")
            .select_for_update(skip_locked=True)
            .values_list("pk", flat=True)[:limit]
        )
        due.filter(pk__in=keys).update(claim=token, next_attempt_at=now + LEASE)
        rows = IndexOperation.objects.filter(pk__in=keys, claim=token).values_list("page_id", "version")
        return dict(rows)


def acknowledge(engine: str, versions: Mapping[int, int]) -> None:
    """The pages are indexed at these versions. A page that changed since stays due.

    Where another worker indexed and acknowledged a newer version meanwhile, our late write may have undone its work in an engine that
    has forgotten a deletion: the page is noted again.
    """
    if not versions:
        return
    rows = IndexOperation.objects.filter(engine=engine)
    open_still = dict(versions)
    for pause in LOCK_PAUSES:
        time.sleep(pause)
        for key in _settle(rows, open_still):
            del open_still[key]
        if not open_still:
            break
    settled = rows.filter(page_id__in=versions, pending=False).values_list("page_id", "version")
    enqueue([key for key, version in settled if version > versions[key]], [engine])


def _settle(rows: QuerySet[IndexOperation], versions: Mapping[int, int]) -> list[int]:
    """Mark those rows done that stand at these versions; gives the pages that need no further look, changed ones included."""
    ours = Q()
    for key, version in versions.items():
        ours |= Q(page_id=key, version=version)
    with transaction.atomic():
        # A row that a publish holds is being changed, so it must stay due: do not wait for it.
        free = list(rows.filter(ours).select_for_update(skip_locked=True).values_list("pk", flat=True))
        rows.filter(ours, pk__in=free).update(pending=False, attempts=0, last_error="", claim=None)
    locked = set(rows.filter(ours, pending=True).values_list("page_id", flat=True))
    return [key for key in versions if key not in locked]


def postpone(engine: str, versions: Mapping[int, int], errors: Mapping[int, str], *, outage: bool = False) -> None:
    """These pages failed at these versions: try again later, and later each time, for ever."""
    longest = LONGEST_OUTAGE_WAIT if outage else LONGEST_WAIT
    rows = IndexOperation.objects.filter(engine=engine, pending=True)
    attempts = dict(rows.filter(page_id__in=errors).values_list("page_id", "attempts"))
    by_delay: dict[tuple[timedelta, str], list[int]] = {}
    for key, error in errors.items():
        delay = min(timedelta(seconds=2 ** min(attempts.get(key, 0) + 1, 20)), longest)
        by_delay.setdefault((delay, error[:500]), []).append(key)
    for (delay, error), keys in by_delay.items():
        ours = Q()
        for key in keys:
            ours |= Q(page_id=key, version=versions[key])
        spread = delay * random.uniform(0.8, 1.0)  # noqa: S311 - spreads retries, guards nothing
        rows.filter(ours).update(
            attempts=F("attempts") + 1, last_error=error, claim=None, next_attempt_at=timezone.now() + spread
        )


def withdrawn() -> list[int]:
    """Pages that are not live any more and that an index may still hold, because a worker has not come by; one statement."""
    return [key for (key,) in _WITHDRAWN.run()]


_WITHDRAWN = Prepared(
    lambda: (
        IndexOperation.objects.filter(pending=True)
        # Looked up for each row that waits; `NOT IN` would read every live page.
        .filter(~Exists(Page.objects.filter(pk=OuterRef("page_id"), live=True)))
        .values_list("page_id")
        .distinct()[:MOST_WITHDRAWN]
    )
)


def retry_now(engine: str) -> None:
    """Make all that waits for another attempt due at once."""
    IndexOperation.objects.filter(engine=engine, pending=True, claim=None).update(next_attempt_at=timezone.now())


def status(engine: str) -> Status:
    """How many pages wait, how many of them have failed, since when, and why."""
    rows = IndexOperation.objects.filter(engine=engine, pending=True)
    failing = rows.filter(attempts__gt=0)
    last = failing.order_by("-next_attempt_at").values_list("last_error", flat=True).first()
    oldest = rows.aggregate(oldest=Min("created_at"))["oldest"]
    return Status(rows.count(), failing.count(), oldest, last or "")
