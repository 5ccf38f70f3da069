"""The terms by which the library is ordered, and the people and organisations behind it.

Each is a Wagtail snippet with a draft state: an unpublished term is seen by nobody outside the admin.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, TitleFieldPanel
from wagtail.admin.widgets.slug import SlugInput
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, RevisionMixin
from wagtail.search import index

from content_types.core.fields import OneLineMixin
from content_types.core.forms import LibraryForm
from content_types.core.identifiers import OrcidField, UrlField, validate_orcid
from content_types.core.panels import FoldedPanel
from content_types.core.richtext import RICH_TEXT_FEATURES
from content_types.core.translated_texts import TranslatedTextsMixin
from content_types.core.translations_panel import TranslationsPanel

LATITUDE = [MinValueValidator(-90), MaxValueValidator(90)]
LONGITUDE = [MinValueValidator(-180), MaxValueValidator(180)]


class Term(TranslatedTextsMixin, OneLineMixin, DraftStateMixin, RevisionMixin, index.Indexed, models.Model):
    """What every term has: a name, an address-like slug, and its place in lists."""

    name = models.CharField(max_length=150, help_text="As readers will see it.")
    slug = models.SlugField(
        max_length=80,
        unique=True,
        help_text="Used in addresses and filters: small letters, digits and hyphens. Do not change it once published.",
    )
    sort_order = models.PositiveIntegerField(default=0, help_text="Small numbers come first; equal numbers go by name.")

    translated_fields: ClassVar[tuple[str, ...]] = ("name",)

    search_fields: ClassVar[list[Any]] = [
        index.SearchField("name", boost=2),
        index.AutocompleteField("name"),
        index.FilterField("live"),
    ]
    common_panels: ClassVar[list[Any]] = [TitleFieldPanel("name"), FieldPanel("slug", widget=SlugInput)]

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["sort_order", "name"]

    def __str__(self) -> str:
        return self.name


class TreeTerm(Term):
    """A term that may stand under another of its kind."""

    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        help_text="Leave empty for a term at the top.",
    )

    class Meta(Term.Meta):
        abstract = True

    def clean(self) -> None:
        super().clean()
        above, seen = self.parent, {self.pk} if self.pk else set()
        while above is not None:
            if above.pk in seen:
                raise ValidationError({"parent": "A term cannot stand under itself. Choose another parent, or none."})
            seen.add(above.pk)
            above = above.parent


class Topic(TreeTerm):
    """A subject of the library, defined as a social determinant of health."""

    definition = models.TextField(help_text="What it is and how it shapes health, in one or two plain sentences.")

    translated_fields = ("name", "definition")
    panels: ClassVar[list[Any]] = [
        *Term.common_panels,
        FieldPanel("parent"),
        FieldPanel("definition"),
        FoldedPanel([FieldPanel("sort_order")], heading="Its place in lists"),
        TranslationsPanel(classname="collapsed"),
    ]


class Profession(Term):
    """A clinical profession or role."""

    description = models.TextField(blank=True, help_text="Optional.")

    translated_fields = ("name", "description")
    panels: ClassVar[list[Any]] = [
        *Term.common_panels,
        FieldPanel("description"),
        FoldedPanel([FieldPanel("sort_order")], heading="Its place in lists"),
        TranslationsPanel(classname="collapsed"),
    ]


class CareSetting(Term):
    """Where care is given."""

    description = models.TextField(blank=True, help_text="Optional.")

    translated_fields = ("name", "description")
    panels: ClassVar[list[Any]] = [
        *Term.common_panels,
        FieldPanel("description"),
        FoldedPanel([FieldPanel("sort_order")], heading="Its place in lists"),
        TranslationsPanel(classname="collapsed"),
    ]


class Place(TreeTerm):
    """A nation or region, with the centre of its area."""

    class Kind(models.TextChoices):
        COUNTRY = "country", "Country"
        REGION = "region", "Region"

    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.REGION, help_text="Country or region.")
    latitude = models.FloatField(validators=LATITUDE, help_text="Of the centre, in degrees north, such as 53.8.")
    longitude = models.FloatField(
        validators=LONGITUDE, help_text="Of the centre, in degrees east; west is negative, such as -1.55."
    )

    panels: ClassVar[list[Any]] = [
        *Term.common_panels,
        FieldPanel("kind"),
        FieldPanel("parent"),
        FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")], heading="Centre"),
        FoldedPanel([FieldPanel("sort_order")], heading="Its place in lists"),
        TranslationsPanel(classname="collapsed"),
    ]


class Organisation(Term):
    """A hospital, surgery, charity, university or council."""

    description = models.TextField(blank=True, help_text="One or two sentences.")
    website = UrlField(blank=True, help_text="Its own site, beginning with https://")
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.SET_NULL, help_text="Where it is, or mostly works."
    )

    translated_fields = ("name", "description")
    panels: ClassVar[list[Any]] = [
        *Term.common_panels,
        FieldPanel("description"),
        FieldPanel("website"),
        FieldPanel("place"),
        FoldedPanel([FieldPanel("sort_order")], heading="Its place in lists"),
        TranslationsPanel(classname="collapsed"),
    ]


class Person(Term):
    """Somebody who writes, speaks or reviews. Not an account: what stands here is public once published."""

    role_title = models.CharField(max_length=150, blank=True, help_text="Such as “Consultant paediatrician”.")
    profession = models.ForeignKey(
        Profession, null=True, blank=True, on_delete=models.SET_NULL, help_text="Their profession."
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, help_text="Where they work."
    )
    bio = RichTextField(
        blank=True, features=RICH_TEXT_FEATURES, help_text="Three or four sentences, agreed with the person."
    )
    photo = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Optional.",
    )
    photo_alt_text = models.CharField(
        max_length=250, blank=True, help_text="Who is in the picture, such as “Amina Okafor, smiling”."
    )
    website = UrlField(blank=True, help_text="Optional, beginning with https://")
    orcid = OrcidField(
        max_length=60,
        blank=True,
        verbose_name="ORCID iD",
        validators=[validate_orcid],
        help_text="Optional: 16 digits that tell one researcher from another, such as 0000-0002-1825-0097.",
    )

    is_deferred_validation = False
    base_form_class = LibraryForm
    translated_fields = ("role_title", "bio")
    panels: ClassVar[list[Any]] = [
        *Term.common_panels,
        FieldPanel("role_title"),
        FieldRowPanel([FieldPanel("profession"), FieldPanel("organisation")]),
        FieldPanel("bio"),
        FoldedPanel([FieldPanel("photo"), FieldPanel("photo_alt_text")], heading="Photo"),
        FoldedPanel([FieldRowPanel([FieldPanel("website"), FieldPanel("orcid")])], heading="Their own site, ORCID"),
        TranslationsPanel(classname="collapsed"),
    ]

    class Meta(Term.Meta):
        verbose_name_plural = "people"

    def clean(self) -> None:
        super().clean()
        if not self.is_deferred_validation and self.photo_id and not self.photo_alt_text.strip():
            raise ValidationError({"photo_alt_text": "Say who is in the picture, for people who cannot see it."})
