"""Mails about links that are found broken: each once, until it works again; one mail a person."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from cms.freshness.owners import by_person, mail_to
from cms.writing_checks.models import Link
from content_types.core.library import LibraryPage
from content_types.core.text import one_line

MOST = 500  # links in a round


def tell_of_broken_links() -> int:
    """Mail those who look after resources with links that turned out broken; gives how many mails. A link is told of once, even if two schedulers run."""
    with transaction.atomic():
        now = timezone.now()
        untold = Link.objects.filter(state=Link.State.BROKEN, told_at=None)
        keys = list(untold.order_by("pk").values_list("pk", flat=True)[:MOST])
        mine = [key for key in keys if untold.filter(pk=key).update(told_at=now)]
        links = Prefetch("checked_links", Link.objects.filter(pk__in=mine).order_by("url"), to_attr="broken")
        pages = LibraryPage.objects.filter(checked_links__in=mine, live=True).distinct().order_by("title", "pk")
        told = by_person(pages.select_related("owner").prefetch_related(links))
        return sum(_mail(person, found) for person, found in told.items())


def _mail(person: Any, pages: list[Any]) -> bool:
    where = f"“{pages[0].title}”" if len(pages) == 1 else f"{len(pages)} resources"
    text = (
        "These links lead nowhere any more. Find where each is now, or take it out.\n\n"
        + "\n\n".join(map(_lines, pages))
        + f"\n\nAll of them: {settings.WAGTAILADMIN_BASE_URL}{reverse('writing_report')}?check=broken_link\n"
    )
    return mail_to(person, f"Broken links in {where}", text)


def _lines(page: Any) -> str:
    form = f"{settings.WAGTAILADMIN_BASE_URL}{reverse('wagtailadmin_pages:edit', args=[page.pk])}"
    return "\n".join([one_line(page.title), form, *(f"- {link.url} ({link.reason})" for link in page.broken)])
