"""Asking another member, and answering: each is one transaction under the locks of both accounts.

Who is blocked is never told: their request is made, waits and expires like any other, and is shown to nobody else.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from community.connections import messages
from community.connections.locks import lock_people
from community.connections.models import (
    DAYS_UNTIL_AGAIN,
    LONGEST_REQUEST,
    Block,
    Contact,
    ContactMessage,
    State,
)
from community.connections.names import NAMELESS, shown_name
from community.connections.reading import seen_by
from community.connections.words import key_of, words_of
from community.errors import CommunityError
from community.moderation.trust import allowance_of

LIVE = (State.PENDING, State.ACCEPTED)
A_DAY = timedelta(days=1)
NO_SUCH = "You have no such connection."


@transaction.atomic
def ask(actor: Any, to: Any, message: str, request_key: str = "", page: Page | None = None) -> Contact:
    """Ask another member to connect. Who may be found, or is the contact of a page, may be asked: the caller has made sure of that.

    Again changes nothing. Two who ask each other are connected. Raises CommunityError.
    """
    words, key = words_of(message, LONGEST_REQUEST), key_of(request_key)
    if actor.pk == to.pk:
        raise CommunityError("BAD_INPUT", "This is you. Choose somebody else.", "to")
    lock_people(actor, to)
    repeated = Contact.objects.filter(requester=actor, request_key=key).first() if key else None
    if repeated is not None:
        return repeated
    if Block.objects.filter(blocker=actor, blocked=to).exists():
        raise CommunityError("BAD_INPUT", "You have blocked this member. Take that back first.", "to")
    if shown_name(actor) == NAMELESS:
        raise CommunityError(
            "BAD_INPUT", "Show your name to members first: nobody is asked by somebody without one.", "to"
        )
    low, high = sorted((actor.pk, to.pk))
    _expire(Contact.objects.filter(low=low, high=high))
    live = Contact.objects.filter(low=low, high=high, state__in=LIVE).first()
    if live is not None:
        if live.state == State.PENDING and live.recipient_id == actor.pk and live.hidden_at is None:
            _accept(live)
            ContactMessage.objects.create(contact=live, sender=actor, text=words, request_key=key)
            messages.accepted(live, words)
        return live
    _refuse_if_over(actor, to)
    contact = Contact(requester=actor, recipient=to, page=page, message=words, request_key=key)
    contact.expires_at = Contact.expiry()
    contact.silenced = Block.objects.filter(blocker=to, blocked=actor).exists()
    contact.save()
    if not contact.silenced:
        messages.asked(contact)
    return contact


def _refuse_if_over(actor: Any, to: Any) -> None:
    now = timezone.now()
    asked = Contact.objects.filter(requester=actor)
    before = (
        asked.filter(recipient=to, state__in=[State.DECLINED, State.EXPIRED, State.WITHDRAWN])
        .order_by("-ended_at")
        .first()
    )
    if before is not None and before.ended_at is not None:
        again = before.ended_at + timedelta(days=DAYS_UNTIL_AGAIN)
        if again > now:
            text = f"Not now. You can ask again on {again:%d %B %Y}."
            raise CommunityError("RATE_LIMITED", text, "to", int((again - now).total_seconds()) + 1)
    today = list(asked.filter(created_at__gt=now - A_DAY).order_by("created_at").values_list("created_at", flat=True))
    most = allowance_of(actor).first_messages
    if len(today) >= most:
        wait = int((today[0] + A_DAY - now).total_seconds()) + 1
        text = f"You have asked {most} members in a day. Wait for their answers first."
        raise CommunityError("RATE_LIMITED", text, "to", wait)


@transaction.atomic
def accept(actor: Any, key: int | None) -> Contact:
    """Agree to a request. Again changes nothing. Raises CommunityError."""
    contact = _answerable(actor, key)
    if contact.state == State.ACCEPTED:
        return contact
    _refuse_if_ended(contact)
    _accept(contact)
    messages.accepted(contact)
    return contact


@transaction.atomic
def decline(actor: Any, key: int | None) -> Contact:
    """Say “not now”; who asked is told no more. Again changes nothing. Raises CommunityError."""
    contact = _answerable(actor, key)
    if contact.state == State.DECLINED:
        return contact
    _refuse_if_ended(contact, State.PENDING)
    _end(contact, State.DECLINED)
    messages.declined(contact)
    return contact


@transaction.atomic
def end(actor: Any, key: int | None) -> Contact:
    """Take a request back, or end a connection: no mail is passed on from then on. Again changes nothing. Raises CommunityError."""
    contact = locked(actor, key)
    if contact.state == State.PENDING and contact.requester_id == actor.pk:
        _end(contact, State.WITHDRAWN)
    elif contact.state == State.PENDING:
        raise CommunityError("BAD_INPUT", "This is a request to you. Accept it or decline it.", "connection")
    elif contact.state == State.ACCEPTED:
        _end(contact, State.CLOSED)
    return contact


@transaction.atomic
def block(actor: Any, other: Any) -> Block:
    """Hear no more of another member, and write to them no more. They are not told. Again changes nothing."""
    if actor.pk == other.pk:
        raise CommunityError("BAD_INPUT", "This is you. Choose somebody else.", "by")
    lock_people(actor, other)
    found, _ = Block.objects.get_or_create(blocker=actor, blocked=other)
    low, high = sorted((actor.pk, other.pk))
    for contact in Contact.objects.filter(low=low, high=high, state__in=LIVE):
        if contact.state == State.ACCEPTED:
            _end(contact, State.CLOSED)
        elif contact.requester_id == actor.pk:
            _end(contact, State.WITHDRAWN)
        else:
            contact.silenced = True
            contact.save(update_fields=["silenced"])
    return found


def other_of(actor: Any, key: int | None) -> Any | None:
    """The other of a connection that the actor sees; None where it is no such."""
    found = seen_by(actor).filter(pk=key).select_related("requester", "recipient").first() if key is not None else None
    return found.other(actor) if found is not None else None


@transaction.atomic
def unblock(actor: Any, key: int | None) -> None:
    """Take a block back; what came meanwhile stays unseen. Raises CommunityError."""
    found = Block.objects.filter(blocker=actor, pk=key).select_related("blocked").first() if key is not None else None
    if found is None:
        raise CommunityError("NOT_FOUND", "You have blocked nobody under this id.", "block")
    lock_people(actor, found.blocked)
    found.delete()


def expire_requests() -> int:
    """End the requests that nobody has answered; how many. One statement."""
    return _expire(Contact.objects.all())


def locked(actor: Any, key: int | None) -> Contact:
    """The connection, if it is one that the actor sees, under the locks of both. Raises CommunityError."""
    found = Contact.objects.filter(pk=key).first() if key is not None else None
    if found is None or actor.pk not in (found.requester_id, found.recipient_id):
        raise CommunityError("NOT_FOUND", NO_SUCH, "connection")
    lock_people(found.requester, found.recipient)
    _expire(Contact.objects.filter(pk=found.pk))
    now = Contact.objects.select_related("requester", "recipient").filter(pk=found.pk).first()
    taken_away = now is None or now.silenced or now.hidden_at is not None or not now.requester.is_active
    if now is None or (actor.pk == now.recipient_id and taken_away):
        raise CommunityError("NOT_FOUND", NO_SUCH, "connection")
    return now


def _answerable(actor: Any, key: int | None) -> Contact:
    contact = locked(actor, key)
    if contact.recipient_id != actor.pk:
        raise CommunityError("NOT_FOUND", "There is no such request to you.", "connection")
    return contact


def _refuse_if_ended(contact: Contact, *states: State) -> None:
    if contact.state not in (states or LIVE):
        raise CommunityError(
            "CONNECTION_ENDED", "This was answered, taken back or ended before, or has expired.", "connection"
        )


def _accept(contact: Contact) -> None:
    contact.state, contact.answered_at, contact.silenced = State.ACCEPTED, timezone.now(), False
    contact.save(update_fields=["state", "answered_at", "silenced"])


def _end(contact: Contact, state: State) -> None:
    now = timezone.now()
    contact.state, contact.ended_at, contact.answered_at = state, now, contact.answered_at or now
    contact.save(update_fields=["state", "ended_at", "answered_at"])


def _expire(among: Any) -> int:
    now = timezone.now()
    over = among.filter(state=State.PENDING, expires_at__lt=now)
    return int(over.update(state=State.EXPIRED, ended_at=now, answered_at=now))
