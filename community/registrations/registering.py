"""What a member does: register, cancel, accept or decline an offer. Each is one transaction under the register's lock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from community.errors import CommunityError
from community.registrations import messages
from community.registrations.models import (
    LIVE,
    MAX_NAME,
    MAX_NEEDS,
    MOST_PLACES,
    LogEntry,
    Registration,
    State,
)
from community.registrations.opening import OpenRegister, opened, opened_for
from community.registrations.waiting_list import expire, fill
from community.shared_keys import optional_request_key
from content_types.core.registrations import Standing
from content_types.core.text import one_line

A_DAY = timedelta(days=1)
MOST_A_DAY = 40  # registrations of one member
NOT_YOURS = "You have no such registration."


def named_companions(names: Sequence[str]) -> list[str]:
    """Names of those who come along, each on one line. Raises CommunityError."""
    found = [one for one in (one_line(name) for name in names) if one]
    if len(found) >= MOST_PLACES:
        raise CommunityError(
            "BAD_INPUT", f"At most {MOST_PLACES - 1} can come with you. Ask the organisers.", "companions"
        )
    if any(len(one) > MAX_NAME for one in found):
        raise CommunityError("BAD_INPUT", f"A name has at most {MAX_NAME} characters.", "companions")
    return found


@transaction.atomic
def register(
    actor: Any,
    page: Page,
    access_needs: str = "",
    companions: Sequence[str] = (),
    request_key: str = "",
) -> Registration:
    """Register a member, alone or with named others: all get a place together, or all go on the waiting list as one.

    Again changes nothing: who is registered is given how they stand; of ``access_needs`` the last that was said counts.
    With the ``request_key`` of an earlier registration it gives that one, whatever has become of it. The page must be
    one that the actor may see. Raises CommunityError.
    """
    needs, names, now = access_needs.replace("\0", "").strip(), named_companions(companions), timezone.now()
    if len(needs) > MAX_NEEDS:
        raise CommunityError("BAD_INPUT", f"Say it in at most {MAX_NEEDS} characters.", "accessNeeds")
    request_key = optional_request_key(request_key)
    found = opened_for(page)
    expire(found, now)
    known = _known(found, actor, request_key)
    if known is not None:
        return _again(known, needs, names, request_key)
    _require_open(found, now)
    _require_patience(actor, now)
    if found.register.capacity is not None and 1 + len(names) > found.register.capacity:
        words = f"The event has {found.register.capacity} places in all. Come with fewer people."
        raise CommunityError("BAD_INPUT", words, "companions")
    free, waiting = found.free(), found.register.registrations.filter(state=State.WAITING).exists()
    one = Registration(
        register=found.register,
        member=actor,
        places=1 + len(names),
        companions=names,
        access_needs=needs,
        request_key=request_key,
        created_at=now,
        changed_at=now,
    )
    if free is None or (free >= one.places and not waiting):
        one.state = State.CONFIRMED
        one.save()
        found.note(LogEntry.What.CONFIRMED, "a place was free", one, actor=actor)
        messages.confirmed(found, one)
        return one
    found.register.last_position += 1
    found.register.save(update_fields=["last_position"])
    one.state, one.position = State.WAITING, found.register.last_position
    one.save()
    found.note(
        LogEntry.What.WAITING, f"needs {one.places}, {free} free, number {one.position} on the list", one, actor=actor
    )
    fill(found, now, "a place was free", arriving=one)
    return one


def _known(found: OpenRegister, actor: Any, request_key: str) -> Registration | None:
    own = Registration.objects.select_related("member").filter(member=actor)
    same = own.filter(request_key=request_key).first() if request_key else None
    if same is not None and same.register_id != found.register.pk:
        raise CommunityError("BAD_INPUT", "This key was sent for another event. Make a new one.", "idempotencyKey")
    return same or own.filter(register=found.register, state__in=LIVE).first()


def _again(known: Registration, needs: str, names: list[str], request_key: str) -> Registration:
    if request_key and known.request_key == request_key:
        return known
    if names and names != known.companions:
        raise CommunityError(
            "ALREADY_REGISTERED", "You are registered already. Cancel first to come with other people.", "companions"
        )
    if needs and needs != known.access_needs:
        known.access_needs = needs
        known.save(update_fields=["access_needs"])
    return known


def _require_open(found: OpenRegister, now: datetime) -> None:
    terms = found.terms
    if not found.page.live or (found.page.expire_at and found.page.expire_at <= now):
        raise CommunityError("NOT_FOUND", "There is no such event.", "event")
    if terms.is_open(now):
        return
    if terms.is_elsewhere:
        words = "People register for this event on another site; its page has the address."
    elif terms.standing is not Standing.TAKES_PLACE:
        words = "This event does not take place as planned. Its page says what happens now."
    elif terms.opens and now < terms.opens:
        words = "Registration is not open yet. The page of the event says when it opens."
    else:
        words = "Registration is closed."
    raise CommunityError("REGISTRATION_CLOSED", words, "event")


def _require_patience(actor: Any, now: datetime) -> None:
    lately = Registration.objects.filter(member=actor, created_at__gt=now - A_DAY)
    if lately.count() >= MOST_A_DAY:
        first = lately.order_by("created_at").values_list("created_at", flat=True)[0]
        wait = max(1, int((first + A_DAY - now).total_seconds()))
        raise CommunityError(
            "RATE_LIMITED", "You have registered very often today. Try again tomorrow.", retry_after=wait
        )


def own_registration(actor: Any, key: int | None) -> Registration:
    """The member's registration with this key. Raises CommunityError, the same for another's as for none."""
    found = Registration.objects.filter(pk=key, member=actor).first() if key is not None else None
    if found is None:
        raise CommunityError("NOT_FOUND", NOT_YOURS, "registration")
    return found


def _locked(registration: Registration) -> tuple[OpenRegister, Registration]:
    """Both, as they stand under the lock; offers that have ended are ended first."""
    found = opened(registration.register_id)
    expire(found, timezone.now())
    one = found.register.registrations.select_related("member").filter(pk=registration.pk).first()
    if one is None:
        raise CommunityError("NOT_FOUND", NOT_YOURS, "registration")
    return found, one


def _end(found: OpenRegister, one: Registration, state: State, what: LogEntry.What, reason: str, actor: Any) -> None:
    one.state, one.offered_until, one.changed_at = state, None, timezone.now()
    one.save(update_fields=["state", "offered_until", "changed_at"])
    found.note(what, reason, one, actor=actor)


def cancel(actor: Any, registration: Registration, reason: str = "") -> Registration:
    """Give a place, an offer or a position back; the next who waits is offered what is free. Again changes nothing.

    ``actor`` is who does it: the member, or an organiser with a reason. Raises CommunityError.
    """
    with transaction.atomic():
        found, one = _locked(registration)
        if one.state in LIVE:
            _end(found, one, State.CANCELLED, LogEntry.What.CANCELLED, reason or "by the member", actor)
            messages.cancelled(found, one, reason)
        fill(found, timezone.now(), "somebody cancelled")
        return one


def accept_offer(actor: Any, registration: Registration) -> Registration:
    """Take the place that is offered. Again changes nothing. Raises CommunityError where the offer has ended."""
    with transaction.atomic():
        found, one = _locked(registration)
        if one.state == State.OFFERED:
            one.state, one.offered_until, one.changed_at = State.CONFIRMED, None, timezone.now()
            one.save(update_fields=["state", "offered_until", "changed_at"])
            found.note(LogEntry.What.ACCEPTED, "by the member", one, actor=actor)
            messages.confirmed(found, one)
        # What ended meanwhile stays ended, and the next in line has heard: so it is told after the commit.
        fill(found, timezone.now(), "an offer expired")
    if one.state != State.CONFIRMED:
        raise CommunityError("OFFER_ENDED", _ended(one), "registration")
    return one


def decline_offer(actor: Any, registration: Registration) -> Registration:
    """Leave the place that is offered to the next. Again changes nothing. Raises CommunityError where there is none."""
    with transaction.atomic():
        found, one = _locked(registration)
        if one.state == State.OFFERED:
            _end(found, one, State.DECLINED, LogEntry.What.DECLINED, "by the member", actor)
            messages.declined(found, one)
        fill(found, timezone.now(), "an offer was declined")
    if one.state != State.DECLINED:
        raise CommunityError("OFFER_ENDED", _ended(one), "registration")
    return one


def _ended(one: Registration) -> str:
    if one.state == State.EXPIRED:
        return "The offer has expired, and the place went to the next. You can register again."
    if one.state == State.CONFIRMED:
        return "You have accepted this place. Cancel it if you cannot come."
    return "There is no offer that waits for you."
