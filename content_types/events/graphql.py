"""What the API shows of events. The join link is not here, and no other public field shows it."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import graphene
from django.utils import timezone

from content_types.core.blocks.media import seconds_of
from content_types.core.conditions import Condition, Range, ValueFilter
from content_types.core.graphql.block_types import BlockInterface
from content_types.core.graphql.blocks.media import EmbedProvider, MediaSource, player_of, provider_of, source_of
from content_types.core.graphql.fields import Awaited, Boolean, DateTime, Enum, Int, String, field, list_of
from content_types.core.graphql.filters import (
    COMMON_ORDERINGS,
    FilterArgument,
    Given,
    ResourceFilter,
    any_of,
    before_moment,
    from_moment,
)
from content_types.core.graphql.kinds import Kind, add_kinds, kinds_filter
from content_types.core.graphql.library import Contribution, contributions
from content_types.core.graphql.rich_text import RichTextType
from content_types.core.graphql.scalars import URL
from content_types.core.graphql.streams import resolve_rich_text, resolve_stream
from content_types.core.media_types import HTML, recording_type
from content_types.core.registry import ListApi, Ordering
from content_types.events.models import EventPage
from delivery.context import ReadContext

Kinds, Status = EventPage.Kind, EventPage.Status
add_kinds(
    Kinds,
    {
        Kinds.WEBINAR: "A WHAMinar",
        Kinds.WORKSHOP: "A workshop",
        Kinds.MEET_UP: "A meet-up",
        Kinds.JOURNAL_CLUB: "A journal club",
    },
)
Attendance = Enum(
    "Attendance",
    EventPage.Attendance,
    "How people take part.",
    {
        EventPage.Attendance.ONLINE: "Online",
        EventPage.Attendance.IN_PERSON: "In person",
        EventPage.Attendance.HYBRID: "Both",
    },
)
EventStatus = Enum(
    "EventStatus",
    Status,
    "Whether an event takes place.",
    {
        Status.SCHEDULED: "Takes place",
        Status.CANCELLED: "Does not take place",
        Status.POSTPONED: "Moved; a new date will follow",
    },
)
RegistrationState = Enum(
    "RegistrationState",
    [
        ("not_open_yet", "Opens later"),
        ("open", "Open now"),
        ("closed", "Closed, or the event is over, cancelled or postponed"),
    ],
    "Whether one can register.",
    labels={"not_open_yet": "Opens later", "open": "Open", "closed": "Closed"},
)


class Venue(graphene.ObjectType):
    """Where an event takes place."""

    written_in: ClassVar[dict[str, str]] = {
        "name": "venue_name",
        "address": "venue_address",
        "latitude": "venue_latitude",
        "longitude": "venue_longitude",
    }
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


class Recording(graphene.ObjectType):
    """The recording of an event; the words spoken are its `recordingTranscript`."""

    url = graphene.Field(URL, required=True, description="Where it is.")
    source = graphene.Field(MediaSource, required=True, description="Whether `url` is a file or a page.")
    mime_type = graphene.String(required=True, description="MIME type of what is at `url`: `text/html` for a page.")
    provider = graphene.Field(EmbedProvider, description="The site that it is on, where its players may be embedded.")
    player_url = graphene.Field(
        URL, description="Address for an `iframe`, in the provider's form that tracks least; null elsewhere."
    )
    captions_url = graphene.Field(
        URL, description="Address of captions (WebVTT) for a file; a player of another site has its own."
    )
    duration_seconds = graphene.Int(description="How long it is; null where editors did not say.")


def _recording(page: Any, info: Any) -> Recording | None:
    url = page.recording_url
    if not url:
        return None
    mime_type = recording_type(url, "video") or HTML
    return Recording(
        url=url,
        source=source_of(mime_type),
        mime_type=mime_type,
        provider=provider_of(url),
        player_url=player_of(url),
        captions_url=page.recording_captions_url or None,
        duration_seconds=seconds_of(page.recording_duration),
    )


def registration_state(page: Any) -> str:
    """Whether one can register for an event now, by its window and status (places left are not looked at)."""
    now = timezone.now()
    closes = page.registration_closes or page.start
    if not page.takes_place or closes is None or now >= closes:
        return "closed"
    return "not_open_yet" if page.registration_opens and now < page.registration_opens else "open"


def _in_zone(name: str, read: Callable[[Any], Any] | None = None) -> Any:
    read = read or attrgetter(name)

    def resolve(page: Any, info: Any) -> Any:
        moment = read(page)
        return moment and moment.astimezone(ZoneInfo(page.time_zone))

    return resolve


def _end(page: Any) -> Any:
    Awaited("end").read(page)
    return page.told_end


def _ical_url(page: Any, info: Any) -> str | None:
    url = None if getattr(page, "_is_preview", False) else ReadContext.of(info.context).served_url(page)
    return f"{url}event.ics" if url else None


FIELDS = [
    field("kind", Kind, "What sort of event it is.", required=True),
    field(
        "start",
        DateTime,
        "When it begins, with the offset of its own time zone.",
        required=True,
        resolve=_in_zone("start", Awaited("start").read),
    ),
    field(
        "end",
        DateTime,
        "When it ends, with the offset of its own time zone; not included. Where it lasts whole days, the midnight after the last.",
        required=True,
        resolve=_in_zone("end", _end),
    ),
    field(
        "is_all_day",
        Boolean,
        "Whether it lasts whole days by the clock of its own time zone, from the midnight of `start` to the midnight of `end`, which is after the "
        "last day.",
        required=True,
    ),
    field("time_zone", String, "IANA name, such as Europe/London.", required=True),
    field(
        "is_past",
        Boolean,
        "Whether it has ended.",
        required=True,
        resolve=lambda page, info: page.end is not None and page.end <= timezone.now(),
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
        written_in="people",
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
    field(
        "registration_url",
        URL,
        "Where to register, for an event that takes registrations on another site. Offer it while `registrationState` is `OPEN`.",
    ),
    field(
        "recording",
        Recording,
        "The recording: where it is, and how to show it. Null where there is none, or not yet.",
        resolve=_recording,
    ),
    field("recording_url", URL, "Where the recording is, as `recording { url }`."),
    field("recording_transcript", RichTextType, "The words spoken.", resolve=resolve_rich_text("recording_transcript")),
    field(
        "resources",
        list_of(BlockInterface),
        "Slides, papers and links that go with it.",
        required=True,
        resolve=resolve_stream("resources"),
    ),
    field("ical_url", URL, "Absolute address of the event as iCalendar; null in a preview.", resolve=_ical_url),
]


def _upcoming(value: bool, given: Given) -> list[Condition]:
    now = given.context.viewer.now
    when = Range("ends_at", gt=now) if value else Range("ends_at", lte=now)
    return [when] if given.names("statuses", "STATUS") else [when, ValueFilter("status", any_of=(Status.SCHEDULED,))]


FILTER = ResourceFilter(
    "EventFilter",
    "Which events to list.",
    [
        kinds_filter(),
        any_of("attendance", "attendance", Attendance, "Any of these ways to take part."),
        any_of("statuses", "status", EventStatus, "Any of these states."),
        FilterArgument(
            "upcoming",
            graphene.Boolean,
            "True: events that have not ended. False: that have. Either way only what takes place, unless `statuses` beside it names others: "
            "no cancelled or postponed event is taken for one that happens.",
            _upcoming,
        ),
        from_moment("starts_from", "starts_at", "Beginning at or after this moment.", "from"),
        before_moment("starts_to", "starts_at", "Beginning before this moment.", "to"),
    ],
)


SOONEST = Ordering("SOONEST", ("start",), "Earliest beginning first; with `upcoming: true`, the next event first")
LATEST = Ordering("LATEST", ("-start",), "Latest beginning first")

LIST = ListApi(
    plural="events",
    description="Events.",
    filter=FILTER,
    orderings=(SOONEST, LATEST, *COMMON_ORDERINGS),
)
