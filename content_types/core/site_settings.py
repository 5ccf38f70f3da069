"""Settings of the site and its navigation."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from content_types.core.fields import OneLineMixin
from content_types.core.forms import LibraryForm
from content_types.core.identifiers import EmailField, UrlField
from content_types.core.richtext import RICH_TEXT_FEATURES
from content_types.core.translated_texts import TranslatedTextsMixin
from content_types.core.translations_panel import TranslationsPanel


@register_setting(icon="site")
class LibrarySettings(TranslatedTextsMixin, OneLineMixin, ClusterableModel, BaseSiteSetting):
    """What a site says of itself. Everything here is public."""

    name = models.CharField(max_length=100, default="WHAM", help_text="The name of the site.")
    tagline = models.CharField(max_length=200, blank=True, help_text="One line under the name.")
    contact_email = EmailField(blank=True, help_text="Where readers can write. It is public.")
    help_now_text = RichTextField(
        blank=True,
        features=RICH_TEXT_FEATURES,
        help_text="“If you need help now”: numbers to ring. Shown on wellbeing guidance.",
    )

    translated_fields = ("name", "tagline", "help_now_text")
    base_form_class = LibraryForm
    panels: ClassVar[list[Any]] = [
        FieldPanel("name"),
        FieldPanel("tagline"),
        FieldPanel("contact_email"),
        FieldPanel("help_now_text"),
        TranslationsPanel(),
        InlinePanel("navigation", heading="Navigation", label="link", help_text="The main menu, in order."),
    ]

    class Meta:
        verbose_name = "site settings"


class NavigationItem(Orderable, TranslatedTextsMixin):
    """One link of the main menu."""

    settings = ParentalKey(LibrarySettings, on_delete=models.CASCADE, related_name="navigation")
    title = models.CharField(max_length=60, help_text="What the link says.")
    page = models.ForeignKey("wagtailcore.Page", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    url = UrlField(blank=True, verbose_name="address", help_text="For a link to another site.")

    translated_fields = ("title",)
    panels: ClassVar[list[Any]] = [
        FieldPanel("title"),
        PageChooserPanel("page"),
        FieldPanel("url"),
        TranslationsPanel(),
    ]

    def clean(self) -> None:
        super().clean()
        if bool(self.page_id) == bool(self.url):
            raise ValidationError({"page": "Choose a page or give an address: one of the two."})
