"""One ordered waiting list: who came first is offered a place first.

Where a place is free, the first whose whole group fits is offered it. Who stands before them and needs more places than
are free is passed over this once, keeps their position, and the log says why (docs/decisions/0051).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from community.registrations import messages
from community.registrations.models import LogEntry, Registration, State
from community.registrations.opening import OpenRegister
from content_types.core.registrations import Standing

SHORTEST_OFFER = timedelta(minutes=15)


def offer_ends(opened: OpenRegister, now: datetime) -> datetime | None:
    """Until when an offer made now holds: as long as the setting says, near the event half of the time that is left.

    None where it is too late to offer anything.
    """
    left = opened.terms.starts - now
    if left < 2 * SHORTEST_OFFER:
        return None
    longest = timedelta(hours=settings.REGISTRATION_OFFER_HOURS)
    return now + min(longest, left / 2)


def fill(opened: OpenRegister, now: datetime, why: str, arriving: Registration | None = None) -> int:
    """Give what is free to those who wait, in their order; gives how many got something.

    Who is just ``arriving`` is there, and has the place at once; everybody else is offered it. Who arrives waits where
    nothing is left for them, and is told either way.
    """
    served = 0
    free = opened.free()
    until = offer_ends(opened, now)
    passed: list[tuple[Registration, str]] = []
    takes_place = opened.terms.standing is Standing.TAKES_PLACE
    waiting = opened.register.registrations.filter(state=State.WAITING).order_by("position")
    for one in list(waiting.select_related("member")) if takes_place and free != 0 else []:
        if free is not None and one.places > free:
            passed.append((one, f"needs {one.places} places, {free} free"))
            continue
        is_arriving = arriving is not None and one.pk == arriving.pk
        if not is_arriving and until is None:
            passed.append((one, "the event begins too soon for an offer"))
            continue
        for other, reason in passed:
            opened.note(LogEntry.What.PASSED_OVER, reason, other, in_favour_of=one)
        if is_arriving:
            _confirm(opened, one, now)
        else:
            _offer(opened, one, now, until, why)
        served += 1
        if free is not None:
            free -= one.places
            if free <= 0:
                break
    if arriving is not None:
        arriving.refresh_from_db()
        if arriving.state == State.WAITING:
            messages.waits(opened, arriving)
    return served


def _confirm(opened: OpenRegister, one: Registration, now: datetime) -> None:
    one.state, one.changed_at = State.CONFIRMED, now
    one.save(update_fields=["state", "changed_at"])
    opened.note(LogEntry.What.CONFIRMED, "a place was free", one, actor=one.member)
    messages.confirmed(opened, one)


def _offer(opened: OpenRegister, one: Registration, now: datetime, until: datetime | None, why: str) -> None:
    one.state, one.offered_until, one.changed_at = State.OFFERED, until, now
    one.save(update_fields=["state", "offered_until", "changed_at"])
    opened.note(LogEntry.What.OFFERED, why, one)
    messages.offered(opened, one)


def expire(opened: OpenRegister, now: datetime) -> int:
    """End the offers that nobody has answered in time; gives how many."""
    ended = list(
        opened.register.registrations.filter(state=State.OFFERED, offered_until__lte=now)
        .select_related("member")
        .order_by("position")
    )
    for one in ended:
        until, one.state, one.offered_until, one.changed_at = one.offered_until, State.EXPIRED, None, now
        one.save(update_fields=["state", "offered_until", "changed_at"])
        opened.note(LogEntry.What.EXPIRED, f"not answered until {until:%Y-%m-%d %H:%M} UTC", one)
        messages.expired(opened, one)
    return len(ended)
