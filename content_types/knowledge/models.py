"""Knowledge that shifts perspectives."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from wagtail.admin.panels import FieldPanel

from content_types.core.library import LibraryPage
from content_types.core.pages import IndexPage


class KnowledgeIndexPage(IndexPage):
    """Holds all knowledge articles."""

    subpage_types: ClassVar[list[str]] = ["knowledge.KnowledgeArticlePage"]

    class Meta:
        verbose_name = "knowledge index"
        verbose_name_plural = "knowledge indexes"


class KnowledgeArticlePage(LibraryPage):
    """Something to read, watch or hear that makes one think."""

    class Kind(models.TextChoices):
        EXPLAINER = "explainer", "Explainer"
        PAPER_SUMMARY = "paper_summary", "Paper summary"
        FILM = "film", "Film"
        PODCAST = "podcast", "Podcast"
        BOOK = "book", "Book"
        READING_LIST = "reading_list", "Reading list"
        CASE_STUDY = "case_study", "Case study"

    kind = models.CharField(
        max_length=30, choices=Kind.choices, default=Kind.EXPLAINER, db_index=True, help_text="What readers will find."
    )

    page_description = "Something to read, watch or hear that changes how one sees things: an explainer, a paper summary, a film, a podcast, a book."
    is_creatable = True
    parent_page_types: ClassVar[list[str]] = ["knowledge.KnowledgeIndexPage"]
    edit_handler: ClassVar[Any] = LibraryPage.editing_tabs([FieldPanel("kind")])

    class Meta:
        verbose_name = "knowledge article"
