"""An event and members who would come."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from community.registrations.models import EventRegister, Registration
from content_types.events.factories import EventPageFactory
from tests.support.tree import Tree


def an_event(tree: Tree, **fields: Any) -> Any:
    start = timezone.now() + timedelta(days=14)
    return EventPageFactory(parent=tree.events, start=start, end=start + timedelta(hours=1), **fields)


def members(number: int, prefix: str = "member") -> list[Any]:
    """That many accounts with an address each."""
    names = [f"{prefix}{nth}" for nth in range(number)]
    users = get_user_model()
    return users.objects.bulk_create([users(username=name, email=f"{name}@example.org") for name in names])


def states(event: Any) -> dict[str, str]:
    """How everybody stands, by name; of several registrations of one member the last."""
    rows = Registration.objects.filter(register__page=event).order_by("pk")
    return dict(rows.values_list("member__username", "state"))


def register_of(event: Any) -> EventRegister:
    return EventRegister.objects.get(page=event)
