"""A month of events, as a calendar hangs on a wall: a week a line, Monday first."""

from __future__ import annotations

import re
from calendar import Calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
A_DAY = timedelta(days=1)
LONGEST = timedelta(days=31)  # an event that lasts longer is shown in the months around its beginning


@dataclass(frozen=True)
class Day:
    """A day and what takes place on it, the earliest first."""

    day: date
    is_in_month: bool
    is_today: bool
    events: tuple[Any, ...]


@dataclass(frozen=True)
class Month:
    """A month, by its first day."""

    first: date

    @classmethod
    def of(cls, text: str | None) -> Month:
        """The month that an address names, such as 2026-12; this one where it names none."""
        found = MONTH.fullmatch(text or "")
        today = _today()
        return cls(date(int(found[1]), int(found[2]), 1) if found else today.replace(day=1))

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def before(self) -> Month:
        """The month before it."""
        return Month((self.first - A_DAY).replace(day=1))

    @property
    def after(self) -> Month:
        """The month after it."""
        return Month((self.first + timedelta(days=31)).replace(day=1))

    @property
    def weeks(self) -> list[list[date]]:
        """Its weeks, filled up with days of the months beside it."""
        return Calendar().monthdatescalendar(self.first.year, self.first.month)

    def bounds(self) -> tuple[datetime, datetime]:
        """The moments between which an event begins that touches it, in whatever time zone; none is longer than a month."""
        weeks = self.weeks
        return _midnight(weeks[0][0] - LONGEST), _midnight(weeks[-1][-1] + 2 * A_DAY)

    def filled(self, events: list[Any]) -> list[list[Day]]:
        """Its weeks with the events in them; each event stands on every day that it touches, by its own clock."""
        on: dict[date, list[Any]] = {}
        for event in sorted(events, key=lambda one: one.start):
            for day in _days(event):
                on.setdefault(day, []).append(event)
        today = _today()
        return [
            [Day(day, day.month == self.first.month, day == today, tuple(on.get(day, ()))) for day in week]
            for week in self.weeks
        ]


def _today() -> date:
    return datetime.now(ZoneInfo("Europe/London")).date()


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _days(event: Any) -> list[date]:
    """The days that an event touches; one that ends at midnight does not touch the day that begins then."""
    zone = ZoneInfo(event.time_zone)
    first, last = event.start.astimezone(zone), max(event.start, event.end - timedelta(microseconds=1)).astimezone(zone)
    return [first.date() + A_DAY * number for number in range((last.date() - first.date()).days + 1)]
