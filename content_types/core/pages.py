"""Pages that are not resources: home, indexes, and standing pages such as “About”."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from content_types.core.blocks import BodyBlock
from content_types.core.fields import StreamField
from content_types.core.graphql.fields import Date, field, list_of
from content_types.core.graphql.streams import resolve_rich_text, resolve_stream
from content_types.core.preview import EditorPreviewMixin
from content_types.core.richtext import RICH_TEXT_FEATURES, RichTextContent
from content_types.core.streams import BlockInterface

_INTRODUCTION = field(
    "introduction", RichTextContent, "What this part of the site is for.", resolve=resolve_rich_text("introduction")
)


class SitePage(EditorPreviewMixin, Page):
    """What home, indexes and standing pages share; no table of its own."""

    class Meta:
        abstract = True


class IndexPage(SitePage):
    """The base of the page that holds all resources of one type, and nothing else; no table of its own."""

    introduction = RichTextField(
        blank=True, features=RICH_TEXT_FEATURES, help_text="A few sentences shown above the list."
    )

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["core.HomePage"]
    graphql_fields: ClassVar[list[Any]] = [_INTRODUCTION]
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("introduction")]
    search_fields: ClassVar[list[Any]] = [*Page.search_fields, index.SearchField("introduction")]

    class Meta:
        abstract = True


class HomePage(SitePage):
    """The root of the site."""

    introduction = RichTextField(
        blank=True, features=RICH_TEXT_FEATURES, help_text="Who we are, in three or four sentences."
    )

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = [
        "knowledge.KnowledgeIndexPage",
        "tools.ToolIndexPage",
        "wellbeing.WellbeingIndexPage",
        "events.EventIndexPage",
        "initiatives.InitiativeIndexPage",
        "core.StandardPage",
    ]
    graphql_fields: ClassVar[list[Any]] = [_INTRODUCTION]
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = "home page"


class StandardPage(SitePage):
    """A standing page, such as About or Privacy."""

    body = StreamField(BodyBlock(), blank=True, help_text="The text, built of blocks. Add one with the plus sign.")
    last_updated = models.DateField(null=True, blank=True, help_text="Shown to readers; useful on a privacy notice.")

    page_description = "A standing page, such as About or Privacy."
    parent_page_types: ClassVar[list[str]] = ["core.HomePage", "core.StandardPage"]
    subpage_types: ClassVar[list[str]] = ["core.StandardPage"]
    graphql_fields: ClassVar[list[Any]] = [
        field("body", list_of(BlockInterface), "The text as blocks.", required=True, resolve=resolve_stream("body")),
        field("last_updated", Date, "When it was last changed in substance."),
    ]
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("body"), FieldPanel("last_updated")]
    search_fields: ClassVar[list[Any]] = [*Page.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = "standard page"
