"""Reports of use as others are shown them: those that were looked at, of members who are there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, QuerySet
from wagtail.models import Page

from community.registrations.reading import event_keys
from community.uses.models import State, UseReport

MOST_OWN = 200


def shown() -> QuerySet[UseReport]:
    """What everybody may see who may see the tool."""
    rows = UseReport.objects.filter(state=State.SHOWN, hidden_at=None, member__is_active=True)
    return rows.select_related("setting", "region")


def own(member: Any) -> list[UseReport]:
    """A member's own, the newest first, the withdrawn too while they are kept."""
    rows = UseReport.objects.filter(member=member).select_related("setting", "region")
    return list(rows.order_by("-created_at", "-pk")[:MOST_OWN])


def counts(pages: Sequence[Page]) -> dict[int, int]:
    """By page how many members reported that they use the tool; two statements."""
    keys = event_keys(pages)
    rows = shown().select_related(None).filter(tool_key__in=set(keys.values())).order_by()
    found = dict(rows.values("tool_key").annotate(number=Count("pk")).values_list("tool_key", "number"))
    return {page: found.get(key, 0) for page, key in keys.items()}


def of_own_pages(author: Any) -> QuerySet[UseReport]:
    """What others report of tools that somebody owns, the newest first."""
    rows = shown().filter(page__owner=author, page__live=True).exclude(member=author)
    return rows.select_related("page").order_by("-shown_at", "-pk")
