"""What organisers do: see who comes, keep places back and give them, cancel for somebody, tell everybody, note who was there."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.models import Page

from community.errors import CommunityError
from community.registrations import messages, registering
from community.registrations.models import (
    LIVE,
    LogEntry,
    Registration,
    State,
)
from community.registrations.opening import OpenRegister, opened_for, register_of
from community.registrations.waiting_list import fill
from content_types.core.registrations import Standing
from content_types.core.registry import for_model
from content_types.core.text import one_line

MAX_WORDS = 3_000  # characters of what is told to everybody
MAX_REASON = 300


def may_organise(user: Any, page: Any) -> bool:
    """Whether somebody may see who comes, with their access needs: who may publish the event."""
    kind = for_model(page.specific_class)
    takes = kind is not None and kind.registrations is not None
    return takes and bool(page.permissions_for_user(user).can_publish())


def _require(actor: Any, page: Any) -> None:
    if not may_organise(actor, page):
        raise CommunityError("FORBIDDEN", "Only who may publish the event looks after its registrations.")


def registrations_of(page: Page) -> QuerySet[Registration]:
    """All registrations of an event, in the order in which they came."""
    register = register_of(page)
    rows = register.registrations.all() if register is not None else Registration.objects.none()
    return rows.select_related("member").order_by("created_at", "pk")


def decisions_of(page: Page) -> QuerySet[LogEntry]:
    """What was decided, the newest first."""
    register = register_of(page)
    rows = register.log.all() if register is not None else LogEntry.objects.none()
    return rows.select_related("registration__member", "in_favour_of__member", "actor").order_by("-pk")


def _one(found: OpenRegister, key: int) -> Registration:
    one = found.register.registrations.select_related("member").filter(pk=key).first()
    if one is None:
        raise CommunityError("NOT_FOUND", "There is no such registration for this event.", "registration")
    return one


@transaction.atomic
def set_reserved(actor: Any, page: Page, number: int, reason: str) -> None:
    """Keep so many places back for those to whom an organiser gives them; what becomes free is offered. Raises CommunityError."""
    _require(actor, page)
    found = opened_for(page)
    reason = _reason(reason)
    most = found.register.capacity or 0
    if not 0 <= number <= most:
        raise CommunityError("BAD_INPUT", f"Keep back from 0 to {most} places: the event has that many.", "reserved")
    before, found.register.reserved = found.register.reserved, number
    found.register.save(update_fields=["reserved"])
    found.note(LogEntry.What.RESERVED, f"from {before} to {number}: {reason}", actor=actor)
    fill(found, timezone.now(), "fewer places are kept back")


def _reason(text: str) -> str:
    reason = one_line(" ".join(text.split()))
    if not reason or len(reason) > MAX_REASON:
        raise CommunityError(
            "BAD_INPUT", f"Give a reason, of at most {MAX_REASON} characters: it is kept in the log.", "reason"
        )
    return reason


@transaction.atomic
def give_reserved_place(actor: Any, page: Page, who: str, reason: str) -> Registration:
    """Give one of the places kept back to a member, by name or mail address; also to one who waits. Raises CommunityError."""
    _require(actor, page)
    found, reason = opened_for(page), _reason(reason)
    member = _member(who)
    if found.register.reserved < 1:
        raise CommunityError("BAD_INPUT", "No place is kept back. Keep one back first.", "reserved")
    if found.terms.standing is not Standing.TAKES_PLACE or found.terms.ends <= timezone.now():
        raise CommunityError("REGISTRATION_CLOSED", "The event is over, or does not take place.", "event")
    one = found.register.registrations.select_related("member").filter(member=member, state__in=LIVE).first()
    if one is not None and one.state != State.WAITING:
        raise CommunityError("ALREADY_REGISTERED", "This member has a place, or is offered one.", "who")
    if one is None:
        one = Registration(register=found.register, member=member)
    elif one.places > found.register.reserved:
        raise CommunityError("BAD_INPUT", f"This member waits with others: keep {one.places} places back.", "reserved")
    found.register.reserved -= one.places
    found.register.save(update_fields=["reserved"])
    found.note(LogEntry.What.RESERVED, f"{one.places} given: {reason}", actor=actor)
    one.state, one.offered_until, one.changed_at = State.CONFIRMED, None, timezone.now()
    one.save()
    found.note(LogEntry.What.GIVEN, reason, one, actor=actor)
    messages.confirmed(found, one)
    return one


def _member(who: str) -> Any:
    who = who.strip().replace("\0", "")
    named = Q(username=who) | Q(email__iexact=who)
    found = list(get_user_model()._default_manager.filter(named, is_active=True)[:2]) if who else []
    if len(found) != 1:
        raise CommunityError("BAD_INPUT", "No single member has this name or mail address.", "who")
    return found[0]


def cancel_for(actor: Any, page: Page, key: int, reason: str) -> Registration:
    """Cancel somebody's registration, who is told the reason. Raises CommunityError."""
    _require(actor, page)
    reason = _reason(reason)
    with transaction.atomic():
        one = _one(opened_for(page), key)
        return registering.cancel(actor, one, reason)


@transaction.atomic
def note_attendance(actor: Any, page: Page, shown: Collection[int], there: Collection[int]) -> int:
    """Note who of those shown was there, from the beginning of the event on; gives how many changed. Raises CommunityError."""
    _require(actor, page)
    found = opened_for(page)
    if timezone.now() < found.terms.starts:
        raise CommunityError("BAD_INPUT", "Who was there can be noted once the event has begun.", "attended")
    changed = 0
    for one in found.register.registrations.filter(state=State.CONFIRMED, pk__in=shown):
        attended = one.pk in there
        if one.attended != attended:
            one.attended = attended
            one.save(update_fields=["attended"])
            found.note(LogEntry.What.ATTENDED, "was there" if attended else "was not there", one, actor=actor)
            changed += 1
    return changed


@transaction.atomic
def announce(actor: Any, page: Page, words: str) -> int:
    """Write to everybody who has a place; gives how many. Raises CommunityError."""
    _require(actor, page)
    found, words = opened_for(page), words.replace("\0", "").strip()
    if not words or len(words) > MAX_WORDS:
        raise CommunityError("BAD_INPUT", f"Write something, of at most {MAX_WORDS} characters.", "words")
    rows = list(found.register.registrations.filter(state=State.CONFIRMED).select_related("member"))
    found.note(LogEntry.What.ANNOUNCED, f"to {len(rows)}: {words}", actor=actor)
    for one in rows:
        messages.announcement(found, one, words)
    return len(rows)
