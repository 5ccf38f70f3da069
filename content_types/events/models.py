"""WHAMinars, workshops, meet-ups and journal clubs."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField

from content_types.core.blocks.media import DocumentBlock
from content_types.core.blocks.structure import LinkListBlock, ResourceLinkBlock
from content_types.core.fields import StreamField
from content_types.core.library import LibraryPage
from content_types.core.pages import IndexPage
from content_types.core.richtext import RICH_TEXT_FEATURES
from content_types.events import graphql as api
from content_types.events.forms import EventPageForm
from content_types.taxonomy.models import LATITUDE, LONGITUDE


@cache
def _time_zones() -> frozenset[str]:
    """The names that the IANA database knows; finding them reads hundreds of files."""
    return frozenset(available_timezones())


def validate_time_zone(value: str) -> None:
    """Refuse what the IANA time zone database does not know."""
    if value not in _time_zones():
        raise ValidationError(
            f"“{value}” is not a time zone. Write it as the IANA database does, such as Europe/London or America/Toronto.",
            code="time_zone",
        )


class EventIndexPage(IndexPage):
    """Holds all events."""

    subpage_types: ClassVar[list[str]] = ["events.EventPage"]

    class Meta:
        verbose_name = "event index"


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
    start = models.DateTimeField(db_index=True, help_text="As the clock shows where it takes place.")
    end = models.DateTimeField(help_text="As the clock shows where it takes place.")
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
    join_link = models.URLField(blank=True, help_text="Given only to people who have registered. Never public.")
    recording_url = models.URLField(blank=True, help_text="Afterwards: where the recording is.")
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
    graphql_fields = api.FIELDS
    edit_handler: ClassVar[Any] = LibraryPage.editing_tabs(
        [
            FieldPanel("kind"),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("start"), FieldPanel("end")]), FieldPanel("time_zone")], heading="When"
            ),
            MultiFieldPanel([FieldPanel("status"), FieldPanel("status_note")], heading="Does it take place?"),
            MultiFieldPanel(
                [
                    FieldPanel("attendance"),
                    FieldPanel("venue_name"),
                    FieldPanel("venue_address"),
                    FieldRowPanel([FieldPanel("venue_latitude"), FieldPanel("venue_longitude")]),
                ],
                heading="Where",
            ),
            MultiFieldPanel(
                [
                    FieldPanel("capacity"),
                    FieldRowPanel([FieldPanel("registration_opens"), FieldPanel("registration_closes")]),
                    FieldPanel("join_link"),
                ],
                heading="Taking part",
            ),
            MultiFieldPanel([FieldPanel("recording_url"), FieldPanel("recording_transcript")], heading="Afterwards"),
            FieldPanel("resources"),
        ]
    )

    class Meta:
        verbose_name = "event"

    def clean(self) -> None:
        super().clean()
        errors: dict[str, str] = {}
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
        if errors:
            raise ValidationError(errors)
