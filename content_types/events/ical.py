"""Events as iCalendar (RFC 5545, with the properties of RFC 7986 that calendar programs use). The join link is never in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from icalendar import Calendar, Event, Timezone, vDuration, vText

from content_types.core.graphql.site import site_settings
from content_types.core.library import LibraryPage
from content_types.core.text import one_line
from content_types.events.models import EventPage
from content_types.events.moments import whole_days, zone_of
from content_types.events.time_zones import vtimezone
from content_types.taxonomy.models import Topic
from delivery.context import ReadContext
from delivery.translations import in_language
from delivery.visibility import visible_pages, visible_terms, without_aliases

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//WHAM//Library events//EN"
KEPT = timedelta(days=365)  # how long an event that is over stays in the feeds
REFRESH = timedelta(hours=1)  # how often a subscriber should ask again
STATUSES = {
    EventPage.Status.SCHEDULED: "CONFIRMED",
    EventPage.Status.CANCELLED: "CANCELLED",
    EventPage.Status.POSTPONED: "TENTATIVE",
}
# Many programs do not show STATUS, so the words say it too.
SUMMARY_PREFIXES = {EventPage.Status.CANCELLED: "Cancelled: ", EventPage.Status.POSTPONED: "Postponed: "}
# What the feeds read; the join link and the long texts are left in the database.
COLUMNS = (
    "title", "url_path", "path", "depth", "live", "summary", "start", "end", "time_zone", "status", "status_note", "attendance",
    "venue_name", "venue_address", "venue_latitude", "venue_longitude", "registration_url", "first_published_at", "last_published_at",
)  # fmt: skip


def feed_events(context: ReadContext, topics: set[int] | None = None) -> list[EventPage]:
    """Visible events, soonest first, from those that ended a year ago on; only those on any of the topics where keys are given."""
    recent = without_aliases(EventPage.objects.filter(end__gte=context.viewer.now - KEPT))
    events = in_language(context.viewer, visible_pages(context.viewer, recent))
    if topics is not None:
        links = LibraryPage.topics.through.objects.filter(topic__in=topics)
        events = events.filter(pk__in=links.values("librarypage_id"))
    return list(_columns(events).order_by("start", "pk"))


def _columns(events: QuerySet[EventPage]) -> QuerySet[EventPage]:
    return events.only(*COLUMNS)


def calendar(context: ReadContext, events: Sequence[EventPage], name: str) -> bytes:
    """The events as one iCalendar object. The same events give the same bytes; two statements for any number of events."""
    made = Calendar()
    made.add("PRODID", PRODUCT)
    made.add("VERSION", "2.0")
    made.add("CALSCALE", "GREGORIAN")
    made.add("NAME", vText(one_line(name)))
    made.add("X-WR-CALNAME", vText(one_line(name)))
    made.add("REFRESH-INTERVAL", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    made.add("X-PUBLISHED-TTL", vDuration(REFRESH))
    for zone in time_zones(events):
        made.add_component(zone)
    topics = _topic_names(context, events)
    host = context.site.hostname if context.site else "localhost"
    for event in events:
        made.add_component(_event(event, context, topics.get(event.pk, []), host))
    return bytes(made.to_ical())


def calendar_name(context: ReadContext, subject: str | None = None) -> str:
    """What a subscriber's program calls the feed."""
    site = site_settings(context)
    name = f"{site.name if site else settings.WAGTAIL_SITE_NAME} events"
    return f"{name}: {subject}" if subject else name


def _event(event: EventPage, context: ReadContext, topics: list[str], default_host: str) -> Event:
    place = context.place(event)
    url = context.page_url(event)
    changed = event.last_published_at or event.first_published_at or _moments(event)[0]
    made = Event()
    # The host of the event's own site, not of the request: the same event keeps its UID whoever asks where.
    made.add("UID", f"event-{event.pk}@{place[0].hostname if place else default_host}")
    # No METHOD is given, so DTSTAMP is the last revision, as LAST-MODIFIED (RFC 5545, 3.8.7.2).
    made.add("DTSTAMP", changed.astimezone(UTC))
    made.add("LAST-MODIFIED", changed.astimezone(UTC))
    made.add("SEQUENCE", sequence(event))
    begin, end = span(event)
    made.add("DTSTART", begin)
    made.add("DTEND", end)
    made.add("SUMMARY", f"{SUMMARY_PREFIXES.get(EventPage.Status(event.status), '')}{one_line(event.title)}")
    register = f"Register: {event.registration_url}" if event.registration_url and event.takes_place else ""
    made.add("DESCRIPTION", "\n\n".join(filter(None, (event.status_note, event.summary, register, url))))
    made.add("STATUS", STATUSES[EventPage.Status(event.status)])
    if url:
        made.add("URL", url)
    made.add("LOCATION", location(event))
    if event.venue_latitude is not None and event.venue_longitude is not None and event.attendance != "online":
        made.add("GEO", (event.venue_latitude, event.venue_longitude))
    if topics:
        made.add("CATEGORIES", topics)
    return made


def span(event: EventPage) -> tuple[date, date] | tuple[datetime, datetime]:
    """When the event begins and ends as a calendar writes it: days for whole days (the last not included), else moments in the event's zone.

    Both in UTC where one of them is the second of two that the clock shows alike: a time with a zone means the first (RFC 5545, 3.3.5).
    """
    days = whole_days(event)
    if days is not None:
        return days
    zone = zone_of(event.time_zone) or UTC
    start, stop = _moments(event)
    begin, end = start.astimezone(zone), stop.astimezone(zone)
    if any(one.replace(fold=0).utcoffset() != one.utcoffset() for one in (begin, end)):
        return start.astimezone(UTC), stop.astimezone(UTC)
    return begin, end


def sequence(event: EventPage) -> int:
    """The revision number of RFC 5545, 3.8.7.4: 0 at first, higher after each further publication (whole seconds since the first)."""
    if not event.first_published_at or not event.last_published_at:
        return 0
    return max(0, int((event.last_published_at - event.first_published_at).total_seconds()))


def location(event: EventPage) -> str:
    """Where it takes place, on one line."""
    if event.attendance == EventPage.Attendance.ONLINE:
        return "Online"
    place = ", ".join(" ".join(part.split()) for part in (event.venue_name, event.venue_address) if part.strip())
    return f"{place} (and online)" if event.attendance == EventPage.Attendance.HYBRID else place


def _topic_names(context: ReadContext, events: Iterable[EventPage]) -> dict[int, list[str]]:
    through: Any = LibraryPage.topics.through
    links = list(
        through.objects.filter(librarypage__in=[event.pk for event in events]).values_list("librarypage_id", "topic_id")
    )
    published = visible_terms(context.viewer, Topic.objects.filter(pk__in={topic for _, topic in links}))
    names = dict(published.values_list("pk", "name"))
    position = {key: place for place, key in enumerate(names)}
    grouped: dict[int, list[str]] = defaultdict(list)
    for event, topic in sorted((link for link in links if link[1] in names), key=lambda link: position[link[1]]):
        grouped[event].append(one_line(names[topic]))
    return grouped


def _moments(event: EventPage) -> tuple[datetime, datetime]:
    """When it begins and ends, as whatever is published says."""
    assert event.start
    assert event.end
    return event.start, event.end


def time_zones(events: Sequence[EventPage]) -> list[Timezone]:
    """A VTIMEZONE for each zone used, by name; the site's own where there are no events, because a calendar may not be empty."""
    used: dict[str, list[datetime]] = defaultdict(list)
    for event in events:
        if zone_of(event.time_zone) and event.time_zone != "UTC":
            used[event.time_zone].extend(_moments(event))
    if not events:
        used[settings.TIME_ZONE].append(datetime.now(UTC))
    return [vtimezone(name, min(moments).year - 1, max(moments).year + 1) for name, moments in sorted(used.items())]
