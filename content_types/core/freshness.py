"""Whether a resource is still right: its day of review, what is past it, and saying that it was looked at.

A type says after how many months its resources are looked at again (``ContentType.review_months``). Past that day, and a time of grace, readers are told.
A block may have a day of its own (``BlockEvidence``): its page is due then too, and readers see the day beside the block.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import DateField, F, Min, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Least
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page

from content_types.core.block_places import blocks_of
from content_types.core.library import BlockEvidence, LibraryPage
from content_types.core.registry import for_model
from content_types.core.replacing import may_replace_in
from content_types.core.row_locks import lock_pages
from content_types.core.versions import succeed

COMING_DAYS = 30  # what is due within them counts as due
REVIEWED = "library.review"
TAKEN_OVER = "library.take_over"


class MayNotReview(Exception):
    """Whoever asks may not say so of this page."""


class ChangedSince(Exception):
    """The page was published anew, taken down or looked at by somebody else after it was shown."""


def review_months(model: type[Page]) -> int | None:
    """After how many months what is of this type is looked at again; None: never."""
    content_type = for_model(model)
    return content_type.review_months if content_type else None


def next_review(model: type[Page], reviewed: date) -> date | None:
    """The day of the next review of what was looked at on a day; the last of a month where there is no such day."""
    months = review_months(model)
    if months is None:
        return None
    year, month = divmod(reviewed.year * 12 + reviewed.month - 1 + months, 12)
    return date(year, month + 1, min(reviewed.day, monthrange(year, month + 1)[1]))


def is_review_overdue(page: LibraryPage, today: date | None = None) -> bool:
    """Whether its day of review passed more than ``REVIEW_GRACE_DAYS`` ago, so that readers are told; never of what takes place once."""
    if page.review_due is None or review_months(type(page)) is None:
        return False
    return page.review_due + timedelta(days=settings.REVIEW_GRACE_DAYS) < (today or timezone.localdate())


def last_day() -> date:
    """The last day that counts as coming soon."""
    return timezone.localdate() + timedelta(days=COMING_DAYS)


def due_by(pages: QuerySet[Any], day: date) -> QuerySet[Any]:
    """Those of these resources that are to be looked at by a day, or a block of theirs, with ``first_due``: the first of their days."""
    never = Value(date.max, output_field=DateField())
    blocks = BlockEvidence.objects.filter(page=OuterRef("pk")).order_by().values("page")
    of_blocks = Subquery(blocks.annotate(first=Min("review_due")).values("first"), output_field=DateField())
    due = Q(review_due__lte=day) | Q(pk__in=BlockEvidence.objects.filter(review_due__lte=day).values("page"))
    return pages.filter(due).annotate(first_due=Least(Coalesce(F("review_due"), never), Coalesce(of_blocks, never)))


def due_rows() -> Prefetch[Any]:
    """Reads with resources what of their blocks is due (``due_block_rows``); one statement for all."""
    rows = BlockEvidence.objects.filter(review_due__lte=last_day()).order_by("review_due", "sort_order", "pk")
    return Prefetch("block_evidence", rows, to_attr="due_block_rows")


def due_blocks(page: Any) -> list[str]:
    """What the blocks are called for which a resource is due that was read with ``due_rows``."""
    labels = {one.id: one.label for one in blocks_of(page)} if page.due_block_rows else {}
    return [labels.get(row.block, "a block") for row in page.due_block_rows]


def may_confirm(user: Any, page: Page) -> bool:
    """Whether somebody may say that a published page is still right: readers are told, so it is whoever may edit and publish it."""
    if not page.live or page.alias_of_id or review_months(type(page)) is None:
        return False
    return may_replace_in(user, page) and page.permissions_for_user(user).can_publish()


@transaction.atomic
def confirm_review(user: Any, key: int, *, seen: int | None) -> LibraryPage:
    """Note that a published resource was looked at today and is still right, and set its next day of review.

    What is published gets the two dates and nothing else, and its blocks that are due the next day; drafts, reviews and schedules keep their words and get the dates too, so that none of them takes
    them back. ``seen`` is the live revision that the user was shown. Noting it twice a day changes nothing. Raises MayNotReview and ChangedSince.
    """
    lock_pages([key])
    page: Any = Page.objects.get(pk=key).specific
    if not isinstance(page, LibraryPage) or not may_confirm(user, page):
        raise MayNotReview
    today = timezone.localdate()
    due = next_review(type(page), today)
    blocks = BlockEvidence.objects.filter(page=page, review_due__lte=last_day())
    if (page.last_reviewed, page.review_due) == (today, due) and not blocks.exists():
        return page
    if page.live_revision_id != seen:
        raise ChangedSince
    dates = {"last_reviewed": today.isoformat(), "review_due": due and due.isoformat()}
    latest = succeed(page, partial(_reviewed, dates), user)
    blocks.update(review_due=due)
    before = page.review_due
    page.last_reviewed, page.review_due = today, due
    page.save(
        update_fields=[
            "last_reviewed", "review_due", "latest_revision", "live_revision", "latest_revision_created_at"
        ],
        clean=False,
    )  # fmt: skip
    page.update_aliases()
    log(
        instance=page,
        action=REVIEWED,
        user=user,
        revision=latest,
        data={"was_due": before and before.isoformat(), "review_due": due and due.isoformat()},
    )
    return page


def _reviewed(dates: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    """The content of a version with the dates of a review, those of its blocks among them that are due."""
    day = last_day().isoformat()
    rows = [
        {**row, "review_due": dates["review_due"]} if row.get("review_due") and row["review_due"] <= day else row
        for row in content.get("block_evidence", ())
    ]
    return {**content, **dates, **({"block_evidence": rows} if rows else {})}


def may_take_over(user: Any, page: Page) -> bool:
    """Whether somebody may become the one who looks after a page: an editor where nobody does, whoever may publish it where somebody does."""
    if page.owner_id == user.pk or page.alias_of_id or not isinstance(page, LibraryPage):
        return False
    rights = page.permissions_for_user(user)
    is_free = page.owner is None or not page.owner.is_active
    return bool(rights.can_edit() and (is_free or rights.can_publish()))


@transaction.atomic
def take_over(user: Any, key: int) -> Page:
    """Make somebody the owner of a resource. Raises MayNotReview."""
    lock_pages([key])
    page: Page = Page.objects.select_related("owner").get(pk=key).specific
    if page.owner_id == user.pk:
        return page
    if not may_take_over(user, page):
        raise MayNotReview
    before = page.owner
    page.owner = user
    page.save(update_fields=["owner"], clean=False)
    log(instance=page, action=TAKEN_OVER, user=user, data={"before": str(before) if before else ""})
    return page
