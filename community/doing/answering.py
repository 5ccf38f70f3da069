"""Saying “I do this too” of a resource, and reading how many do. How many fewer than five are is told to nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from wagtail.models import Page

from community.doing.models import DoesThisToo
from community.errors import CommunityError
from community.heatmap.telling import RULE
from community.profiles.models import Profile
from community.profiles.profiles import listed
from community.registrations.reading import event_keys as resource_keys
from content_types.core.library import LibraryPage
from content_types.core.registry import for_model
from delivery.dependency_tracking import Scope, scoped
from delivery.visibility import Viewer

MOST_AN_HOUR = 60  # that one member newly says


def takes_answers(page: Any) -> bool:
    """Whether it can be said of pages of this type: of what the library lists."""
    kind = for_model(type(page))
    return kind is not None and issubclass(kind.model, LibraryPage)


def answer(actor: Any, page: Page | None, does: bool) -> bool:
    """Say that the actor does what a page is about, or no longer; again changes nothing. The page must be one that they may see. One transaction.
    Raises CommunityError."""
    if page is None or not takes_answers(page):
        raise CommunityError("NOT_FOUND", "There is no such resource.", "resource")
    own = DoesThisToo.objects.filter(member=actor)
    key = _key(page)
    with transaction.atomic():
        if not does:
            own.filter(resource_key=key).delete()
        elif not own.filter(resource_key=key).exists():
            if own.filter(said_at__gt=timezone.now() - timedelta(hours=1)).count() >= MOST_AN_HOUR:
                text = "You have said it of many things within an hour. Go on later."
                raise CommunityError("RATE_LIMITED", text, retry_after=3600)
            own.get_or_create(resource_key=key, member=actor, defaults={"page": page})
    return does


def does(actor: Any, page: Page) -> bool:
    """Whether the actor has said it."""
    return DoesThisToo.objects.filter(member=actor, resource_key=_key(page)).exists()


def counts(pages: Sequence[Page]) -> dict[int, int]:
    """By page how many do it, at least, in steps of five; nothing for fewer. Two statements for any number of pages."""
    with scoped(Scope.NOTHING):  # of pages it takes their keys alone, which never change
        keys = resource_keys(pages)
    rows = DoesThisToo.objects.filter(resource_key__in=set(keys.values()), member__is_active=True).order_by()
    found = dict(rows.values("resource_key").annotate(number=Count("pk")).values_list("resource_key", "number"))
    told = {page: RULE.told(found.get(key, 0), 0) for page, key in keys.items()}
    return {page: number for page, number in told.items() if number}


def members(viewer: Viewer, page: Page) -> QuerySet[Profile]:
    """Who does it, of those who show the viewer their name."""
    those = DoesThisToo.objects.filter(resource_key=_key(page)).values("member")
    return listed(viewer).filter(user__in=those)


def _key(page: Page) -> UUID:
    return resource_keys([page])[page.pk]
