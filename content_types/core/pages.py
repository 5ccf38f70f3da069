"""Pages that are not resources: home, indexes, and standing pages such as “About”."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.search import index

from content_types.core.blocks import BodyBlock
from content_types.core.fields import OneLineMixin, StreamField
from content_types.core.forms import LibraryPageForm
from content_types.core.preview import EditorPreviewMixin
from content_types.core.richtext import RICH_TEXT_FEATURES
from delivery.privacy import PrivateAsSourceMixin


class SitePage(OneLineMixin, PrivateAsSourceMixin, EditorPreviewMixin, Page):
    """What home, indexes and standing pages share; no table of its own."""

    base_form_class = LibraryPageForm

    class Meta:
        abstract = True


class IndexPage(SitePage):
    """The base of the page that holds all resources of one type, and nothing else; no table of its own."""

    introduction = RichTextField(
        blank=True, features=RICH_TEXT_FEATURES, help_text="A few sentences shown above the list."
    )

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["core.HomePage"]
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("introduction")]
    search_fields: ClassVar[list[Any]] = [*Page.search_fields, index.SearchField("introduction")]

    class Meta:
        abstract = True


class HomePage(SitePage):
    """The root of the site."""

    # No ``subpage_types``: it takes every page that names it among its ``parent_page_types``, as the indexes do.

    introduction = RichTextField(
        blank=True, features=RICH_TEXT_FEATURES, help_text="Who we are, in three or four sentences."
    )

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("introduction"),
        InlinePanel(
            "featured",
            heading="Featured",
            label="resource",
            max_num=12,
            help_text="What the home page shows first, in this order. Readers see those that are published.",
        ),
    ]

    class Meta:
        verbose_name = "home page"


class FeaturedResource(Orderable):
    """A resource that editors show on the home page."""

    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="featured")
    resource = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")

    panels: ClassVar[list[Any]] = [PageChooserPanel("resource", "core.LibraryPage")]


class StandardPage(SitePage):
    """A standing page, such as About or Privacy."""

    body = StreamField(BodyBlock(), blank=True, help_text="The text, built of blocks. Add one with the plus sign.")
    last_updated = models.DateField(null=True, blank=True, help_text="Shown to readers; useful on a privacy notice.")

    page_description = "A standing page, such as About or Privacy."
    parent_page_types: ClassVar[list[str]] = ["core.HomePage", "core.StandardPage"]
    subpage_types: ClassVar[list[str]] = ["core.StandardPage"]
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("body"), FieldPanel("last_updated")]
    search_fields: ClassVar[list[Any]] = [*Page.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = "standard page"
