"""Building an index beside the live one: who builds, how far it is, and what has to follow when the new one is live.

One row (``search.models.IndexBuild``) for an engine, so that two never build at once and a build that was killed is gone on with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page

from search import outbox
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.models import IndexBuild, IndexOperation

T = TypeVar("T")

DEAD_AFTER = timedelta(seconds=90)  # without a beat; longer than the slowest batch
SKEW = timedelta(minutes=10)  # by which the clocks of two machines may differ, where it costs little to be careful


class RebuildError(Exception):
    """The index could not be built; the message says why."""


class BuiltElsewhere(RebuildError):
    """Another process builds the same index."""


class Build:
    """This process's right to build the index of an engine. Lost if it does not beat for ``DEAD_AFTER`` and another one takes it."""

    def __init__(self, row: IndexBuild) -> None:
        self._row = row

    @classmethod
    def begin(cls, engine: str) -> Build:
        """Take the right, together with what a build that died has left. Raises BuiltElsewhere."""
        now = timezone.now()
        row, made = IndexBuild.objects.get_or_create(engine=engine, defaults={"started_at": now, "beat_at": now})
        if not made:
            dead_in = row.beat_at + DEAD_AFTER - now
            taken = dead_in <= timedelta(0) and IndexBuild.objects.filter(pk=row.pk, beat_at=row.beat_at).update(
                beat_at=now
            )
            if not taken:
                raise BuiltElsewhere(
                    f"The index is being built already, since {row.started_at:%Y-%m-%d %H:%M} UTC. Wait until that has ended."
                    f" If it was killed, try again in {max(1, round(dead_in.total_seconds()))} s."
                )
            row.beat_at = now
        return cls(row)

    @property
    def index(self) -> str:
        """The index that is being built; empty: none yet."""
        return self._row.index

    @property
    def last_page(self) -> int:
        """Every page up to this key is in it."""
        return self._row.last_page

    @property
    def started_at(self) -> datetime:
        """When the build began, by whichever process: what changed since may not be in it."""
        return self._row.started_at

    def beat(self, **changes: Any) -> None:
        """Say that the build goes on, and how far it is. Raises BuiltElsewhere if another process took it for dead."""
        now = timezone.now()
        if not self._mine().update(beat_at=now, **changes):
            raise BuiltElsewhere("Another process took this build over, because it had stopped for too long.")
        self._row.beat_at = now
        for name, value in changes.items():
            setattr(self._row, name, value)

    def restart(self, index: str) -> None:
        """Begin with this empty index."""
        self.beat(index=index, last_page=0, started_at=timezone.now())

    def release(self) -> None:
        """Leave what was built to whoever goes on with it, at once."""
        self._mine().update(beat_at=datetime(1970, 1, 1, tzinfo=UTC))

    def end(self) -> None:
        """There is nothing left to do."""
        self._mine().delete()

    def _mine(self) -> Any:
        return IndexBuild.objects.filter(pk=self._row.pk, beat_at=self._row.beat_at)


def catch_up(target: ElasticsearchEngine, started_at: datetime, beat: Callable[[], None]) -> int:
    """Note again what changed since a build began and the live index does not hold as it is now; gives how many pages.

    Workers wrote it to the old index. A change and a worker's claim both set ``next_attempt_at``, so only those rows need a look; and those
    that wait, since what the build has written in their version need not be written again.
    """
    rows = IndexOperation.objects.filter(
        Q(next_attempt_at__gte=started_at - SKEW) | Q(pending=True), engine=target.name
    )
    count = 0
    for batch in batches(rows.order_by("pk").values_list("page_id", "version").iterator(chunk_size=outbox.CHUNK), 200):
        held = target.held([key for key, _ in batch])
        outbox.acknowledge(
            target.name, {key: version for key, version in batch if key in held and held[key].version == version}
        )
        count += outbox.enqueue(
            [key for key, version in batch if key not in held or held[key].version < version], [target.name]
        )
        beat()
    return count


def finish_left_over(target: ElasticsearchEngine) -> None:
    """Catch up for a build whose process died after its index went live. One that died before is left to ``rebuild_search``."""
    dead = IndexBuild.objects.filter(engine=target.name, beat_at__lte=timezone.now() - DEAD_AFTER)
    index = dead.values_list("index", flat=True).first()
    if not index:
        return
    live = target.indices.live()
    if live is None or live.name != index:
        return
    try:
        build = Build.begin(target.name)
    except BuiltElsewhere:  # another worker was quicker
        return
    try:
        catch_up(target, build.started_at, build.beat)
    except BaseException:
        build.release()
        raise
    build.end()


def expected_keys(at: datetime) -> set[int]:
    """The pages that have a document now, apart from what expires after ``at``: live, and so is everything above them."""
    dead = Q(live=False) | Q(expire_at__lte=at)
    above = set(Page.objects.filter(dead, depth__gt=1, numchild__gt=0).values_list("path", flat=True))
    rows = outbox.searchable_pages().exclude(dead).filter(depth__gt=1).values_list("pk", "path")
    return {key for key, path in rows.iterator(chunk_size=5_000) if not _under(path, above)}


def _under(path: str, above: Set[str]) -> bool:
    return any(path[:end] in above for end in range(Page.steplen, len(path), Page.steplen))


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of at most ``size``."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
