"""Time zones as calendar programs read them: VTIMEZONE with a yearly rule (RFC 5545, 3.6.5).

Outlook reads one STANDARD and one DAYLIGHT with an RRULE each, and takes nothing else for a zone whose clocks change; so the rule is found in what
the zone does over the years. Where there is none (Morocco sets its clocks by the moon, a law has changed since), each change is listed.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

EPOCH = 1970  # where a rule begins, as calendar programs write it
SEEN = 28  # years after which days of the week fall on the same dates again
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEK = 7


@dataclass(frozen=True)
class Change:
    """The clocks of a zone change: when by the clock that ends, and how far either is from UTC."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def kind(self) -> tuple[timedelta, timedelta, str]:
        """What changes of one observance have in common."""
        return self.before, self.after, self.name


@lru_cache(maxsize=256)
def vtimezone(name: str, first_year: int, last_year: int) -> Timezone:
    """The VTIMEZONE of an IANA zone, right from the first year to the end of the last.

    Whole years, so that it can be kept: it takes some milliseconds to find the changes of a zone.
    """
    zone = ZoneInfo(name)
    made = Timezone()
    made.add("TZID", name)
    observances = _by_rule(zone, first_year, last_year) or _listed(zone, first_year, last_year)
    for observance in observances:
        made.add_component(observance)
    return made


def _by_rule(zone: ZoneInfo, first_year: int, last_year: int) -> list[TimezoneStandard | TimezoneDaylight]:
    """One observance without a rule where the clocks never change, two with one where they do each year; none where neither is so."""
    found = changes(zone, first_year, max(last_year, first_year + SEEN - 1))
    if not found:
        moment = datetime(first_year, 1, 1, tzinfo=zone)
        offset = _offset(moment)
        return [_observance(Change(datetime(EPOCH, 1, 1), offset, offset, moment.tzname() or zone.key))]
    groups: dict[tuple[timedelta, timedelta, str], list[Change]] = defaultdict(list)
    for one in found:
        groups[one.kind].append(one)
    if len(groups) != 2:
        return []
    made = []
    for group in groups.values():
        rule = yearly_rule([one.at for one in group])
        if rule is None:
            return []
        first = group[0]
        made.append(_observance(Change(_first_of(rule, first.at), first.before, first.after, first.name), rule))
    return made


def yearly_rule(moments: list[datetime]) -> dict[str, object] | None:
    """The RRULE of moments that come once in each year of a row, such as 01:00 on the last Sunday of March; None where there is none."""
    first = moments[0]
    if [one.year for one in moments] != list(range(first.year, first.year + len(moments))):
        return None
    if len({(one.month, one.weekday(), one.time()) for one in moments}) != 1:
        return None
    rule: dict[str, object] = {"FREQ": "YEARLY", "BYMONTH": first.month}
    day = DAYS[first.weekday()]
    which = {(one.day - 1) // WEEK + 1 for one in moments}
    if all(one.day + WEEK > monthrange(one.year, one.month)[1] for one in moments):
        return rule | {"BYDAY": f"-1{day}"}
    if len(which) == 1:
        return rule | {"BYDAY": f"{which.pop()}{day}"}
    earliest, latest = min(one.day for one in moments), max(one.day for one in moments)
    if latest - earliest >= WEEK:
        return None
    return rule | {"BYDAY": day, "BYMONTHDAY": list(range(earliest, earliest + WEEK))}


def _first_of(rule: dict[str, object], like: datetime) -> datetime:
    """The first moment of the rule since the epoch, at the hour of another of its moments."""
    days = monthrange(EPOCH, like.month)[1]
    same = [one for one in range(1, days + 1) if datetime(EPOCH, like.month, one).weekday() == like.weekday()]
    by_day, allowed = str(rule["BYDAY"]), rule.get("BYMONTHDAY")
    if isinstance(allowed, list):
        day = next(one for one in same if one in allowed)
    else:
        day = same[-1] if by_day.startswith("-1") else same[int(by_day[0]) - 1]
    return datetime(EPOCH, like.month, day, like.hour, like.minute, like.second)


def _listed(zone: ZoneInfo, first_year: int, last_year: int) -> Iterator[TimezoneStandard | TimezoneDaylight]:
    """The offset at the beginning of the first year, and every change from then on."""
    begin = datetime(first_year, 1, 1, tzinfo=zone)
    offset = _offset(begin)
    yield _observance(Change(datetime(EPOCH, 1, 1), offset, offset, begin.tzname() or zone.key))
    groups: dict[tuple[timedelta, timedelta, str], list[Change]] = defaultdict(list)
    for one in changes(zone, first_year, last_year):
        groups[one.kind].append(one)
    for first, *others in groups.values():
        observance = _observance(first)
        if others:
            observance.add("RDATE", [one.at for one in others])
        yield observance


def _observance(change: Change, rule: dict[str, object] | None = None) -> TimezoneStandard | TimezoneDaylight:
    # By the offset, as calendar programs do: Dublin's winter time is daylight saving time in law, and “STANDARD” everywhere else.
    made = TimezoneDaylight() if change.after > change.before else TimezoneStandard()
    made.add("DTSTART", change.at)
    made.add("TZNAME", change.name)
    made.add("TZOFFSETFROM", change.before)
    made.add("TZOFFSETTO", change.after)
    if rule:
        made.add("RRULE", vRecur(rule))
    return made


def changes(zone: ZoneInfo, first_year: int, last_year: int) -> list[Change]:
    """Every change of the zone's offset in these years, by the clock there."""
    return list(_changes(zone, datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)))


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterable[Change]:
    day = timedelta(days=1)
    moment = begin
    before = moment.astimezone(zone).utcoffset()
    while moment < end:
        after = (moment + day).astimezone(zone).utcoffset()
        if after != before:
            at = _instant(zone, moment, moment + day)
            here = at.astimezone(zone)
            old = _offset((at - timedelta(seconds=1)).astimezone(zone))
            yield Change((at + old).replace(tzinfo=None), old, _offset(here), here.tzname() or zone.key)
        moment, before = moment + day, after


def _instant(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The second in which the offset changes between these two moments in UTC."""
    offset = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
        if middle.astimezone(zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return high


def _offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta()
