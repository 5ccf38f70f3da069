"""How the search indexes stand, for administrators: a page, and a warning on the dashboard when they fall behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from wagtail.admin.ui.components import Component

from cms.editors.page import AdminPageView
from search import meaning, outbox
from search.engines import DATABASE, ELASTICSEARCH, breaker, engine_names
from search.models import IndexOperation

LATE = timedelta(minutes=5)  # a change that waits longer is worth a warning; with a worker running it takes seconds
LABELS = {DATABASE: "Database", ELASTICSEARCH: "Elasticsearch"}


@dataclass(frozen=True)
class IndexStatus:
    """How one engine's index stands. ``paused``: this web process does not ask the engine just now, because it failed to answer."""

    name: str
    waiting: int
    failing: int
    oldest: datetime | None
    last_error: str
    paused: bool

    @property
    def label(self) -> str:
        """The engine's name for people."""
        return LABELS[self.name]

    @property
    def is_late(self) -> bool:
        """Whether something has waited longer than ``LATE``."""
        return self.oldest is not None and timezone.now() - self.oldest > LATE


def statuses() -> list[IndexStatus]:
    """How the index of every engine stands; a constant number of SQL statements an engine."""
    return [_status(name) for name in engine_names()]


def _status(name: str) -> IndexStatus:
    found = outbox.status(name)
    return IndexStatus(
        name=name,
        waiting=found.waiting,
        failing=found.failing,
        oldest=found.oldest,
        last_error=found.last_error,
        paused=name == ELASTICSEARCH and breaker(settings.ELASTICSEARCH_URL).is_open,
    )


class SearchStatusView(AdminPageView):
    """Library search › Search index."""

    page_title = "Search index"
    header_icon = "tasks"
    template_name = "cms/admin/search_status.html"
    model = IndexOperation
    permission_required = "view"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = statuses()
        return {
            **super().get_context_data(**kwargs),
            "statuses": found,
            "late": any(one.is_late for one in found),
            "meaning_problem": meaning.problem(),
            "minutes": int(LATE.total_seconds() // 60),
        }


class SearchBehindPanel(Component):
    """A warning on the dashboard, for those who may see the status, while an index is behind."""

    name = "search_behind"
    template_name = "cms/admin/search_behind.html"
    order = 10

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        allowed = parent_context["request"].user.has_perm("search.view_indexoperation")
        return {"late": [one for one in statuses() if one.is_late] if allowed else []}
