"""How far members are trusted: it grows with work that was published, and a moderator decides it, in words that the member reads.

Nothing grows by itself: who counts can be gamed, and who is counted should know why. The platform says who could be trusted
further; somebody with a name says so. What a level changes stands here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from wagtail.models import Page

from community.errors import CommunityError
from community.moderation.models import Action, Decision, TrustDecision
from community.moderation.rights import require_moderator

Level = TrustDecision.Level
LONGEST_REASON = 300
CLEAN_DAYS = 365  # without a decision against what somebody wrote, before they are proposed


@dataclass(frozen=True)
class Allowance:
    """What a level lets a member do."""

    works: int  # published, before it is proposed
    reports: int  # of content, in a quarter of an hour
    first_messages: int  # to people whom they do not know, a day
    contributions: int  # handed in, a day
    shown_at_once: bool  # reports of use are shown before a moderator has seen them


ALLOWANCES: dict[str, Allowance] = {
    Level.NEWCOMER: Allowance(0, reports=10, first_messages=5, contributions=5, shown_at_once=False),
    Level.KNOWN: Allowance(1, reports=20, first_messages=10, contributions=10, shown_at_once=True),
    Level.TRUSTED: Allowance(5, reports=40, first_messages=20, contributions=20, shown_at_once=True),
}
ORDER = tuple(ALLOWANCES)


def level_of(user: Any) -> str:
    """How far somebody is trusted; a newcomer, until it is decided otherwise. One statement."""
    found = TrustDecision.objects.filter(user=user).order_by("-pk").values_list("level", flat=True).first()
    return str(found or Level.NEWCOMER.value)


def allowance_of(user: Any) -> Allowance:
    """What somebody's level lets them do. Limits of other apps ask this."""
    return ALLOWANCES[level_of(user)]


def standing_of(user: Any) -> TrustDecision | None:
    """The decision that holds, with its reason; None for a newcomer about whom none was made."""
    return TrustDecision.objects.filter(user=user).order_by("-pk").first()


def works_of(user: Any) -> int:
    """How many pages of theirs are published."""
    return Page.objects.filter(owner=user, live=True, alias_of=None).count()


@transaction.atomic
def decide_trust(actor: Any, user: Any, level: str, reason: str) -> TrustDecision:
    """Decide how far a member is trusted; they are told the reason. Raises CommunityError."""
    require_moderator(actor)
    if actor.pk == user.pk:
        raise CommunityError("FORBIDDEN", "Somebody else decides how far you are trusted.")
    if level not in ALLOWANCES:
        raise CommunityError("BAD_INPUT", "Choose one of the levels.", "level")
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST_REASON:
        raise CommunityError(
            "BAD_INPUT", f"Give a reason, of at most {LONGEST_REASON} characters: the member reads it.", "reason"
        )
    return TrustDecision.objects.create(user=user, level=level, reason=reason, decided_by=actor)


def candidates() -> QuerySet[Any]:
    """Members whose published work speaks for more trust than they have, and against whom nothing was decided for a year; the
    one with most work first, each with ``level`` (None: newcomer), ``works`` and ``next_level``. One statement."""
    last = TrustDecision.objects.filter(user=OuterRef("pk")).order_by("-pk").values("level")[:1]
    since = timezone.now() - timedelta(days=CLEAN_DAYS)
    against = (
        Decision.objects.filter(created_at__gte=since, case__author__isnull=False)
        .exclude(action=Action.NONE)
        .values("case__author")
    )
    works = Count("owned_pages", filter=Q(owned_pages__live=True, owned_pages__alias_of=None))
    known = Q(level=None) | Q(level=Level.NEWCOMER)
    return (
        get_user_model()
        ._default_manager.filter(is_active=True)
        .exclude(pk__in=against)
        .annotate(level=Subquery(last), works=works)
        .filter(
            (known & Q(works__gte=ALLOWANCES[Level.KNOWN].works))
            | (Q(level=Level.KNOWN) & Q(works__gte=ALLOWANCES[Level.TRUSTED].works))
        )
        .order_by("-works", "pk")
    )


def next_level(level: str | None) -> str:
    """The level above."""
    place = ORDER.index(level or Level.NEWCOMER)
    return str(ORDER[min(place + 1, len(ORDER) - 1)])
