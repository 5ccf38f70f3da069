"""A month of events."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from tests.web.site import Site, links
from web.event_calendar import Month


def event(start: str, end: str, zone: str = "Europe/London") -> SimpleNamespace:
    """An event as the calendar looks at it."""
    moments = [datetime.fromisoformat(one).replace(tzinfo=UTC) for one in (start, end)]
    return SimpleNamespace(start=moments[0], end=moments[1], time_zone=zone)


@pytest.mark.parametrize(
    ("given", "days"),
    [
        (event("2026-12-04T12:30", "2026-12-04T13:30"), [4]),
        (event("2026-12-04T00:00", "2026-12-05T00:00"), [4]),
        (event("2026-12-04T18:00", "2026-12-06T10:00"), [4, 5, 6]),
        (event("2026-12-31T23:30", "2027-01-01T00:30", "Australia/Sydney"), []),  # there it is January already
        (event("2026-12-04T12:30", "2026-12-04T12:30"), [4]),
        (event("2026-11-20T12:30", "2026-12-02T12:30"), [1, 2]),
    ],
)
def test_an_event_stands_on_the_days_that_it_touches(given: SimpleNamespace, days: list[int]) -> None:
    weeks = Month.of("2026-12").filled([given])
    assert [one.day.day for week in weeks for one in week if one.events and one.is_in_month] == days


def test_months_follow_each_other() -> None:
    december = Month.of("2026-12")
    assert (str(december.before), str(december.after)) == ("2026-11", "2027-01")
    assert (december.weeks[0][0], december.weeks[-1][-1]) == (date(2026, 11, 30), date(2027, 1, 3))


@pytest.mark.parametrize("text", [None, "", "2026-13", "1999-01", "2026-1", "x"])
def test_what_is_no_month_is_this_one(text: str | None) -> None:
    assert abs((Month.of(text).first - date.today()).days) <= 31


def test_a_month_shows_its_events(site: Site, subtests: pytest.Subtests) -> None:
    """One server for all of it: to start one takes longer than to ask it."""
    with subtests.test("what is listed stands in its month"):
        coming = site.get("/events/").text
        leads = re.findall(r'href="(/events/[^"?]+/)".*?<time datetime="(\d{4}-\d{2})', coming, re.DOTALL)
        assert len(leads) > 3
        for path, month in leads[:4]:
            page = site.get(f"/events/?view=calendar&month={month}")
            assert path in links(page)
            assert "noindex" in page.text
    with subtests.test("a cancelled event is said to be"):
        page = site.get("/events/welfare-advice-business-case-clinic/")
        began = re.search(r'<time datetime="(\d{4}-\d{2})', page.text)
        assert began is not None
        calendar = site.get(f"/events/?view=calendar&month={began[1]}").text
        entries = re.findall(r'<p class="month__event">.*?</p>', calendar, re.DOTALL)
        cancelled = [one for one in entries if "/welfare-advice-business-case-clinic/" in one]
        assert ["state--off" in one for one in cancelled] == [True]
    with subtests.test("what is chosen stays from month to month"):
        page = site.get("/events/?view=calendar&month=2026-12&f=STATUS:CANCELLED")
        beside = [one for one in links(page) if "month=" in one and "f=" in one]
        assert {"f=STATUS%3ACANCELLED" in one for one in beside} == {True}
        assert [site.get(one).status for one in beside] == [200, 200]
