"""Coming to an event: its terms, and what the calendar of somebody who comes is told (iTIP, RFC 5546). The join link is never in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from icalendar import Calendar, Event, vCalAddress, vText

from content_types.core.registrations import Guest, Standing, TakesRegistrations, Terms
from content_types.core.text import one_line
from content_types.events import ical
from content_types.events.models import EventPage
from content_types.events.moments import whole_days, zone_of

NO_DAY = datetime(9999, 12, 1, tzinfo=UTC)  # of a draft without times
STANDINGS = {
    EventPage.Status.SCHEDULED: Standing.TAKES_PLACE,
    EventPage.Status.POSTPONED: Standing.POSTPONED,
    EventPage.Status.CANCELLED: Standing.CANCELLED,
}


def terms(event: EventPage) -> Terms:
    """The terms of an event as it is published."""
    start, end = event.start, event.told_end
    dated = start is not None and end is not None
    return Terms(
        standing=STANDINGS[EventPage.Status(event.status)] if dated else Standing.POSTPONED,
        starts=start or NO_DAY,
        ends=end or NO_DAY,
        opens=event.registration_opens,
        closes=event.registration_closes or start or NO_DAY,
        capacity=event.capacity,
        is_elsewhere=bool(event.registration_url),
        join_link=event.join_link,
        when=_when(event, start, end) if start and end else "still to be set",
        where=ical.location(event),
        note=event.status_note,
        is_dated=dated,
    )


def _when(event: EventPage, start: datetime, end: datetime) -> str:
    zone = zone_of(event.time_zone) or UTC
    days = whole_days(event)
    if days is not None:
        first, last = days[0], days[1] - timedelta(days=1)
        told = date_format(first, "l j F Y")
        return told if first == last else f"{told} – {date_format(last, 'l j F Y')}"
    begin, until = start.astimezone(zone), end.astimezone(zone)
    late = date_format(until, "H:i" if begin.date() == until.date() else "l j F Y, H:i", use_l10n=False)
    return f"{date_format(begin, 'l j F Y, H:i', use_l10n=False)}–{late} ({event.time_zone})"


def calendar(event: EventPage, guest: Guest) -> bytes:
    """One message to the calendar of a guest: that they come, when it has moved too, or that it is taken out."""
    made = Calendar()
    made.add("PRODID", ical.PRODUCT)
    made.add("VERSION", "2.0")
    made.add("CALSCALE", "GREGORIAN")
    made.add("METHOD", "REQUEST" if guest.comes else "CANCEL")
    for zone in ical.time_zones([event]):
        made.add_component(zone)
    made.add_component(_entry(event, guest))
    return bytes(made.to_ical())


def _entry(event: EventPage, guest: Guest) -> Event:
    status = EventPage.Status(event.status)
    made = Event()
    made.add("UID", guest.uid)
    made.add("SEQUENCE", guest.sequence)
    made.add("DTSTAMP", timezone.now().astimezone(UTC))
    begin, end = ical.span(event)
    made.add("DTSTART", begin)
    made.add("DTEND", end)
    made.add("SUMMARY", f"{ical.SUMMARY_PREFIXES.get(status, '')}{one_line(event.title)}")
    made.add("DESCRIPTION", "\n\n".join(filter(None, (event.status_note, event.summary, guest.url))))
    made.add("STATUS", ical.STATUSES[status] if guest.comes else "CANCELLED")
    made.add("LOCATION", ical.location(event))
    made.add("URL", guest.url)
    made.add("TRANSP", "OPAQUE" if guest.comes else "TRANSPARENT")
    organizer = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    organizer.params["CN"] = vText(settings.WAGTAIL_SITE_NAME)
    made.add("ORGANIZER", organizer)
    attendee = vCalAddress(f"mailto:{guest.email}")
    attendee.params["CN"] = vText(one_line(guest.name))
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText("ACCEPTED")
    attendee.params["RSVP"] = vText("FALSE")
    made.add("ATTENDEE", attendee)
    return made


REGISTRATIONS = TakesRegistrations(terms=terms, recorded=~Q(recording_url=""), calendar=calendar)
