"""Events as schema.org names them. A cancelled or postponed one says so."""

from __future__ import annotations

from typing import Any

from content_types.core.linked_data import person, said
from content_types.core.markdown.declaration import Shown
from content_types.events.models import EventPage
from content_types.events.moments import whole_days, zone_of

STATUSES = {
    EventPage.Status.SCHEDULED: "https://schema.org/EventScheduled",
    EventPage.Status.CANCELLED: "https://schema.org/EventCancelled",
    EventPage.Status.POSTPONED: "https://schema.org/EventPostponed",
}
MODES = {
    EventPage.Attendance.ONLINE: "https://schema.org/OnlineEventAttendanceMode",
    EventPage.Attendance.IN_PERSON: "https://schema.org/OfflineEventAttendanceMode",
    EventPage.Attendance.HYBRID: "https://schema.org/MixedEventAttendanceMode",
}
# What an event has of all that a resource has: it is no work, and nobody wrote it.
_COMMON = ("@id", "url", "name", "description", "inLanguage", "image", "about", "keywords", "isAccessibleForFree")


def linked_data(shown: Shown, node: dict[str, Any]) -> dict[str, Any]:
    """An event with when, where, and whether it takes place."""
    page: Any = shown.page
    begins, ends = _span(page)
    return {
        "@type": "Event",
        **{name: value for name, value in node.items() if name in _COMMON},
        "startDate": begins,
        "endDate": ends,
        "eventStatus": STATUSES[EventPage.Status(page.status)],
        "eventAttendanceMode": MODES[EventPage.Attendance(page.attendance)],
        "location": _locations(shown),
        "organizer": node["publisher"],
        "performer": [person(part.person) for part in shown["speakers"]],
        "maximumAttendeeCapacity": page.capacity,
    }


def _span(page: Any) -> tuple[str | None, str | None]:
    """When it begins and ends: days for whole days (the last included), else moments with the offset of its own zone."""
    if not page.start or not page.end:
        return None, None
    days = whole_days(page)
    if days is not None:
        return days[0].isoformat(), page.last_day.isoformat()
    zone = zone_of(page.time_zone)
    begins, ends = (at.astimezone(zone).isoformat(timespec="seconds") for at in (page.start, page.end))
    return begins, ends


def _locations(shown: Shown) -> list[dict[str, Any]]:
    page: Any = shown.page
    found: list[dict[str, Any]] = []
    venue = shown["venue"]
    if venue and page.attendance != EventPage.Attendance.ONLINE:
        known = venue.latitude is not None and venue.longitude is not None
        at = {"@type": "GeoCoordinates", "latitude": venue.latitude, "longitude": venue.longitude} if known else None
        found.append(said({"@type": "Place", "name": venue.name, "address": venue.address, "geo": at}))
    if page.attendance != EventPage.Attendance.IN_PERSON:
        # Where one registers: the link to join is for those who have.
        url = page.registration_url or shown.context.page_url(page)
        found.append(said({"@type": "VirtualLocation", "url": url}))
    return found
