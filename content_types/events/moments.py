"""Moments and days of an event by the clock where it takes place."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if TYPE_CHECKING:
    from content_types.events.models import EventPage

LAST_MINUTE = time(23, 59)  # what people write for the end of a day


def zone_of(name: str) -> ZoneInfo | None:
    """The zone with this IANA name; None where there is none (the model's validator tells the editor)."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None


def whole_days(event: EventPage) -> tuple[date, date] | None:
    """The first day of an event that lasts whole days, and the day after the last; None for every other event, and a draft without times.

    Whole days are from a midnight to a midnight, or to 23:59, by the clock there.
    """
    if event.start is None or event.end is None:
        return None
    zone = zone_of(event.time_zone) or UTC
    begin, end = event.start.astimezone(zone), event.end.astimezone(zone)
    if event.start != midnight(begin.date(), zone):
        return None
    after = end.date()
    if end.time().replace(second=0, microsecond=0) == LAST_MINUTE:
        after += timedelta(days=1)
    elif event.end != midnight(after, zone):
        return None
    return (begin.date(), after) if after > begin.date() else None


def midnight(day: date, zone: tzinfo) -> datetime:
    """The first moment of a day; where the clocks go forward over midnight, the moment in which they do."""
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
