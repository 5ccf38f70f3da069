"""Mails to those who look after resources that are due for review: each page and day once, one mail a person."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.formats import date_format

from cms.freshness.models import ReviewReminder
from cms.freshness.owners import by_person, mail_to
from content_types.core.freshness import due_blocks, due_by, due_rows, last_day
from content_types.core.library import LibraryPage
from content_types.core.text import one_line

MOST = 500  # resources in a round


def not_reminded() -> QuerySet[Any]:
    """The published resources due within 30 days of whose review nobody was reminded, those due first."""
    reminded = ReviewReminder.objects.filter(page=OuterRef("pk"), due=OuterRef("first_due"))
    due = due_by(LibraryPage.objects.filter(live=True, alias_of=None), last_day()).filter(~Exists(reminded))
    return due.select_related("owner").prefetch_related(due_rows()).order_by("first_due", "title")


def remind() -> int:
    """Mail each owner what is due, and those who may publish what nobody looks after; gives how many mails.

    Noted in the transaction that hands over the mails: a page is told of once, even if two schedulers run.
    """
    with transaction.atomic():
        mine = [page for page in not_reminded()[:MOST] if _is_first(page)]
        return sum(_mail(person, pages) for person, pages in by_person(mine).items())


def _is_first(page: Any) -> bool:
    """Note that its day is told of; whether nobody has told of it before."""
    return ReviewReminder.objects.get_or_create(page_id=page.pk, due=page.first_due)[1]


def _mail(person: Any, pages: list[Any]) -> bool:
    what = f"“{pages[0].title}” is" if len(pages) == 1 else f"{len(pages)} resources are"
    text = (
        "Are these still right? Open each: press “Still right” if it is, or write what has changed.\n\n"
        + "\n\n".join(_line(page, person) for page in pages)
        + f"\n\nAll that is due: {settings.WAGTAILADMIN_BASE_URL}{reverse('review_due_report')}\n"
    )
    return mail_to(person, f"{what} due for review", text)


def _line(page: Any, person: Any) -> str:
    day = date_format(page.first_due, "j F Y")
    blocks = "; ".join(one_line(label) for label in due_blocks(page))
    because = f" Because of: {blocks}." if blocks else ""
    nobody = "" if page.owner_id == person.pk else " Nobody looks after it."
    address = f"{settings.WAGTAILADMIN_BASE_URL}{reverse('still_right', args=[page.pk])}"
    return f"{one_line(page.title)}: due {day}.{because}{nobody}\n{address}"
