"""Whole pages as Markdown: what the page at its address says, in the same order, through the same rule of visibility."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import Page

from content_types.core.identifiers import normalise_doi
from content_types.core.library import LibraryPage
from content_types.core.markdown.blocks import publication
from content_types.core.markdown.declaration import MarkdownDeclaration, Shown
from content_types.core.markdown.streams import markdown_of, text_markdown
from content_types.core.markdown.writing import facts, heading, items, line, link, section, together, words
from content_types.core.registry import for_model
from delivery.batch_loading import as_batch
from delivery.context import ReadContext


def markdown_of_page(page: Page, context: ReadContext) -> str:
    """A page that the context's viewer may see, as one Markdown document with a newline at its end.

    It costs what the API takes for the same fields; pages of one batch are read together.
    """
    if not hasattr(page, "_batch"):
        as_batch([page])
    shown = Shown(page, context)
    parts = _resource(shown) if isinstance(page, LibraryPage) else _site_page(shown)
    return together(heading(1, page.title), *parts) + "\n"


def _site_page(shown: Shown) -> Iterable[str]:
    if "introduction" in shown:
        yield text_markdown(shown["introduction"])
    if "body" in shown:
        yield markdown_of(shown["body"])


def _resource(shown: Shown) -> Iterable[str]:
    page: Any = shown.page
    declared = for_model(type(page))
    own = declared.markdown if declared else MarkdownDeclaration()
    yield words(page.summary)
    yield from own.before(shown)
    yield markdown_of(shown["body"])
    yield from own.after(shown)
    yield section(_("Sources"), items(_source(one) for one in shown["sources"]))
    yield section(_("About this page"), _about(shown))


def _about(shown: Shown) -> str:
    page: Any = shown.page
    people = (f"{part.person.name} ({page.people.model.Role(part.role).label})" for part in shown["people"])
    url = shown.context.page_url(page)
    return facts(
        (_("Topics"), line(", ".join(topic.name for topic in shown["topics"]))),
        (_("People"), line(", ".join(people))),
        (_("Reviewed"), date_format(page.last_reviewed, "j F Y") if page.last_reviewed else ""),
        (_("Licence"), line(str(page.get_licence_display()))),
        (_("Address"), link(url, url) if url else ""),
    )


def _source(source: Any) -> str:
    return publication(source.title, source.url, source.year, normalise_doi(source.doi))
