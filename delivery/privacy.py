"""Privacy of pages that are one page in several places: an alias is as private as its source; a copy is a page of its own."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import Page, PageLogEntry, PageViewRestriction

from delivery.visibility import public_viewer, visible_pages


class PrivateAsSourceMixin:
    """A page that Wagtail asks for its restrictions: an alias, and what is below one, has those of the source too."""

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """Those of the page and of the pages above it and, where one of these is an alias, of its source and of the pages above that.

        Wagtail's own leaves out the pages above the source.
        """
        above: set[str] = set()
        waiting = [self.path]  # type: ignore[attr-defined]  # mixed into pages
        while waiting:
            path = waiting.pop()
            new = {path[:end] for end in range(Page.steplen, len(path) + 1, Page.steplen)} - above
            above |= new
            sources = Page.objects.filter(path__in=new, alias_of__isnull=False)
            waiting.extend(sources.values_list("alias_of__path", flat=True))
        return PageViewRestriction.objects.filter(page__path__in=above)


def aliases_below(path: str) -> QuerySet[Page]:
    """The aliases, anywhere, of the page at this place in the tree and of all below it, and the aliases of those."""
    keys: set[int] = set()
    paths = {path}
    while paths:
        below = Q()
        for one in paths:
            below |= Q(alias_of__path__startswith=one)
        rows = dict(Page.objects.filter(below).exclude(pk__in=keys).values_list("pk", "path"))
        keys |= set(rows)
        paths = set(rows.values())
    return Page.objects.filter(pk__in=keys)


def public_copies(page: Page) -> QuerySet[Any]:
    """Pages that everybody may see, of the same type and with the same title or summary, where one of the two was made by copying."""
    model = page.specific_class
    same = Q(title=page.title)
    summary = getattr(page.specific, "summary", "")
    if summary:
        same |= Q(summary=summary)
    copied = PageLogEntry.objects.filter(action="wagtail.copy").values("page")
    pages = model._default_manager.filter(same, alias_of__isnull=True).exclude(pk=page.pk)
    if not PageLogEntry.objects.filter(action="wagtail.copy", page=page.pk).exists():
        pages = pages.filter(pk__in=copied)
    return visible_pages(public_viewer(), pages).order_by("title", "pk")
