"""Wellbeing of people, teams and systems."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField

from content_types.core.blocks.structure import StepBlock
from content_types.core.fields import StreamField
from content_types.core.library import LibraryPage
from content_types.core.pages import IndexPage
from content_types.core.panels import FoldedPanel, shown_if
from content_types.core.richtext import RICH_TEXT_FEATURES
from content_types.wellbeing.blocks import HelpfulLinkBlock, MovementBlock


class WellbeingIndexPage(IndexPage):
    """Holds all wellbeing guidance."""

    subpage_types: ClassVar[list[str]] = ["wellbeing.WellbeingGuidancePage"]

    class Meta:
        verbose_name = "wellbeing index"
        verbose_name_plural = "wellbeing indexes"


class WellbeingGuidancePage(LibraryPage):
    """Guidance for oneself, one's team, or the system one works in."""

    class Level(models.TextChoices):
        PERSONAL = "personal", "Personal"
        TEAM = "team", "Team"
        SYSTEM = "system", "System"

    level = models.CharField(
        max_length=20,
        choices=Level.choices,
        default=Level.PERSONAL,
        db_index=True,
        help_text="Who can act on it: one person, a team, or an organisation.",
    )
    steps = StreamField([("step", StepBlock())], blank=True, help_text="What to do, in order.")
    movements = StreamField([("movement", MovementBlock())], blank=True, help_text="Movements and campaigns to join.")
    helpful_links = StreamField([("link", HelpfulLinkBlock())], blank=True, help_text="Where to go next.")
    show_help_now = models.BooleanField(
        default=False,
        verbose_name="show “if you need help now”",
        help_text="Tick for anything a person in distress may read.",
    )
    help_now_text = RichTextField(
        blank=True, features=RICH_TEXT_FEATURES, help_text="Leave empty to show the text of the site settings."
    )

    page_description = (
        "Guidance for oneself, one’s team or one’s organisation, with steps, movements and where to find help."
    )
    is_creatable = True
    parent_page_types: ClassVar[list[str]] = ["wellbeing.WellbeingIndexPage"]
    edit_handler: ClassVar[Any] = LibraryPage.editing_tabs(
        [
            FieldPanel("level"),
            FoldedPanel(
                [FieldPanel("show_help_now"), FieldPanel("help_now_text", attrs=shown_if(show_help_now="on"))],
                heading="If you need help now",
            ),
            FieldPanel("steps"),
            FieldPanel("movements"),
            FieldPanel("helpful_links"),
        ]
    )

    class Meta:
        verbose_name = "wellbeing guidance"
        verbose_name_plural = "wellbeing guidance"
