"""Change-log processing: from dirty markers to a numbered log of what changed for the public.

Publishing transactions write a dirty marker each (``DirtyMarker``) and wait for nobody. What the markers come to is determined afterwards, by whoever
holds the lock of the log's one row, from what is committed by then: the public's view of each page is compared with what the public was told
last (``PublicPage``), and the difference gets the next positions. So

- positions are given out in the order in which they become visible: a client that has read up to a position has missed nothing before it,
  in whatever order transactions began, took keys and were committed (PostgreSQL gives sequence numbers before the commit);
- two transactions that each saw only half (one publishes a page, another makes the page above private) are processed from both;
- a kill anywhere loses nothing: the markers stay until the transaction that processes them is committed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType as DjangoContentType
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from wagtail.models import Page, Site

from changes.models import ChangeLog, ContentChange, DirtyMarker, Kind, PublicPage
from content_types.core.registry import content_types
from delivery.addresses import without_prefix
from delivery.visibility import public_viewer, visible_pages

BATCH = 500  # pages a transaction; an editor's request processes one such batch at most

# Sent with ``changes``, a list of ContentChange, in the transaction that processes them: what a receiver writes stands or falls with them.
changes_processed = Signal()


@dataclass
class _Dirty:
    """What the notes of a batch say of one page."""

    content: bool
    at: datetime


@dataclass
class _Batch:
    """The notes that one transaction processes."""

    pages: dict[int, _Dirty] = field(default_factory=dict)
    finished: list[int] = field(default_factory=list)  # keys of notes
    more: bool = False

    def add(self, page_id: int, content: bool, at: datetime) -> None:
        known = self.pages.setdefault(page_id, _Dirty(content, at))
        known.content = known.content or content
        known.at = max(known.at, at)


def process_changes(*, wait: bool = True) -> bool:
    """Settle one batch; True when there is more to do. Without ``wait`` somebody else who is at it is left to do it (and gives False)."""
    if not DirtyMarker.objects.exists():
        return False
    ChangeLog.objects.get_or_create(pk=1)
    with transaction.atomic():
        log = ChangeLog.objects.select_for_update(skip_locked=not wait).filter(pk=1).first()
        if log is None:
            return False
        if not log.seeded:
            _seed(log)
        batch = _take()
        made = [*_differences(batch.pages)]
        for offset, change in enumerate(made, 1):
            change.position = log.last_position + offset
        ContentChange.objects.bulk_create(made, batch_size=BATCH)
        DirtyMarker.objects.filter(pk__in=batch.finished).delete()
        if made:
            log.last_position += len(made)
            log.save(update_fields=["last_position"])
            changes_processed.send(sender=ContentChange, changes=made)
    return batch.more


def process_all_changes() -> None:
    """Settle until nothing is left."""
    while process_changes():
        pass


def ensure_seeded() -> ChangeLog:
    """The log, knowing what is public; a first call on a library that is older than the log takes a statement for 500 pages."""
    log, _ = ChangeLog.objects.get_or_create(pk=1)
    if log.seeded:
        return log
    with transaction.atomic():
        log = ChangeLog.objects.select_for_update().get(pk=1)
        if not log.seeded:
            _seed(log)
    return log


def _take() -> _Batch:
    """The oldest notes, as many as make up a batch of pages."""
    batch = _Batch()
    notes = list(DirtyMarker.objects.order_by("pk")[: BATCH + 1])
    batch.more = len(notes) > BATCH
    for note in notes[:BATCH]:
        if len(batch.pages) >= BATCH:
            batch.more = True
            break
        batch.add(note.page_id, note.content, note.at)
        if not note.below or _take_below(note, batch):
            batch.finished.append(note.pk)
        else:
            batch.more = True
            break
    return batch


def _take_below(note: DirtyMarker, batch: _Batch) -> bool:
    """Add what is below the page of a note; False when only some of it fitted, and the note says how far."""
    path = Page.objects.filter(pk=note.page_id).values_list("path", flat=True).first()
    if path is None:
        return True  # deleting it deleted everything below, and noted each
    done = note.done_path if note.done_path.startswith(path) else ""
    room = BATCH - len(batch.pages)
    below = Page.objects.type(*_models()).filter(path__startswith=path, path__gt=done).order_by("path")
    rows = list(below.values_list("pk", "path")[: room + 1])
    for page_id, _ in rows[:room]:
        batch.add(page_id, False, note.at)
    if len(rows) <= room:
        return True
    if room:
        note.done_path = rows[room - 1][1]
        note.save(update_fields=["done_path"])
    return False


def _models() -> list[type[Page]]:
    return [one.model for one in content_types()]


@dataclass(frozen=True)
class _Address:
    site_id: int | None
    path: str


def _now_public(page_ids: Iterable[int]) -> dict[int, PublicPage]:
    """Those of the pages that everybody may see at this moment; a constant number of statements."""
    names = {
        DjangoContentType.objects.get_for_model(one.model, for_concrete_model=False).pk: one.name
        for one in content_types()
    }
    roots = Site.get_site_root_paths()
    found: dict[int, PublicPage] = {}
    rows = Page.objects.filter(pk__in=list(page_ids), content_type__in=names).order_by()
    for page in visible_pages(public_viewer(), rows):
        address = _address(page, roots)
        found[page.pk] = PublicPage(
            page_id=page.pk, content_type=names[page.content_type_id], site_id=address.site_id, path=address.path
        )
    return found


def _address(page: Page, roots: Any) -> _Address:
    page._wagtail_cached_site_root_paths = roots  # where Wagtail looks before it asks the cache, once a page
    parts = page.get_url_parts()
    return _Address(parts[0], without_prefix(parts[2] or "")) if parts else _Address(None, "")


def _differences(dirty: dict[int, _Dirty]) -> Iterable[ContentChange]:
    """What the public must be told, in the order of the notes; and remember that it was."""
    now = _now_public(dirty)
    before = PublicPage.objects.in_bulk(list(dirty))
    appeared, moved, gone = [], [], []
    changes = []
    for page_id, how in dirty.items():
        is_, was = now.get(page_id), before.get(page_id)
        if is_ is None and was is None:
            continue
        if is_ is None:
            gone.append(page_id)
            kind, previous = Kind.UNPUBLISHED, ""
        elif was is None:
            appeared.append(is_)
            kind, previous = Kind.PUBLISHED, ""
        elif (is_.site_id, is_.path) != (was.site_id, was.path):
            moved.append(is_)
            kind, previous = Kind.MOVED, was.path
        elif how.content:
            kind, previous = Kind.UPDATED, ""
        else:
            continue
        known = is_ or was
        assert known is not None  # one of the two is there, as asked above
        changes.append(
            ContentChange(
                page_id=page_id,
                content_type=known.content_type,
                kind=kind,
                site_id=known.site_id,
                path=is_.path if is_ else "",
                previous_path=previous,
                at=how.at,
            )
        )
    PublicPage.objects.bulk_create(appeared)
    PublicPage.objects.bulk_update(moved, ["site_id", "path"])
    PublicPage.objects.filter(pk__in=gone).delete()
    return changes


def _seed(log: ChangeLog) -> None:
    """Take note of what is public already, as told: a library that is older than the log tells nothing of its past.

    What was touched and is not processed yet is left out: it is told as new, which may be once too often and never once too few.
    """
    dirty = DirtyMarker.objects.order_by().values("page_id")
    keys = list(Page.objects.type(*_models()).exclude(pk__in=dirty).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        PublicPage.objects.bulk_create(_now_public(keys[start : start + BATCH]).values(), ignore_conflicts=True)
    log.seeded = True
    log.save(update_fields=["seeded"])


def oldest_waiting() -> datetime | None:
    """Since when the oldest note waits to be processed; None when none does."""
    return DirtyMarker.objects.order_by("at").values_list("at", flat=True).first()


def waiting_seconds() -> float:
    """How long the oldest note waits; 0 when none does."""
    oldest = oldest_waiting()
    return max((timezone.now() - oldest).total_seconds(), 0.0) if oldest else 0.0
