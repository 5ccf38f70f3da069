"""Initiatives as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from content_types.core.markdown.declaration import MarkdownDeclaration, Shown
from content_types.core.markdown.streams import text_markdown
from content_types.core.markdown.writing import facts, line, section
from content_types.initiatives.models import OPEN_TO


def _before(shown: Shown) -> Iterator[str]:
    page: Any = shown.page
    organisation, place = shown["organisation"], shown["place"]
    where = ", ".join(part for part in (page.location_name, place.name if place else "") if part)
    yield facts(
        (_("Who"), line(organisation.name if organisation else "")),
        (_("Where"), line(where)),
        (_("Stage"), line(str(page.get_stage_display()))),
        (_("Open to"), line(", ".join(OPEN_TO[name] for name in shown["open_to"]))),
        (_("Since"), date_format(page.start_date, "j F Y") if page.start_date else ""),
        (_("Until"), date_format(page.end_date, "j F Y") if page.end_date else ""),
    )


def _after(shown: Shown) -> Iterator[str]:
    yield section(_("Outcomes"), text_markdown(shown["outcomes"]))


MARKDOWN = MarkdownDeclaration(before=_before, after=_after)
