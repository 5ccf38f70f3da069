"""WHAMinars, workshops, meet-ups and journal clubs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField

from content_types.core.blocks.media import DURATION, DURATION_HELP, DURATION_INVALID, DocumentBlock
from content_types.core.blocks.structure import LinkListBlock, ResourceLinkBlock
from content_types.core.fields import StreamField
from content_types.core.identifiers import UrlField
from content_types.core.library import LibraryPage
from content_types.core.pages import IndexPage
from content_types.core.panels import FoldedPanel
from content_types.core.richtext import RICH_TEXT_FEATURES
from content_types.events.cities import TimeZoneInput, validate_time_zone
from content_types.events.forms import EventPageForm
from content_types.events.moments import midnight, whole_days, zone_of
from content_types.taxonomy.models import LATITUDE, LONGITUDE

TIME_ZONE_HELP = (
    "Europe/London unless it takes place elsewhere: type a large city in the same zone, and choose it from the list."
)


class EventIndexPage(IndexPage):
    """Holds all events."""

    subpage_types: ClassVar[list[str]] = ["events.EventPage"]

    class Meta:
        verbose_name = "event index"
        verbose_name_plural = "event indexes"


class EventPage(LibraryPage):
    """Something that happens at a time. Moments are stored in UTC; editors write wall-clock time of the event's own zone."""

    class Kind(models.TextChoices):
        WEBINAR = "webinar", "WHAMinar"
        WORKSHOP = "workshop", "Workshop"
        MEET_UP = "meet_up", "Meet-up"
        JOURNAL_CLUB = "journal_club", "Journal club"

    class Attendance(models.TextChoices):
        ONLINE = "online", "Online"
        IN_PERSON = "in_person", "In person"
        HYBRID = "hybrid", "Online and in person"

    class Status(models.TextChoices):
        SCHEDULED = "scheduled", "Takes place"
        CANCELLED = "cancelled", "Cancelled"
        POSTPONED = "postponed", "Postponed"

    kind = models.CharField(
        max_length=20, choices=Kind.choices, default=Kind.WEBINAR, db_index=True, help_text="What sort of event it is."
    )
    # Null in drafts alone: what is not blank must be there wherever a page is submitted, checked or published.
    start = models.DateTimeField(null=True, db_index=True, help_text="As the clock shows where it takes place.")
    end = models.DateTimeField(null=True, help_text="As the clock shows where it takes place.")
    time_zone = models.CharField(
        max_length=64,
        default="Europe/London",
        validators=[validate_time_zone],
        help_text="Europe/London unless it takes place elsewhere.",
    )
    status = models.CharField(
        max_length=20,
        choices=Status.choices,
        default=Status.SCHEDULED,
        db_index=True,
        help_text="Change this rather than deleting the event.",
    )
    status_note = models.CharField(
        max_length=300, blank=True, help_text="Why it is cancelled or postponed, and what happens now."
    )
    attendance = models.CharField(
        max_length=20, choices=Attendance.choices, default=Attendance.ONLINE, help_text="How people take part."
    )
    venue_name = models.CharField(max_length=150, blank=True, help_text="Such as “Leeds Central Library, room 3”.")
    venue_address = models.CharField(max_length=300, blank=True, help_text="Street, town and postcode.")
    venue_latitude = models.FloatField(
        null=True, blank=True, validators=LATITUDE, help_text="Degrees north, such as 53.80."
    )
    venue_longitude = models.FloatField(
        null=True, blank=True, validators=LONGITUDE, help_text="Degrees east; west is negative, such as -1.55."
    )
    capacity = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="How many can take part. Leave empty for no limit.",
    )
    registration_opens = models.DateTimeField(null=True, blank=True, help_text="Leave empty to open at once.")
    registration_closes = models.DateTimeField(
        null=True, blank=True, help_text="Leave empty to close when the event begins."
    )
    registration_url = UrlField(
        blank=True,
        default="",
        db_default="",  # the version before writes events without this column
        verbose_name="registration address",
        help_text="Where people register, if that is on another site. Public.",
    )
    join_link = UrlField(blank=True, help_text="Given only to people who have registered. Never public.")
    recording_url = UrlField(blank=True, help_text="Afterwards: where the recording is.")
    # The version before writes events without these two.
    recording_duration = models.CharField(
        max_length=9,
        blank=True,
        default="",
        db_default="",
        validators=[RegexValidator(DURATION, DURATION_INVALID)],
        help_text=DURATION_HELP,
    )
    recording_captions_url = UrlField(
        blank=True,
        default="",
        db_default="",
        verbose_name="address of captions",
        help_text="Where the WebVTT file of a recording is, if it is a file of ours. Players of other sites have their own.",
    )
    recording_transcript = RichTextField(
        blank=True, features=RICH_TEXT_FEATURES, help_text="Afterwards: the words spoken."
    )
    resources = StreamField(
        [("resource_link", ResourceLinkBlock()), ("document", DocumentBlock()), ("link_list", LinkListBlock())],
        blank=True,
        help_text="Slides, papers and links that go with it.",
    )

    page_description = "A WHAMinar, workshop, meet-up or journal club, with its time, speakers and registration."
    is_creatable = True
    base_form_class = EventPageForm
    parent_page_types: ClassVar[list[str]] = ["events.EventIndexPage"]
    edit_handler: ClassVar[Any] = LibraryPage.editing_tabs(
        [
            FieldPanel("kind"),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("start"), FieldPanel("end")]),
                    FieldPanel("time_zone", widget=TimeZoneInput, help_text=TIME_ZONE_HELP),
                ],
                heading="When",
            ),
            FoldedPanel(
                [FieldPanel("status"), FieldPanel("status_note")],
                heading="Does it take place? Only if it is cancelled or postponed",
            ),
            MultiFieldPanel(
                [
                    FieldPanel("attendance"),
                    FieldPanel("venue_name"),
                    FieldPanel("venue_address"),
                    FieldPanel("join_link"),
                ],
                heading="Where",
            ),
            FoldedPanel(
                [FieldRowPanel([FieldPanel("venue_latitude"), FieldPanel("venue_longitude")])],
                heading="Where on a map",
            ),
            FoldedPanel(
                [
                    FieldPanel("capacity"),
                    FieldRowPanel([FieldPanel("registration_opens"), FieldPanel("registration_closes")]),
                    FieldPanel("registration_url"),
                ],
                heading="Taking part: places, days, another site",
            ),
            FoldedPanel(
                [
                    FieldPanel("recording_url"),
                    FieldPanel("recording_duration"),
                    FieldPanel("recording_captions_url"),
                    FieldPanel("recording_transcript"),
                ],
                heading="Afterwards: the recording",
            ),
            FieldPanel("resources"),
        ]
    )

    class Meta:
        verbose_name = "event"

    @property
    def takes_place(self) -> bool:
        """Whether it is neither cancelled nor postponed."""
        return self.status == self.Status.SCHEDULED

    @property
    def notice(self) -> str:
        """“Cancelled” or “Postponed”; empty where it takes place."""
        return "" if self.takes_place else str(self.get_status_display())

    @property
    def is_all_day(self) -> bool:
        """Whether it lasts whole days by the clock where it takes place."""
        return whole_days(self) is not None

    @property
    def told_end(self) -> datetime | None:
        """When it ends, as readers are told: of whole days the midnight after the last, whichever of the two forms editors wrote."""
        days = whole_days(self)
        return midnight(days[1], zone_of(self.time_zone) or UTC) if days else self.end

    @property
    def last_day(self) -> date | None:
        """The last day on which it takes place, by the clock there; None while a draft has no end."""
        if self.end is None:
            return None
        days = whole_days(self)
        return days[1] - timedelta(days=1) if days else self.end.astimezone(zone_of(self.time_zone) or UTC).date()

    def unfinished(self) -> dict[str, str]:
        errors = super().unfinished()
        if self.start and self.end and self.end <= self.start:
            errors["end"] = "The event must end after it begins. Choose a later end."
        if self.attendance != self.Attendance.ONLINE and not self.venue_name.strip():
            errors["venue_name"] = "Say where it takes place, or choose “Online”."
        if (self.venue_latitude is None) != (self.venue_longitude is None):
            errors["venue_latitude"] = "Give both coordinates or neither."
        opens, closes = self.registration_opens, self.registration_closes
        if opens and closes and closes <= opens:
            errors["registration_closes"] = "Registration must close after it opens. Choose a later moment."
        if closes and self.end and closes > self.end:
            errors["registration_closes"] = "Registration must close before the event ends. Choose an earlier moment."
        return errors
