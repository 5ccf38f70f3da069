"""What happens to registers by themselves: offers end, free places are offered, changes of the event are told, people are reminded.

The scheduler asks each minute. Nothing hangs on a signal: what is due stays due until a round succeeds, and each is told once,
because that it was told is written in the transaction that hands over the mail.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.utils import timezone

from community.registrations import messages
from community.registrations.models import LIVE, EventRegister, LogEntry, Registration, State
from community.registrations.opening import OpenRegister, opened
from community.registrations.waiting_list import expire, fill
from content_types.core.registrations import Standing
from content_types.core.registry import content_types

logger = logging.getLogger(__name__)

LOOKED_AFTER = timedelta(days=7)  # after the end
REMIND_BEFORE = timedelta(hours=24)
RECORDED_UNTIL = timedelta(days=365)  # after the end; what comes later is not announced
TOLD = {Standing.CANCELLED: messages.called_off, Standing.POSTPONED: messages.postponed}


def keep_registers() -> int:
    """Look after every register with somebody in it; gives how many there were. Each has a transaction of its own."""
    current = EventRegister.objects.filter(ends_at__gt=timezone.now() - LOOKED_AFTER)
    keys = current.filter(registrations__state__in=LIVE).values_list("pk", flat=True)
    looked_at = 0
    for key in sorted(set(keys)):
        try:
            with transaction.atomic():
                keep(opened(key))
        except DatabaseError:
            raise
        except Exception:
            logger.exception("The register %s cannot be looked after.", key)  # the others can
        else:
            looked_at += 1
    return looked_at


def tell_of_recordings() -> int:
    """Tell those who had a place, once, that there is a recording of a past event; gives of how many events."""
    now, told = timezone.now(), 0
    over = EventRegister.objects.filter(ends_at__lt=now, ends_at__gt=now - RECORDED_UNTIL, recording_told_at=None)
    waiting = dict(over.filter(registrations__state=State.CONFIRMED).values_list("page", "pk"))
    for kind in content_types():
        if kind.registrations is None or not waiting:
            continue
        recorded = kind.model._default_manager.filter(kind.registrations.recorded, pk__in=waiting, live=True)
        for page in sorted(recorded.values_list("pk", flat=True)):
            with transaction.atomic():
                told += _tell_of_recording(opened(waiting[page]), now)
    return told


def _tell_of_recording(found: OpenRegister, now: datetime) -> bool:
    register = found.register
    if register.recording_told_at is not None or found.terms.ends > now:
        return False
    register.recording_told_at = now
    register.save(update_fields=["recording_told_at"])
    for one in register.registrations.filter(state=State.CONFIRMED).select_related("member").order_by("pk"):
        messages.recording(found, one)
    return True


def keep(found: OpenRegister) -> None:
    """Do for one register what is due now."""
    now = timezone.now()
    expire(found, now)
    if not found.page.live:
        return  # what is out of sight is told of when it is published again
    _follow(found, now)
    fill(found, now, "a place became free")
    _remind(found, now)


def _live(found: OpenRegister) -> Iterator[Registration]:
    rows = found.register.registrations.filter(state__in=LIVE)
    yield from rows.select_related("member").order_by("pk")


def _follow(found: OpenRegister, now: datetime) -> None:
    """Tell everybody where the event is at another time or place, or does not take place, since they were told."""
    register, terms = found.register, found.terms
    if register.plan == terms.plan:
        return
    was, register.plan, register.standing = register.standing, terms.plan, terms.standing.value
    register.save(update_fields=["plan", "standing"])
    if was != register.standing:
        found.note(LogEntry.What.STANDING, f"from {was} to {register.standing}")
    else:
        found.note(LogEntry.What.MOVED, f"{terms.when}; {terms.where}")
    if terms.ends <= now:
        return  # what is over is put right, not announced
    tell = TOLD.get(terms.standing, messages.moved)
    for one in _live(found):
        tell(found, one)
    register.registrations.filter(state=State.CONFIRMED).update(reminded_at=None)


def end(found: OpenRegister) -> None:
    """Tell everybody that the event is off, because its page is about to be deleted with all that is known of it."""
    if found.terms.ends > timezone.now():
        for one in _live(found):
            messages.called_off(found, one)


def _remind(found: OpenRegister, now: datetime) -> None:
    """One mail the day before, to who had a place before that day began."""
    terms = found.terms
    if terms.standing is not Standing.TAKES_PLACE or not terms.starts - REMIND_BEFORE <= now < terms.starts:
        return
    due = found.register.registrations.filter(state=State.CONFIRMED, reminded_at=None)
    for one in due.filter(changed_at__lt=terms.starts - REMIND_BEFORE).select_related("member"):
        one.reminded_at = now
        one.save(update_fields=["reminded_at"])
        messages.reminder(found, one)
