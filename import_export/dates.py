"""Dates and moments as the format writes them: absolute, or relative to the day of the import."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

DATE_HELP = "Write it as 2026-05-01, or relative to today as today+14d."
MOMENT_HELP = "Write it as 2026-05-01T18:30, or relative to today as today+14d 18:30."

_RELATIVE = re.compile(r"today(?:\s*(?P<sign>[+-])\s*(?P<days>\d{1,5})d)?")
_TIME = re.compile(r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?P<offset>Z|[+-]\d{2}:?\d{2})?")


class DateError(ValueError):
    """The text is no date of the format; the message says what to write."""


@dataclass(frozen=True)
class Calendar:
    """What “today” is, and the zone of moments that have none of their own."""

    today: date
    zone: ZoneInfo

    @classmethod
    def now(cls) -> Calendar:
        """The calendar of the site's own time zone."""
        zone = ZoneInfo(timezone.get_default_timezone_name())
        return cls(timezone.now().astimezone(zone).date(), zone)

    def read_date(self, text: str) -> date:
        """A date, absolute or relative. Raises DateError."""
        found = self._day(text.strip())
        if found is None:
            raise DateError(f"“{text}” is not a date. {DATE_HELP}")
        return found

    def read_moment(self, text: str, zone: ZoneInfo | None = None) -> datetime:
        """A moment in UTC, from wall-clock time of the zone, or from a time with an offset. Raises DateError."""
        day_text, _, time_text = text.strip().replace("T", " ", 1).rpartition(" ")
        day = self._day(day_text.strip())
        match = _TIME.fullmatch(time_text)
        if day is None or match is None:
            if self._day(text.strip()) is not None:
                raise DateError(f"“{text}” has no time of day. {MOMENT_HELP}")
            raise DateError(f"“{text}” is not a date with a time. {MOMENT_HELP}")
        try:
            clock = time.fromisoformat(time_text if time_text[1] != ":" else f"0{time_text}")
        except ValueError:
            raise DateError(f"“{time_text}” is not a time of day. {MOMENT_HELP}") from None
        try:
            moment = datetime.combine(day, clock).replace(microsecond=clock.microsecond // 1000 * 1000)
            if moment.tzinfo is not None:
                return moment.astimezone(UTC)
            local = moment.replace(tzinfo=zone or self.zone)
            stored = local.astimezone(UTC)
            exists = stored.astimezone(local.tzinfo).replace(tzinfo=None) == moment
        except OverflowError:
            raise DateError(f"“{text}” is too far away. {MOMENT_HELP}") from None
        if not exists:
            raise DateError(f"There is no {time_text} on that day: the clocks go forward over it. Choose another time.")
        return stored

    def _day(self, text: str) -> date | None:
        relative = _RELATIVE.fullmatch(text)
        try:
            if relative:
                days = int(relative["days"] or 0)
                return self.today + timedelta(days=-days if relative["sign"] == "-" else days)
            return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
        except (ValueError, OverflowError):
            return None


def write_moment(moment: datetime, zone: ZoneInfo) -> str:
    """Wall-clock time of the zone, to the millisecond; with the offset where the wall clock shows that time twice.

    Not finer, because revisions are stored as JSON and keep no more than milliseconds.
    """
    local = moment.astimezone(zone)
    naive = local.replace(tzinfo=None, fold=0)
    unambiguous = naive.replace(tzinfo=zone).astimezone(UTC) == moment.astimezone(UTC)
    shown = naive if unambiguous else local
    spec = "milliseconds" if shown.microsecond >= 1000 else "seconds" if shown.second else "minutes"
    return shown.isoformat(timespec=spec)
