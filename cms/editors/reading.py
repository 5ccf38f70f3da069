"""“What your writing did”: on the first page, how often one's own published pages were read by day, reviewed and linked to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import CharField, Count, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.models import Page, ReferenceIndex, get_default_page_content_type

from content_types.core.reads import PageReads
from review.models import Review

DAYS = 28
MOST = 5  # pages that are named
HEIGHT, WIDTH = 48, 8  # of the drawing, and of a day in it


@dataclass(frozen=True)
class Day:
    """A day as it is drawn: a bar, and its number in the table beside."""

    day: date
    count: int
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class ReadPage:
    """A page that was read."""

    title: str
    url: str
    count: int


def days_of(counts: Mapping[date, int], today: date) -> list[Day]:
    """The last days, the oldest first, those without a read too."""
    most = max(counts.values(), default=0) or 1
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    heights = [round(counts.get(day, 0) * HEIGHT / most) for day in days]
    bars = [max(high, 1) for high in heights]
    return [Day(day, counts.get(day, 0), n * WIDTH, HEIGHT - bars[n], bars[n]) for n, day in enumerate(days)]


def reads_of(user: Any, today: date) -> list[tuple[int, str, date, int]]:
    """Page, title, day and count of what this editor wrote; one statement."""
    since = today - timedelta(days=DAYS - 1)
    rows = PageReads.objects.filter(page__owner=user, page__live=True, day__gte=since)
    return list(rows.values_list("page", "page__draft_title", "day", "count"))


def what_else(user: Any) -> dict[str, int]:
    """How many published pages this editor has, how many other pages link to them, and how many answers reviewers gave; one statement."""
    kind = get_default_page_content_type()
    key = Cast(OuterRef("pk"), CharField())
    links = (
        ReferenceIndex.objects.filter(to_content_type=kind, to_object_id=key, base_content_type=kind)
        .filter(~Q(object_id=key))
        .order_by()
        .values("to_object_id")
        .annotate(n=Count("object_id", distinct=True))
        .values("n")
    )
    reviews = (
        Review.objects.filter(state__workflow_state__base_content_type=kind, state__workflow_state__object_id=key)
        .order_by()
        .values("state__workflow_state__object_id")
        .annotate(n=Count("pk"))
        .values("n")
    )
    pages = Page.objects.filter(owner=user, live=True, depth__gt=1, alias_of=None)
    counted = pages.annotate(
        links=Coalesce(Subquery(links, output_field=IntegerField()), 0),
        reviews=Coalesce(Subquery(reviews, output_field=IntegerField()), 0),
    )
    found = counted.aggregate(pages=Count("pk"), all_links=Sum("links"), all_reviews=Sum("reviews"))
    return {"pages": found["pages"], "links": found["all_links"] or 0, "reviews": found["all_reviews"] or 0}


class WhatItDidPanel(Component):
    """“What your writing did”."""

    name = "what_it_did"
    template_name = "cms/admin/what_it_did.html"
    order = 58  # after what is in review

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user, today = parent_context["request"].user, timezone.localdate()
        rows, else_ = reads_of(user, today), what_else(user)
        by_day: Counter[date] = Counter()
        by_page: Counter[tuple[int, str]] = Counter()
        for key, title, day, count in rows:
            by_day[day] += count
            by_page[key, title] += count
        named = [
            ReadPage(title, reverse("wagtailadmin_pages:edit", args=[key]), count)
            for (key, title), count in by_page.most_common(MOST)
        ]
        return {
            **else_,
            "days": days_of(by_day, today),
            "total": by_day.total(),
            "read_pages": named,
            "width": DAYS * WIDTH,
            "height": HEIGHT,
            "bar": WIDTH - 2,
        }
