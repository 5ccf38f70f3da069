"""How often a page is read: a number a page and day, and nothing of whoever reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import connection, models
from django.utils import timezone
from wagtail.models import Page

from delivery.visibility import public_viewer, visible_pages

MOST = 200  # reads that are told at once
MOST_OF_A_PAGE = 20  # of them, of one page


class PageReads(models.Model):
    """How many times a public page was read on a day."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    count = models.PositiveIntegerField()

    wagtail_reference_index_ignore = True  # it is no use of the page

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["page", "day"], name="page_reads_once_a_day")
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["day"], name="page_reads_day")]

    def __str__(self) -> str:
        return f"{self.page_id}, {self.day}: {self.count}"


def count_reads(keys: Iterable[int]) -> None:
    """Count a read for each key, of pages that everybody may see now; the others count nothing. Two SQL statements beside those of visibility.

    More than ``MOST_OF_A_PAGE`` of one page are not believed.
    """
    if not settings.PAGE_READS_ENABLED:
        return
    told = Counter(keys)
    pages = visible_pages(public_viewer(), Page.objects.filter(pk__in=told)).order_by("pk").values_list("pk", flat=True)
    rows = [(key, min(told[key], MOST_OF_A_PAGE)) for key in pages]
    if rows:
        _add(rows)


def _add(rows: Collection[tuple[int, int]]) -> None:
    today = connection.ops.adapt_datefield_value(timezone.localdate())
    marks = ", ".join(["(%s, %s, %s)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO core_pagereads (page_id, day, count) VALUES {marks}"  # noqa: S608 - marks alone
            " ON CONFLICT (page_id, day) DO UPDATE SET count = core_pagereads.count + excluded.count",
            [value for key, count in rows for value in (key, today, count)],
        )


def prune() -> int:
    """Delete the counts that are older than ``PAGE_READS_DAYS``; how many."""
    oldest = timezone.localdate() - timedelta(days=settings.PAGE_READS_DAYS)
    return int(PageReads.objects.filter(day__lt=oldest).delete()[0])
