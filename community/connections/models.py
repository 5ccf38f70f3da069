"""Who asked whom, what came of it, and what was written, for as short a time as it is kept.

Whoever changes anything between two members locks both their accounts first (``locks.lock_people``): accepting, blocking and asking
at once are one after the other.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from community.moderation.hideable import Hideable
from community.retention import ROW, Retention

LONGEST_REQUEST, LONGEST_MESSAGE, LONGEST_KEY = 2_000, 10_000, 64  # characters
DAYS_TO_ANSWER = 30  # then a request expires
DAYS_UNTIL_AGAIN = 30  # before the same member may be asked again, after “not now”
DAYS_OF_A_MESSAGE = 14  # that what was written is kept
DAYS_OF_THE_ENDED = 90  # that it is known that there was a connection


def _account(name: str = "+") -> Any:
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name=name)


class State(models.TextChoices):
    """How a connection stands."""

    PENDING = "pending", "Waits for an answer"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Not now"
    EXPIRED = "expired", "Expired without an answer"
    WITHDRAWN = "withdrawn", "Taken back"
    CLOSED = "closed", "Ended"


class Contact(Hideable):
    """That one member asked another, and the conversation when they agreed."""

    retention: ClassVar[dict[str, Retention]] = {
        "message": Retention(DAYS_OF_A_MESSAGE, after="answered_at", becomes=""),
        ROW: Retention(DAYS_OF_THE_ENDED, after="ended_at"),
    }

    requester = _account("contacts_asked")
    recipient = _account("contacts_got")
    # The two accounts by number, whoever asked: of a pair one at most is live.
    low, high = models.PositiveBigIntegerField(editable=False), models.PositiveBigIntegerField(editable=False)
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="+"
    )  # an initiative
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    message = models.TextField(max_length=LONGEST_REQUEST, blank=True)
    # Never shown to the recipient, who has blocked the requester; to the requester it waits, and expires, like any other.
    silenced = models.BooleanField(default=False, editable=False)
    request_key = models.CharField(max_length=LONGEST_KEY, blank=True)  # the client's idempotency key
    # One address a side, in the mails of this conversation (relay.addresses).
    requester_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    recipient_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "connection"
        verbose_name_plural = "connections"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["low", "high"], condition=Q(state__in=["pending", "accepted"]), name="contact_once"
            ),
            models.UniqueConstraint(
                fields=["requester", "request_key"], condition=~Q(request_key=""), name="contact_request_once"
            ),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="contact_of_two"),
        ]
        indexes: ClassVar = [models.Index(fields=["expires_at"], condition=Q(state="pending"), name="contact_expiring")]

    def __str__(self) -> str:
        return f"connection {self.pk}: {self.get_state_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.low, self.high = sorted((self.requester_id, self.recipient_id))
        super().save(*args, **kwargs)

    def other(self, member: Any) -> Any:
        """The other of the two."""
        return self.recipient if member.pk == self.requester_id else self.requester

    @classmethod
    def expiry(cls) -> Any:
        """When a request of now expires."""
        return timezone.now() + timedelta(days=DAYS_TO_ANSWER)


class Block(models.Model):
    """That a member wants to hear no more of another. The other is never told."""

    retention: ClassVar[dict[str, Retention]] = {}  # until it is taken back, or one of the two leaves

    blocker = _account("blocks")
    blocked = _account()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="blocked_once"),
            models.CheckConstraint(condition=~Q(blocker=F("blocked")), name="block_of_another"),
        ]

    def __str__(self) -> str:
        return f"block {self.pk}"


class ContactMessage(Hideable):
    """What one wrote to the other, at the site or by mail, as it was passed on."""

    retention: ClassVar[dict[str, timedelta]] = {"created_at": timedelta(days=DAYS_OF_A_MESSAGE)}

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="messages")
    sender = _account("contact_messages")
    text = models.TextField(max_length=LONGEST_MESSAGE)
    by_mail = models.BooleanField(default=False)
    request_key = models.CharField(max_length=LONGEST_KEY, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = "message between members"
        verbose_name_plural = "messages between members"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sender", "request_key"], condition=~Q(request_key=""), name="contact_message_once"
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"


class RelayOutcome(models.TextChoices):
    """What became of a mail to an address of a conversation. The codes are stable: programs read them."""

    ACCEPTED = "ACCEPTED", "Passed on"
    DUPLICATE = "DUPLICATE", "Came before; nothing was done again"  # told to who delivers it, never stored
    UNKNOWN_ADDRESS = "UNKNOWN_ADDRESS", "Its address is of no conversation"
    ENDED = "ENDED", "The conversation has ended"
    AUTOMATIC = "AUTOMATIC", "A machine sent it: out of office, not delivered, or a mailing list"
    OTHER_SENDER = "OTHER_SENDER", "It came from an address that is not the member's"
    EMPTY = "EMPTY", "Nothing is left without what it quotes"
    TOO_MANY = "TOO_MANY", "This member has written as much as one may in a day"
    TOO_LARGE = "TOO_LARGE", "It is larger than 10 MB"


class RelayedMail(models.Model):
    """That a mail came in for a conversation, and what became of it; nothing of what it said."""

    retention: ClassVar[dict[str, timedelta]] = {"created_at": timedelta(days=DAYS_OF_A_MESSAGE)}

    key = models.CharField(max_length=64, unique=True)  # digest of the address and the mail's Message-ID
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=20, choices=RelayOutcome)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M} {self.outcome}"
