"""What a member sees of connections: their own, and of what others wrote nothing that a moderator or a block has taken away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from community.connections.models import Block, Contact, ContactMessage, State

MOST = 200  # connections that are listed
MOST_MESSAGES = 100  # of one conversation, the newest


def seen_by(user: Any) -> QuerySet[Contact]:
    """The connections that this member sees: those they asked for, and those that came to them."""
    arrived = Q(recipient=user, silenced=False, hidden_at=None, requester__is_active=True)
    return Contact.objects.filter(Q(requester=user) | arrived)


def own(user: Any) -> list[Contact]:
    """A member's connections: what waits for them, what stands, then what has ended; the newest first."""
    rows = seen_by(user).select_related("requester", "recipient").order_by(F("ended_at").desc(nulls_first=True), "-pk")
    return [_as_of_now(one) for one in rows[:MOST]]


def own_by_key(user: Any, keys: Sequence[int]) -> list[Contact]:
    """Those of the member among these."""
    rows = seen_by(user).select_related("requester", "recipient").filter(pk__in=keys)
    return [_as_of_now(one) for one in rows]


def messages_of(user: Any) -> QuerySet[ContactMessage]:
    """The messages that this member sees: their own, and those to them that no moderator has hidden."""
    return ContactMessage.objects.filter(
        Q(sender=user) | Q(hidden_at=None), contact__in=seen_by(user).filter(answered_at__isnull=False).values("pk")
    )


def blocks_of(user: Any) -> list[Block]:
    """Whom a member has blocked, the newest first."""
    return list(Block.objects.filter(blocker=user).select_related("blocked").order_by("-pk")[:MOST])


def _as_of_now(one: Contact) -> Contact:
    if one.state == State.PENDING and one.expires_at < timezone.now():
        one.state = State.EXPIRED  # the job will write it down
    return one
