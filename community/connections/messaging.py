"""What two connected members write to each other, at the site or by mail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from community.connections import messages
from community.connections.asking import locked
from community.connections.models import LONGEST_MESSAGE, Contact, ContactMessage, State
from community.connections.words import key_of, words_of
from community.errors import CommunityError

MOST_A_DAY = 60  # messages of one member, to whomever
A_DAY = timedelta(days=1)


@transaction.atomic
def send(actor: Any, key: int | None, text: str, request_key: str = "") -> ContactMessage:
    """Write to the other of a connection: they get it by mail, and read it at the site. Once for each ``request_key``. Raises CommunityError."""
    words, idempotency = words_of(text, LONGEST_MESSAGE, "text"), key_of(request_key)
    contact = locked(actor, key)
    repeated = ContactMessage.objects.filter(sender=actor, request_key=idempotency).first() if idempotency else None
    if repeated is not None:
        return repeated
    refuse_if_over(actor, contact)
    return pass_on(actor, contact, words, words, request_key=idempotency)


def refuse_if_over(actor: Any, contact: Contact) -> None:
    """Raises CommunityError where the conversation has ended, or the actor has written enough for a day."""
    # Both are looked at: a mail comes in from somebody suspended, whom nobody has asked to sign in.
    if contact.state != State.ACCEPTED or not (contact.requester.is_active and contact.recipient.is_active):
        raise CommunityError("CONNECTION_ENDED", "You are not connected, or not any more.", "connection")
    if ContactMessage.objects.filter(sender=actor, created_at__gt=timezone.now() - A_DAY).count() >= MOST_A_DAY:
        text = f"You have written {MOST_A_DAY} messages in a day. Go on tomorrow."
        raise CommunityError("RATE_LIMITED", text, "text", int(A_DAY.total_seconds()))


def pass_on(actor: Any, contact: Contact, text: str, mailed: str, subject: str = "", **columns: Any) -> ContactMessage:
    """Keep a message for the site, and mail it, in the transaction at hand."""
    message = ContactMessage.objects.create(contact=contact, sender=actor, text=text, **columns)
    messages.message(contact, actor, mailed, subject)
    return message
