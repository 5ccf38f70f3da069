"""The panel “Advice” beside a page's form: what the checks find in the draft as it was saved last, and what the library has that is like it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.models import Page

from cms.writing_checks.looking import Look, look_over
from cms.writing_checks.models import digest_of
from content_types.core.errors import BadInput, SearchUnavailable
from content_types.core.library import LibraryPage
from content_types.core.writing_checks.findings import Finding, Severity, WritingCheck, check_of
from delivery.visibility import public_viewer
from search.service import SearchQuestion, search_library

MOST_SIMILAR = 3
REMEMBERED = 300  # seconds


@dataclass(frozen=True)
class Advice:
    """One check with what it found."""

    check: WritingCheck
    findings: list[Finding]
    is_required: bool  # for publishing

    @property
    def is_serious(self) -> bool:
        """Whether somebody cannot use the page, or is led astray."""
        return self.check.severity is Severity.MEND


def advice_on(findings: list[Finding]) -> list[Advice]:
    """The findings by check, in their order."""
    by_check: dict[str, list[Finding]] = {}
    for finding in findings:
        by_check.setdefault(finding.check, []).append(finding)
    return [
        Advice(check, found, code in settings.WRITING_CHECKS_REQUIRED)
        for code, found in by_check.items()
        if (check := check_of(code)) is not None
    ]


@dataclass(frozen=True)
class Similar:
    """A published resource that may say the same."""

    title: str
    edit_url: str


def similar_to(page: Page) -> list[Similar]:
    """Published resources whose words are most like the title of a draft; none where the search is away. Asks as a visitor, uncounted."""
    if not page.title.strip():
        return []
    key = f"similar:{page.translation_key}:{digest_of(page.title)}"  # an autosave every few seconds asks again
    found: list[Similar] | None = cache.get(key)
    if found is None:
        found = _ask(page)
        cache.set(key, found, REMEMBERED)
    return found


def _ask(page: Page) -> list[Similar]:
    try:
        question = SearchQuestion(query=page.title, first=MOST_SIMILAR + 1, recorded=False, verbatim=True)
        found = search_library(public_viewer(), question).found
    except (BadInput, SearchUnavailable):
        return []
    others = [one.page for one in found if one.page.translation_key != page.translation_key]
    return [Similar(one.title, reverse("wagtailadmin_pages:edit", args=[one.pk])) for one in others[:MOST_SIMILAR]]


class AdviceSidePanel(BaseSidePanel):
    """Beside the form of a resource, and drawn anew with each autosave."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        """The button that opens it, with how much there is."""

        aria_label = "Toggle advice"
        icon_name = "clipboard-list"

        def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
            return {**super().get_context_data(parent_context), "count": len(self.panel.findings)}

    name = "advice"
    title = "Advice"
    template_name = "cms/admin/advice.html"
    order = 340  # before Wagtail's own checks

    def __init__(self, page: LibraryPage, request: Any) -> None:
        super().__init__(page, request)
        self.is_saved = page.pk is not None
        self.seen = look_over(page) if self.is_saved else Look()
        self.findings = self.seen.findings

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {
            **super().get_context_data(parent_context),
            "is_saved": self.is_saved,
            "has_failed": self.seen.has_failed,
            "advice": advice_on(self.findings),
            "reading_age": self.seen.reading_age,
            "wanted_age": settings.WRITING_READING_AGE,
            "similar": similar_to(self.object) if self.is_saved and not self.object.live else [],
        }


def with_advice(panels: MediaContainer, page: Page, request: Any) -> MediaContainer:
    """The panels of a form with ours among them, where the page is a resource."""
    if not isinstance(page, LibraryPage):
        return panels
    return MediaContainer(sorted([*panels, AdviceSidePanel(page, request)], key=lambda one: one.order))
