"""Whether advice drives people away: what became of drafts in which a check found something, beside those in which it did not.

A draft is a resource that was never published. It is *left* when nobody has touched it for ``LEFT_AFTER``. What is counted are findings in the last version
before it was published or left. Nobody is named; a draft that was deleted is not known any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from cms.writing_checks.looking import look_over
from cms.writing_checks.models import CheckedDraft, DraftFinding
from content_types.core.library import LibraryPage
from content_types.core.writing_checks.findings import writing_checks

LEFT_AFTER = timedelta(days=60)
MOST = 50  # drafts in one transaction


def unchecked(now: datetime) -> QuerySet[Any]:
    """Drafts with a version that was not looked at, those waiting longest first."""
    changed = Q(checked_draft=None) | Q(latest_revision_created_at__gt=F("checked_draft__checked_at"))
    drafts = LibraryPage.objects.filter(changed, first_published_at=None, live=False, latest_revision__isnull=False)
    return drafts.filter(latest_revision_created_at__lte=now).order_by("latest_revision_created_at", "pk")


def check_drafts(most: int = MOST) -> int:
    """Look at the last version of up to ``most`` drafts, and note which checks found something; how many were looked at."""
    now = timezone.now()
    drafts = unchecked(now).select_related("latest_revision")[:most]
    found = {page.pk: _codes(page.latest_revision.as_object()) for page in drafts}
    with transaction.atomic():
        DraftFinding.objects.filter(draft__in=found).delete()
        CheckedDraft.objects.bulk_create(
            [CheckedDraft(page_id=key, checked_at=now) for key in found],
            update_conflicts=True,
            unique_fields=["page"],
            update_fields=["checked_at"],
        )
        DraftFinding.objects.bulk_create(
            [DraftFinding(draft_id=key, check_code=code) for key, codes in found.items() for code in sorted(codes)]
        )
    return len(found)


def _codes(page: LibraryPage) -> set[str]:
    return {finding.check for finding in look_over(page, lasting=True).findings}


@dataclass(frozen=True)
class Outcome:
    """What became of some drafts."""

    drafts: int = 0
    published: int = 0
    left: int = 0

    @property
    def share_left(self) -> int | None:
        """Of those that are not in writing any more, how many in a hundred were left; None where there are none."""
        ended = self.published + self.left
        return round(100 * self.left / ended) if ended else None

    def without(self, others: Outcome) -> Outcome:
        """Of the drafts that are not among these others."""
        return Outcome(self.drafts - others.drafts, self.published - others.published, self.left - others.left)


@dataclass(frozen=True)
class OfACheck:
    """What became of drafts with a finding of a check, and of those without."""

    label: str
    found: Outcome
    others: Outcome


def outcomes(now: datetime | None = None) -> Sequence[OfACheck]:
    """By check that ever found something in a draft, in the checks' order; two statements."""
    then = (now or timezone.now()) - LEFT_AFTER
    every = Outcome(**CheckedDraft.objects.aggregate(**_counts("page", then)))
    counted: QuerySet[Any] = (
        DraftFinding.objects.order_by().values("check_code").annotate(**_counts("draft__page", then))
    )
    by_code = {
        code: Outcome(*numbers) for code, *numbers in counted.values_list("check_code", "drafts", "published", "left")
    }
    return [
        OfACheck(check.label, by_code[check.code], every.without(by_code[check.code]))
        for check in writing_checks()
        if check.code in by_code
    ]


def _counts(page: str, then: datetime) -> dict[str, Any]:
    never = Q(**{f"{page}__first_published_at": None})
    return {
        "drafts": Count("pk"),
        "published": Count("pk", filter=~never),
        "left": Count("pk", filter=never & Q(**{f"{page}__latest_revision_created_at__lt": then})),
    }
