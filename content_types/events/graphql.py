"""What the API shows of events. The join link is not here, and no other public field shows it."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import graphene
from django.utils import timezone

from content_types.core.context import ReadContext
from content_types.core.graphql.fields import Attribute, Boolean, DateTime, Enum, Int, String, field, list_of
from content_types.core.graphql.filters import (
    COMMON_ORDERINGS,
    LibraryFilter,
    apply_library_filter,
    choice_filter,
    moment,
)
from content_types.core.graphql.library import Contribution, contributions
from content_types.core.graphql.streams import resolve_rich_text, resolve_stream
from content_types.core.registry import ListApi, Ordering
from content_types.core.richtext import RichTextContent
from content_types.core.streams import BlockInterface

EventKind = Enum(
    "EventKind",
    [
        ("webinar", "A WHAMinar"),
        ("workshop", "A workshop"),
        ("meet_up", "A meet-up"),
        ("journal_club", "A journal club"),
    ],
    "What sort of event it is.",
)
Attendance = Enum(
    "Attendance", [("online", "Online"), ("in_person", "In person"), ("hybrid", "Both")], "How people take part."
)
EventStatus = Enum(
    "EventStatus",
    [
        ("scheduled", "Takes place"),
        ("cancelled", "Does not take place"),
        ("postponed", "Moved; a new date will follow"),
    ],
    "Whether an event takes place.",
)
RegistrationState = Enum(
    "RegistrationState",
    [
        ("not_open_yet", "Opens later"),
        ("open", "Open now"),
        ("closed", "Closed, or the event is over, cancelled or postponed"),
    ],
    "Whether one can register.",
)


class Venue(graphene.ObjectType):
    """Where an event takes place."""

    name = graphene.String(required=True, description="What the place is called.")
    address = graphene.String(description="Street, town and postcode.")
    latitude = graphene.Float(description="Degrees north (WGS 84).")
    longitude = graphene.Float(description="Degrees east (WGS 84).")


def _venue(page: Any, info: Any) -> Venue | None:
    if not page.venue_name:
        return None
    return Venue(
        name=page.venue_name,
        address=page.venue_address or None,
        latitude=page.venue_latitude,
        longitude=page.venue_longitude,
    )


def registration_state(page: Any) -> str:
    """Whether one can register for an event now, by its window and status (places left are not looked at)."""
    now = timezone.now()
    if page.status != "scheduled" or now >= (page.registration_closes or page.start):
        return "closed"
    return "not_open_yet" if page.registration_opens and now < page.registration_opens else "open"


def _in_zone(name: str) -> Any:
    return lambda page, info: getattr(page, name).astimezone(ZoneInfo(page.time_zone)) if getattr(page, name) else None


def _ical_url(page: Any, info: Any) -> str | None:
    url = None if getattr(page, "_is_preview", False) else ReadContext.of(info.context).page_url(page)
    return f"{url}event.ics" if url else None


FIELDS = [
    field(
        "event_kind",
        EventKind,
        "What sort of event it is.",
        required=True,
        resolve=Attribute("kind", required=True),
    ),
    field(
        "start",
        DateTime,
        "When it begins, with the offset of its own time zone.",
        required=True,
        resolve=_in_zone("start"),
    ),
    field(
        "end", DateTime, "When it ends, with the offset of its own time zone.", required=True, resolve=_in_zone("end")
    ),
    field("time_zone", String, "IANA name, such as Europe/London.", required=True),
    field(
        "is_past",
        Boolean,
        "Whether it has ended.",
        required=True,
        resolve=lambda page, info: page.end <= timezone.now(),
    ),
    field("status", EventStatus, "Whether it takes place.", required=True),
    field("status_note", String, "Why it does not, and what happens now."),
    field("attendance", Attendance, "How people take part.", required=True),
    field("venue", Venue, "Where it takes place; null when it is only online.", resolve=_venue),
    field(
        "speakers",
        list_of(Contribution),
        "The people who speak, in order.",
        required=True,
        resolve=lambda page, info: contributions(page, info, "speaker"),
    ),
    field("capacity", Int, "How many can take part; null means no limit."),
    field(
        "registration_opens",
        DateTime,
        "Null means that it is open from publication.",
        resolve=_in_zone("registration_opens"),
    ),
    field(
        "registration_closes",
        DateTime,
        "Null means that it closes when the event begins.",
        resolve=_in_zone("registration_closes"),
    ),
    field(
        "registration_state",
        RegistrationState,
        "Whether one can register now.",
        required=True,
        resolve=lambda page, info: registration_state(page),
    ),
    field("recording_url", String, "Where the recording is."),
    field(
        "recording_transcript", RichTextContent, "The words spoken.", resolve=resolve_rich_text("recording_transcript")
    ),
    field(
        "resources",
        list_of(BlockInterface),
        "Slides, papers and links that go with it.",
        required=True,
        resolve=resolve_stream("resources"),
    ),
    field("ical_url", String, "Absolute address of the event as iCalendar; null in a preview.", resolve=_ical_url),
]


class EventFilter(LibraryFilter):
    """Which events to list."""

    kinds = graphene.List(graphene.NonNull(EventKind), description="Any of these kinds.")
    attendance = graphene.List(graphene.NonNull(Attendance), description="Any of these ways to take part.")
    statuses = graphene.List(graphene.NonNull(EventStatus), description="Any of these states.")
    upcoming = graphene.Boolean(description="True: not ended yet. False: ended.")
    starts_from = DateTime(name="from", description="Beginning at or after this moment.")
    starts_to = DateTime(name="to", description="Beginning before this moment.")


_choices = (
    choice_filter("kinds", "kind"),
    choice_filter("attendance", "attendance"),
    choice_filter("statuses", "status"),
)


def apply_filter(queryset: Any, value: Any, context: ReadContext) -> Any:
    """Narrow a queryset of events by an EventFilter."""
    queryset = apply_library_filter(queryset, value, context)
    for choice in _choices:
        queryset = choice(queryset, value)
    if value.get("upcoming") is not None:
        now = context.viewer.now
        queryset = queryset.filter(end__gt=now) if value["upcoming"] else queryset.filter(end__lte=now)
    if value.get("starts_from"):
        queryset = queryset.filter(start__gte=moment(value["starts_from"], "from"))
    if value.get("starts_to"):
        queryset = queryset.filter(start__lt=moment(value["starts_to"], "to"))
    return queryset


SOONEST = Ordering("SOONEST", ("start",), "Earliest beginning first; with `upcoming: true`, the next event first")
LATEST = Ordering("LATEST", ("-start",), "Latest beginning first")

LIST = ListApi(
    plural="events",
    description="Events.",
    filter_input=EventFilter,
    apply_filter=apply_filter,
    orderings=(SOONEST, LATEST, *COMMON_ORDERINGS),
)
