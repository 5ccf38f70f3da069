"""What goes on around an editor, on the first page: what takes place this week, and what readers searched for in vain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from cms.editors.starting import places
from content_types.core.registry import searchable
from delivery.context import ReadContext
from delivery.visibility import visible_pages, without_aliases
from search.log import NOT_KEPT
from search.models import SearchCount

DAYS = 7
MOST_EVENTS = 10
SEARCH_DAYS = 30
SEARCHED_FROM = 2  # times: one-off words are nobody's question
MOST_SEARCHES = 5


@dataclass(frozen=True)
class Happening:
    """Something that takes place soon."""

    title: str
    notice: str
    start: datetime
    url: str


def this_week(viewer: Any, user: Any) -> list[Happening]:
    """What is published and takes place now or within seven days, the first first; a statement for each type that takes place at a time."""
    now = timezone.now()
    found: list[tuple[datetime, Any]] = []
    for content_type in searchable():
        period = content_type.search.period if content_type.search else None
        if period is None:
            continue
        start, end = period
        soon = Q(**{f"{start}__lt": now + timedelta(days=DAYS), f"{end}__gt": now})
        pages = without_aliases(visible_pages(viewer, content_type.model._default_manager.filter(soon)))
        rows = pages.select_related("content_type").order_by(start, "pk")[:MOST_EVENTS]
        found += [(getattr(page, start), page) for page in rows]
    found.sort(key=lambda one: (one[0], one[1].pk))
    return [Happening(page.title, page.notice, start, _address(page, user)) for start, page in found[:MOST_EVENTS]]


def _address(page: Any, user: Any) -> str:
    """Its form for whoever may edit it, else the page that readers see."""
    if page.permissions_for_user(user).can_edit():
        return reverse("wagtailadmin_pages:edit", args=[page.pk])
    return str(page.full_url or "")


class ThisWeekPanel(Component):
    """“Events this week”."""

    name = "this_week"
    template_name = "cms/admin/this_week.html"
    order = 70

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        request = parent_context["request"]
        return {"events": this_week(ReadContext.of(request).viewer, request.user)}


@dataclass(frozen=True)
class Question:
    """What readers searched for without a result, and the form that is begun for it."""

    words: str
    times: int
    url: str


def unanswered(user: Any) -> list[Question]:
    """What was searched for in the last 30 days and never found anything, most asked first; not what somebody has begun under that title."""
    if not user.has_perm("search.view_searchcount"):
        return []
    begun = next(
        ((place, start) for place in places(user) for start in place.content_type.starters if start.answers_search),
        None,
    )
    if begun is None:
        return []
    place, starter = begun
    rows = list(
        SearchCount.objects.filter(day__gt=timezone.localdate() - timedelta(days=SEARCH_DAYS))
        .exclude(query=NOT_KEPT)
        .values("query")
        .annotate(times=Sum("searches"), vain=Sum("without_result"))
        .filter(vain__gte=SEARCHED_FROM, times=F("vain"))
        .order_by("-times", "query")[: MOST_SEARCHES * 4]
    )
    titles = {row["query"]: capfirst(row["query"]) for row in rows}
    taken = set(Page.objects.filter(draft_title__in=titles.values()).values_list("draft_title", flat=True))
    return [
        Question(row["query"], row["times"], place.url(starter, titles[row["query"]]))
        for row in rows
        if titles[row["query"]] not in taken
    ][:MOST_SEARCHES]


class UnansweredPanel(Component):
    """“Could you answer this?”: searches without a result."""

    name = "unanswered"
    template_name = "cms/admin/unanswered.html"
    order = 65

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"questions": unanswered(parent_context["request"].user)}
