"""LibraryPage: what every resource of the library has."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import TaggedItemBase
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    ObjectList,
    PageChooserPanel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.models import Orderable, Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from content_types.core.block_places import BlockField
from content_types.core.blocks import BodyBlock
from content_types.core.fields import OneLineMixin, StreamField
from content_types.core.forms import LibraryPageForm
from content_types.core.identifiers import DoiField, UrlField, validate_doi
from content_types.core.panels import FoldedPanel
from content_types.core.preview import EditorPreviewMixin
from content_types.core.starters import unreplaced
from content_types.core.text import body_text
from content_types.core.title_order import TitleSortKey
from content_types.core.widgets import TermPicker
from delivery.privacy import PrivateAsSourceMixin

WORDS_A_MINUTE = (
    220  # silent reading of non-fiction, adults: Brysbaert 2019, doi 10.1016/j.jml.2019.104047 (238, less for lists)
)


class Licence(models.TextChoices):
    """The terms on which a resource may be used; the open ones come first."""

    CC_BY = "CC-BY-4.0", "CC BY 4.0: anyone may use and adapt it, with credit"
    CC_BY_SA = "CC-BY-SA-4.0", "CC BY-SA 4.0: as CC BY, and adaptations stay open"
    CC_BY_NC = "CC-BY-NC-4.0", "CC BY-NC 4.0: as CC BY, but not commercially"
    CC0 = "CC0-1.0", "CC0: no rights reserved"
    OGL = "OGL-UK-3.0", "Open Government Licence 3.0"
    ALL_RIGHTS = "all-rights-reserved", "All rights reserved"


LICENCE_URLS = {
    Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    Licence.CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/",
    Licence.CC_BY_NC: "https://creativecommons.org/licenses/by-nc/4.0/",
    Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
    Licence.OGL: "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}


class LibraryPageTag(TaggedItemBase):
    """A word that editors put on a resource."""

    content_object = ParentalKey("core.LibraryPage", on_delete=models.CASCADE, related_name="tagged_items")


class LibraryPage(OneLineMixin, PrivateAsSourceMixin, EditorPreviewMixin, Page):
    """The base of every resource. Never made itself: each content type extends it."""

    summary = models.CharField(
        max_length=400,
        help_text="Two plain sentences: what this is and why it matters. Shown in lists and search results.",
    )
    body = StreamField(
        BodyBlock(), blank=True, help_text="The text itself, built of blocks. Add one with the plus sign."
    )
    cover_image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        help_text="Shown at the top and in lists.",
    )  # fmt: skip
    cover_alt_text = models.CharField(
        max_length=250, blank=True, verbose_name="cover alt text",
        help_text="Say in one sentence what the picture shows, for people who cannot see it.",
    )  # fmt: skip
    cover_decorative = models.BooleanField(
        default=False, verbose_name="cover is decorative", help_text="Tick if the picture adds nothing to the text."
    )
    social_image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        help_text="Shown when the page is shared. Leave empty to use the cover.",
    )  # fmt: skip
    topics = ParentalManyToManyField(
        "taxonomy.Topic", blank=True, related_name="resources", help_text="What it is about; one to four."
    )
    professions = ParentalManyToManyField(
        "taxonomy.Profession",
        blank=True,
        related_name="resources",
        help_text="Whom it is written for. Leave empty for everybody.",
    )
    care_settings = ParentalManyToManyField(
        "taxonomy.CareSetting",
        blank=True,
        related_name="resources",
        help_text="Where it is used. Leave empty for everywhere.",
    )
    places = ParentalManyToManyField(
        "taxonomy.Place",
        blank=True,
        related_name="resources",
        help_text="Where it comes from or applies. Leave empty for everywhere.",
    )
    tags = ClusterTaggableManager(
        through=LibraryPageTag, blank=True, help_text="Words people may look for; separate them with commas."
    )
    licence = models.CharField(
        max_length=30,
        choices=Licence.choices,
        default=Licence.CC_BY,
        help_text="CC BY 4.0 unless its makers said otherwise.",
    )
    title_sort_key = TitleSortKey()
    reading_minutes = models.PositiveSmallIntegerField(default=1, editable=False, help_text="Worked out from the text.")
    last_reviewed = models.DateField(
        null=True, blank=True, help_text="When somebody last checked that it is still right."
    )
    review_due = models.DateField(null=True, blank=True, help_text="When it should be checked again.")

    class Meta:
        # A list by title is read in the order of this index.
        indexes: ClassVar[list[Any]] = [models.Index(fields=["title_sort_key", "page_ptr"], name="library_page_title")]

    is_creatable = False
    is_deferred_validation = False  # as in Wagtail's forms and blocks: true while a draft is saved
    base_form_class = LibraryPageForm
    subpage_types: ClassVar[list[str]] = []

    search_fields: ClassVar[list[Any]] = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
        index.FilterField("licence"),
    ]

    # Of a translation as of the original: wagtail-localize passes over what is many to many unless it is named.
    override_translatable_fields: ClassVar[list[Any]] = [
        SynchronizedField(name) for name in ("topics", "professions", "care_settings", "places")
    ]

    opening_panels: ClassVar[list[Any]] = [
        TitleFieldPanel("title"),
        FieldPanel("summary", widget=AdminAutoHeightTextInput),
    ]
    cover_panel = FoldedPanel(
        [FieldPanel("cover_image"), FieldPanel("cover_alt_text"), FieldPanel("cover_decorative")],
        heading="Cover: a picture at the top",
    )
    about_panels: ClassVar[list[Any]] = [
        FieldPanel("topics", widget=TermPicker),
        FieldPanel("tags"),
        FoldedPanel(
            [
                FieldRowPanel(
                    [FieldPanel("professions", widget=TermPicker), FieldPanel("care_settings", widget=TermPicker)]
                ),
                FieldPanel("places", widget=TermPicker),
            ],
            heading="Only for some professions, settings or places",
        ),
        InlinePanel(
            "people",
            heading="People",
            label="person",
            help_text="Authors, speakers and reviewers, in the order to show them.",
        ),
        InlinePanel("related_resources", heading="Read next", label="resource", max_num=6),
    ]
    source_panels: ClassVar[list[Any]] = [
        InlinePanel("sources", heading="Sources", label="source"),
        InlinePanel(
            "block_evidence",
            heading="Evidence block by block",
            label="block",
            classname="collapsed",
            help_text="Who wrote a block, its source and its day of review, where they are not those of the page. Each block has a button for it.",
        ),
        FoldedPanel([FieldPanel("licence")], heading="Another licence than CC BY 4.0"),
        FoldedPanel(
            [FieldRowPanel([FieldPanel("last_reviewed"), FieldPanel("review_due")])],
            heading="Days of review: the last and the next",
        ),
    ]
    promote_panels: ClassVar[list[Any]] = [
        FieldPanel("slug"),
        FoldedPanel(
            [FieldPanel("seo_title"), FieldPanel("search_description"), FieldPanel("social_image")],
            heading="Other words or another picture for search engines and for sharing",
        ),
        FoldedPanel([FieldPanel("show_in_menus")], heading="Menus"),
    ]

    @classmethod
    def editing_tabs(cls, content: list[Any]) -> TabbedInterface:
        """The tabs of a type's editor: what it says, what it is about, where it comes from, how it is shared."""
        return TabbedInterface(
            [
                ObjectList([*cls.opening_panels, cls.cover_panel, *content, FieldPanel("body")], heading="Content"),
                ObjectList(cls.about_panels, heading="About it"),
                ObjectList(cls.source_panels, heading="Sources and licence"),
                ObjectList(cls.promote_panels, heading="Sharing"),
                ObjectList(cls.settings_panels, heading="Settings"),  # the schedule and the comments; no tab is shown
            ],
        )

    def clean(self) -> None:
        super().clean()
        if not self.is_deferred_validation and (errors := self.unfinished()):
            raise ValidationError(errors)

    def unfinished(self) -> dict[str, str]:
        """What a draft may still lack, and a page that is submitted or published may not: messages by field."""
        errors = unreplaced(self)
        if self.cover_image_id and not self.cover_decorative and not self.cover_alt_text.strip():
            errors["cover_alt_text"] = (
                "Describe the cover picture in one sentence for people who cannot see it, or tick “cover is decorative”."
            )
        if self.last_reviewed and self.review_due and self.review_due <= self.last_reviewed:
            errors["review_due"] = "The next review must come after the last one. Choose a later day."
        return errors

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        # Kept up to date wherever a page is saved or drafted, so that lists can order by it.
        self.reading_minutes = self.estimate_reading_minutes()
        super().full_clean(*args, **kwargs)

    @property
    def notice(self) -> str:
        """What must be said wherever its title stands, such as “Cancelled”; empty for most."""
        return ""

    def estimate_reading_minutes(self) -> int:
        """Whole minutes to read summary and body, at least one."""
        words = len(self.summary.split()) + len(" ".join(body_text(self.body)).split())
        return max(1, math.ceil(words / WORDS_A_MINUTE))


class ResourcePerson(Orderable):
    """Somebody's part in a resource."""

    class Role(models.TextChoices):
        AUTHOR = "author", "Author"
        SPEAKER = "speaker", "Speaker"
        REVIEWER = "reviewer", "Reviewer"

    page = ParentalKey(LibraryPage, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey("taxonomy.Person", on_delete=models.CASCADE, related_name="parts")
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.AUTHOR)

    panels: ClassVar[list[Any]] = [FieldRowPanel([FieldPanel("person"), FieldPanel("role")])]

    class Meta(Orderable.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["page", "person", "role"], name="resource_person_once_a_role")
        ]


class Source(Orderable):
    """A publication that a resource rests on or presents."""

    class Kind(models.TextChoices):
        PAPER = "paper", "Paper"
        REPORT = "report", "Report"
        GUIDELINE = "guideline", "Guideline"
        BOOK = "book", "Book"
        WEBSITE = "website", "Website"
        DATASET = "dataset", "Dataset"
        FILM = "film", "Film"
        PODCAST = "podcast", "Podcast"
        NEWS = "news", "News"

    page = ParentalKey(LibraryPage, on_delete=models.CASCADE, related_name="sources")
    title = models.CharField(max_length=300, help_text="As published.")
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.PAPER)
    url = UrlField(
        blank=True, max_length=500, verbose_name="address", help_text="Where it can be read, beginning with https://"
    )
    doi = DoiField(
        max_length=200,
        blank=True,
        verbose_name="DOI",
        validators=[validate_doi],
        help_text="Begins with 10., such as 10.1542/peds.2014-2888.",
    )
    year = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Of publication, four digits.")

    panels: ClassVar[list[Any]] = [
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("year")]),
        FieldPanel("url"),
        FieldPanel("doi"),
    ]


class BlockEvidence(OneLineMixin, Orderable):
    """Who wrote a block, where it comes from and when it is looked at again, where that is not as for the rest of the page."""

    page = ParentalKey(LibraryPage, on_delete=models.CASCADE, related_name="block_evidence")
    block = BlockField(help_text="The part of the text that this is about.")
    written_by = models.CharField(max_length=200, blank=True, help_text="A name, as readers are to see it.")
    source_title = models.CharField(max_length=300, blank=True, help_text="As published.")
    source_url = UrlField(blank=True, max_length=500, verbose_name="source address", help_text="Where it can be read.")
    review_due = models.DateField(
        null=True, blank=True, db_index=True, help_text="When this block should be checked again."
    )

    panels: ClassVar[list[Any]] = [
        FieldPanel("block"),
        FieldPanel("written_by"),
        FieldPanel("source_title"),
        FieldPanel("source_url"),
        FieldPanel("review_due"),
    ]

    class Meta(Orderable.Meta):
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["page", "block"], name="block_evidence_once_a_block")
        ]

    @property
    def says_something(self) -> bool:
        """Whether anything of it is filled in."""
        return bool(self.written_by or self.source_title or self.source_url or self.review_due)


class RelatedResource(Orderable):
    """A resource that editors suggest after another."""

    page = ParentalKey(LibraryPage, on_delete=models.CASCADE, related_name="related_resources")
    related_page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="+", verbose_name="resource"
    )

    panels: ClassVar[list[Any]] = [PageChooserPanel("related_page", "core.LibraryPage")]
