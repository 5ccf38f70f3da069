"""Who does what, where: the entries of the action heatmap."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField

from content_types.core.library import LibraryPage
from content_types.core.pages import IndexPage
from content_types.core.panels import FoldedPanel
from content_types.core.richtext import RICH_TEXT_FEATURES
from content_types.initiatives.cells import cells_of
from content_types.initiatives.forms import InitiativeForm
from content_types.taxonomy.models import LATITUDE, LONGITUDE


class InitiativeIndexPage(IndexPage):
    """Holds all initiatives."""

    subpage_types: ClassVar[list[str]] = ["initiatives.Initiative"]

    class Meta:
        verbose_name = "initiative index"
        verbose_name_plural = "initiative indexes"


# Whose account may be chosen: who agreed. Nobody has by default, and whoever no longer does is no contact by the next save or publish.
AGREED = {"contact_agreed": True, "is_active": True}


def _cell_column() -> Any:
    return models.CharField(max_length=16, editable=False, db_index=True, blank=True)


# What an initiative may be open to; each is a column of its own, open_to_mentoring …
OPEN_TO = {
    "mentoring": "Mentoring others who try the same",
    "partners": "New partners",
    "sharing": "Sharing what it has made",
}


class Initiative(LibraryPage):
    """Something that people do about child poverty or health inequality in a place."""

    class Stage(models.TextChoices):
        IDEA = "idea", "An idea"
        STARTING = "starting", "Starting"
        RUNNING = "running", "Running"
        EVALUATED = "evaluated", "Evaluated"
        EMBEDDED = "embedded", "Part of ordinary care"
        ENDED = "ended", "Ended"

    organisation = models.ForeignKey(
        "taxonomy.Organisation",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="initiatives",
        help_text="Who runs it.",
    )
    place = models.ForeignKey(
        "taxonomy.Place",
        null=True,
        on_delete=models.PROTECT,
        related_name="initiatives",
        help_text="The nation or region it belongs to.",
    )
    location_name = models.CharField(max_length=120, help_text="The town or neighbourhood, such as “Bradford”.")
    # Null in drafts alone: what is not blank must be there wherever a page is submitted, checked or published.
    latitude = models.FloatField(
        null=True,
        validators=LATITUDE,
        help_text="Degrees north, such as 53.80. The middle of the town is exact enough.",
    )
    longitude = models.FloatField(
        null=True, validators=LONGITUDE, help_text="Degrees east; west is negative, such as -1.76."
    )
    stage = models.CharField(
        max_length=20, choices=Stage.choices, default=Stage.IDEA, db_index=True, help_text="How far it has come."
    )
    open_to_mentoring = models.BooleanField(default=False, help_text="They would mentor others who try the same.")
    open_to_partners = models.BooleanField(default=False, help_text="They look for partners.")
    open_to_sharing = models.BooleanField(default=False, help_text="They share what they have made.")
    contact_member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        limit_choices_to=AGREED,
        help_text="Receives first contacts. Never shown to the public. Only people who agreed to it can be found.",
    )
    start_date = models.DateField(null=True, blank=True, help_text="When it began, or will.")
    end_date = models.DateField(null=True, blank=True, help_text="When it ended. Leave empty while it goes on.")
    outcomes = RichTextField(
        blank=True,
        features=RICH_TEXT_FEATURES,
        help_text="What has come of it so far, with numbers where there are some.",
    )
    h3_2 = _cell_column()
    h3_3 = _cell_column()
    h3_4 = _cell_column()
    h3_5 = _cell_column()
    h3_6 = _cell_column()

    page_description = (
        "Who does what, where: a project against child poverty or health inequality, for the action heatmap."
    )
    is_creatable = True
    parent_page_types: ClassVar[list[str]] = ["initiatives.InitiativeIndexPage"]
    base_form_class = InitiativeForm
    edit_handler: ClassVar[Any] = LibraryPage.editing_tabs(
        [
            FieldRowPanel([FieldPanel("organisation"), FieldPanel("stage")]),
            MultiFieldPanel(
                [
                    FieldPanel("place"),
                    FieldPanel("location_name"),
                    FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
                ],
                heading="Where",
            ),
            MultiFieldPanel(
                [
                    FieldPanel("open_to_mentoring"),
                    FieldPanel("open_to_partners"),
                    FieldPanel("open_to_sharing"),
                    FieldPanel("contact_member"),
                ],
                heading="Open to",
            ),
            FoldedPanel(
                [FieldRowPanel([FieldPanel("start_date"), FieldPanel("end_date")]), FieldPanel("outcomes")],
                heading="When it began and ended, and what came of it",
            ),
        ]
    )

    class Meta:
        verbose_name = "initiative"

    def unfinished(self) -> dict[str, str]:
        errors = super().unfinished()
        if self.start_date and self.end_date and self.end_date < self.start_date:
            errors["end_date"] = "It cannot end before it began. Choose a later day."
        return errors

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        # Wherever a page is saved or drafted, so that the heatmap never counts a place that was left.
        if self.latitude is not None and self.longitude is not None:
            for column, cell in cells_of(self.latitude, self.longitude).items():
                setattr(self, column, cell)
        if self.contact_member is not None and not self.has_agreed(self.contact_member):
            self.contact_member = None
        super().full_clean(*args, **kwargs)

    @staticmethod
    def has_agreed(member: Any) -> bool:
        """Whether an account may be the contact of an initiative."""
        return all(getattr(member, name) == wanted for name, wanted in AGREED.items())
