"""The search queue: what changed is written down in the transaction that changes it, and worked off by ``search.worker``.

Nothing here talks to an engine. A page is acknowledged and postponed by the version that was claimed, not by the token of the lease: a late worker may finish
what nobody has changed since.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import islice

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from wagtail.models import Page

from content_types.core.registry import searchable
from delivery.prepared_queries import PreparedQuery
from delivery.visibility import without_aliases
from queues.leased_queue import BackOff, LeasedQueue, Status
from search.engines import engine_names
from search.models import IndexOperation, SearchDocument

CHUNK = 500
MOST_WITHDRAWN = 10_000  # that are named with a search; beyond, totals may be too high until a worker has come by
# PostgreSQL keeps the lock of a row that another claim came to too late until that claim ends: a moment. Seconds before each try.
LOCK_PAUSES = (0.0, 0.02, 0.1)
QUEUE = LeasedQueue(IndexOperation, lease=timedelta(seconds=60))
BACK_OFF = BackOff(timedelta(seconds=2), timedelta(minutes=10))
OUTAGE_BACK_OFF = replace(BACK_OFF, longest=timedelta(seconds=30))  # all is indexed within a minute of its return


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
    """All pages of the types that the search holds, whatever their state, by key; each once, its aliases left out."""
    models = [one.model for one in searchable()]
    return without_aliases(Page.objects.type(*models)).order_by("pk")


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
    """Lease up to ``limit`` due pages of an engine: version by page key."""
    waiting = IndexOperation.objects.filter(engine=engine, pending=True)
    _, leased = QUEUE.claim(limit, waiting.order_by("next_attempt_at", "pk"))
    return dict(leased.values_list("page_id", "version"))


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
        for key in _process(rows, open_still):
            del open_still[key]
        if not open_still:
            break
    processed = rows.filter(page_id__in=versions, pending=False).values_list("page_id", "version")
    enqueue([key for key, version in processed if version > versions[key]], [engine])


def _process(rows: QuerySet[IndexOperation], versions: Mapping[int, int]) -> list[int]:
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
    back_off = OUTAGE_BACK_OFF if outage else BACK_OFF
    rows = IndexOperation.objects.filter(engine=engine, pending=True)
    attempts = dict(rows.filter(page_id__in=errors).values_list("page_id", "attempts"))
    alike: dict[tuple[timedelta, str], Q] = {}
    for key, error in errors.items():
        group = back_off.delay(attempts.get(key, 0)), error
        alike[group] = alike.get(group, Q()) | Q(page_id=key, version=versions[key])
    for (delay, error), ours in alike.items():
        QUEUE.postpone(rows.filter(ours), back_off.spread(delay), error)


def withdrawn() -> list[int]:
    """Pages that are not live any more and that an index may still hold, because a worker has not come by; one statement."""
    return [key for (key,) in _WITHDRAWN.run()]


_WITHDRAWN = PreparedQuery(
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
    waiting = IndexOperation.objects.filter(engine=engine, pending=True)
    return Status.of(waiting, failing=waiting.filter(attempts__gt=0))
