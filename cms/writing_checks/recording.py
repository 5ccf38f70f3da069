"""What the checks find of published resources, stored, so that a report of the whole library costs no more than a page of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from cms.writing_checks.broken_links import asked_as, is_asked
from cms.writing_checks.looking import Look, look_over
from cms.writing_checks.models import CheckedPage, Link, StoredFinding, digest_of
from content_types.core.library import LibraryPage
from content_types.core.writing_checks.draft import Draft
from content_types.core.writing_checks.findings import Finding

EVERY = timedelta(days=30)  # each is looked at again, for checks may have changed
MOST = 100  # resources in one transaction


def unchecked(now: datetime) -> QuerySet[Any]:
    """The published resources that changed since they were looked at, or were looked at long ago; those that never were first."""
    due = Q(writing_check=None) | Q(writing_check__checked_at=None)
    due |= Q(last_published_at__gt=F("writing_check__checked_at")) | Q(writing_check__checked_at__lt=now - EVERY)
    return LibraryPage.objects.filter(due, live=True).order_by(
        F("writing_check__checked_at").asc(nulls_first=True), "pk"
    )


def check_published(most: int = MOST) -> int:
    """Look at up to ``most`` resources that are due, and store what is found; gives how many were looked at."""
    now = timezone.now()
    keys = list(unchecked(now).values_list("pk", flat=True)[:most])
    # As each type, with what the checks read of it: a number of statements that depends on the types alone.
    pages = (
        LibraryPage.objects.filter(pk__in=keys)
        .specific()
        .prefetch_related("owner", "locale", "sources", "block_evidence")
    )
    looks = {page.pk: look_over(page, lasting=True) for page in pages}
    with transaction.atomic():
        _store(looks, now)
    return len(looks)


def look_again(pages: Sequence[int]) -> None:
    """Have these resources looked at in the next round."""
    CheckedPage.objects.filter(pk__in=pages).update(checked_at=None)


def _store(looks: dict[int, Look], now: datetime) -> None:
    _store_links({key: look.draft for key, look in looks.items()})
    StoredFinding.objects.filter(page__in=looks).delete()
    StoredFinding.objects.bulk_create(_row(key, finding) for key, look in looks.items() for finding in look.findings)
    CheckedPage.objects.bulk_create(
        [
            CheckedPage(page_id=key, reading_age=look.reading_age, found=len(look.findings), checked_at=now)
            for key, look in looks.items()
        ],
        update_conflicts=True,
        unique_fields=["page"],
        update_fields=["reading_age", "found", "checked_at"],
    )


def _row(key: int, finding: Finding) -> StoredFinding:
    return StoredFinding(
        page_id=key, check_code=finding.check, message=finding.message[:500], anchor=finding.anchor[:200]
    )


def _store_links(drafts: dict[int, Draft]) -> None:
    """Which resource links to which addresses; an address that nobody links to any more is forgotten."""
    wanted = {key: {asked_as(one.url) for one in draft.links if is_asked(one.url)} for key, draft in drafts.items()}
    urls = set().union(*wanted.values())
    Link.objects.bulk_create([Link(url=url, digest=digest_of(url)) for url in sorted(urls)], ignore_conflicts=True)
    keys = dict(Link.objects.filter(digest__in=map(digest_of, urls)).values_list("url", "pk"))
    uses: Any = Link.pages.through
    uses.objects.filter(librarypage__in=drafts).delete()
    uses.objects.bulk_create(
        [uses(librarypage_id=page, link_id=keys[url]) for page, linked in wanted.items() for url in sorted(linked)]
    )
    Link.objects.filter(pages=None).delete()
