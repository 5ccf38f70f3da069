"""Reading the change log from a position on: what changed for the public, and nothing of what it may not see now.

The answer is the same whoever asks. A page that members alone may see is, here, a page that is not there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max
from wagtail.models import Page

from changes.errors import CursorExpired
from changes.models import ChangeLog, ContentChange, Kind
from changes.processing import ensure_seeded
from content_types.core.registry import by_name
from delivery.visibility import Viewer, visible_pages


@dataclass(frozen=True)
class Place:
    """Where a reader stands: everything up to a position of one log is known to it."""

    log: str
    position: int


@dataclass(frozen=True)
class Change:
    """One change as it may be told now. ``page`` is there when everybody may see the page; ``kind`` is UNPUBLISHED when not."""

    page_id: int
    page_type: str
    kind: Kind
    at: datetime
    page: Page | None
    previous_path: str | None
    place: Place


@dataclass(frozen=True)
class Stretch:
    """Some changes in order, where to go on, and whether there are more already."""

    changes: list[Change]
    end: Place
    has_more: bool


def page_type(content_type: str) -> str:
    """The name of a type in the API; the name in the log where the type is no more."""
    known = by_name(content_type)
    return known.type_name if known else content_type


def _name(identity: UUID) -> str:
    return identity.hex[:12]


def present() -> Place:
    """Where the log ends now: what is read after asking this, and the changes from here on, are everything."""
    log = ensure_seeded()
    return Place(_name(log.identity), log.last_position)


def changes_since(place: Place, first: int, public: Viewer) -> Stretch:
    """At most ``first`` changes after a place, in order; at most five SQL statements, and what ``public`` needs once.

    There may be fewer though more follow: of a page that the public may not see now, only its last change is told, as UNPUBLISHED.
    Raises CursorExpired where changes since the place have been forgotten, or the log is another one (after a restore).
    """
    log = ChangeLog.objects.filter(pk=1).first()
    if (
        log is None
        or place.log != _name(log.identity)
        or not log.pruned_position <= place.position <= log.last_position
    ):
        raise CursorExpired
    rows = list(ContentChange.objects.filter(position__gt=place.position).order_by("position")[: first + 1])
    told = rows[:first]
    end = told[-1].position if told else place.position
    return Stretch(_told(told, place.log, public), Place(place.log, end), len(rows) > first)


def _told(rows: Sequence[ContentChange], log: str, public: Viewer) -> list[Change]:
    keys = {row.page_id for row in rows}
    pages = (
        {page.pk: page for page in visible_pages(public, Page.objects.filter(pk__in=keys)).order_by()} if keys else {}
    )
    hidden = keys - pages.keys()
    last = dict(
        ContentChange.objects.filter(page_id__in=hidden)
        .values_list("page_id")
        .annotate(last=Max("position"))
        .values_list("page_id", "last")
        if hidden
        else ()
    )
    return [
        Change(
            page_id=row.page_id,
            page_type=page_type(row.content_type),
            kind=Kind(row.kind) if row.page_id in pages else Kind.UNPUBLISHED,
            at=row.at,
            page=pages.get(row.page_id) if row.kind != Kind.UNPUBLISHED else None,
            previous_path=row.previous_path or None if row.page_id in pages else None,
            place=Place(log, row.position),
        )
        for row in rows
        if row.page_id in pages or last[row.page_id] == row.position
    ]
