"""Mails to those who look after resources that are due for review: each page and day once, one mail a person."""

from __future__ import annotations

import logging
from collections import defaultdict
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from wagtail.permissions import page_permission_policy

from cms.editors.review_due import last_day
from cms.freshness.models import ReviewReminder
from content_types.core.library import LibraryPage
from content_types.core.text import one_line

logger = logging.getLogger(__name__)

MOST = 500  # resources in a round


def not_reminded() -> QuerySet[Any]:
    """The published resources due within 30 days of whose review nobody was reminded, those due first."""
    reminded = ReviewReminder.objects.filter(page=OuterRef("pk"), due=OuterRef("review_due"))
    due = LibraryPage.objects.filter(~Exists(reminded), live=True, alias_of=None, review_due__lte=last_day())
    return due.select_related("owner").order_by("review_due", "title")


def remind() -> int:
    """Mail each owner what is due, and those who may publish what nobody looks after; gives how many mails.

    Noted in the transaction: the mails leave after it, so that a page is told of once, even if two schedulers run.
    """
    by_person: dict[Any, list[Any]] = defaultdict(list)
    with transaction.atomic():
        rows = list(not_reminded()[:MOST])
        ReviewReminder.objects.bulk_create(
            [ReviewReminder(page_id=one.pk, due=one.review_due) for one in rows], ignore_conflicts=True
        )
        publishers = list(page_permission_policy.users_with_any_permission(["publish"]).filter(is_active=True))
        for page in rows:
            for person in [page.owner] if page.owner and page.owner.is_active else publishers:
                by_person[person].append(page)
        sent = [_mail(person, pages) for person, pages in by_person.items() if person.email]
    return sum(sent)


def _mail(person: Any, pages: list[Any]) -> bool:
    """Tell one person; False where no mail server takes it."""
    what = f"“{pages[0].title}” is" if len(pages) == 1 else f"{len(pages)} resources are"
    lines = [_line(page, person) for page in pages]
    text = (
        "Are these still right? Open each: press “Still right” if it is, or write what has changed.\n\n"
        + "\n\n".join(lines)
        + f"\n\nAll that is due: {settings.WAGTAILADMIN_BASE_URL}{reverse('review_due_report')}\n"
    )
    try:
        send_mail(one_line(f"{what} due for review"), text, None, [person.email])
    except (SMTPException, OSError) as error:
        logger.warning("freshness: a reminder could not be mailed: %s", error)
        return False
    return True


def _line(page: Any, person: Any) -> str:
    day = date_format(page.review_due, "j F Y")
    nobody = "" if page.owner_id == person.pk else " Nobody looks after it."
    address = f"{settings.WAGTAILADMIN_BASE_URL}{reverse('review_page', args=[page.pk])}"
    return f"{one_line(page.title)}: due {day}.{nobody}\n{address}"
