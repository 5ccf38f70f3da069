"""Random histories of one event: several people act at once; what was decided is read back from the log."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import timedelta
from threading import Barrier
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from community.errors import CommunityError
from community.registrations.following import keep
from community.registrations.models import LIVE, EventRegister, LogEntry, Registration, State
from community.registrations.opening import opened
from community.registrations.registering import accept_offer, cancel, decline_offer, register
from content_types.events.models import EventPage
from mailing.models import QueuedMail

SUBJECTS = {
    LogEntry.What.CONFIRMED: "You have a place",
    LogEntry.What.ACCEPTED: "You have a place",
    LogEntry.What.WAITING: "On the waiting list",
    LogEntry.What.OFFERED: "A place is free for you",
    LogEntry.What.EXPIRED: "The place went to the next",
    LogEntry.What.DECLINED: "You have declined a place",
    LogEntry.What.CANCELLED: "Your registration is cancelled",
}
What = LogEntry.What


def told() -> Counter[tuple[str, str]]:
    """By address and first words of the subject, how many mails the queue holds."""
    rows = QueuedMail.objects.values_list("recipients", "subject")
    return Counter((recipients[0], subject.partition(": ")[0]) for recipients, subject in rows)


@contextmanager
def people_at_once(number: int) -> Iterator[ThreadPoolExecutor]:
    """That many who act at the same time, each over a connection of their own, which is closed at the end."""
    with ThreadPoolExecutor(number) as pool:
        yield pool
        barrier = Barrier(number)

        def leave() -> None:
            connection.close()
            barrier.wait(60)  # each thread takes one

        for one in [pool.submit(leave) for _ in range(number)]:
            one.result()


def _registers(event: Any, member: Any, chance: random.Random) -> Callable[[], Any]:
    along = ["Ann", "Bo", "Cy"][: chance.choice((0, 0, 0, 1, 2))]
    return lambda: register(member, event, companions=along)


def _does(event: Any, member: Any, act: Callable[[Any, Registration], Any]) -> Callable[[], Any]:
    def do() -> Any:
        own = Registration.objects.filter(register__page=event, member=member).order_by("-pk").first()
        return act(member, own) if own is not None else None

    return do


def _time_passes(event: Any) -> Callable[[], Any]:
    def do() -> None:
        offers = Registration.objects.filter(register__page=event, state=State.OFFERED)
        offers.update(offered_until=timezone.now() - timedelta(seconds=1))
        look_after(event)

    return do


def _capacity(event: Any, capacity: int) -> Callable[[], Any]:
    def do() -> None:
        EventPage.objects.filter(pk=event.pk).update(capacity=capacity)
        look_after(event)

    return do


def look_after(event: Any) -> None:
    """As the scheduler does each minute."""
    key = EventRegister.objects.filter(page=event).values_list("pk", flat=True).first()
    if key is not None:
        with transaction.atomic():
            keep(opened(key))


def acts(event: Any, people: list[Any], chance: random.Random, number: int) -> list[Callable[[], Any]]:
    """So many things that somebody does, in the order in which they are begun."""
    found = []
    for _ in range(number):
        who, what = chance.choice(people), chance.random()
        if what < 0.5:
            found.append(_registers(event, who, chance))
        elif what < 0.68:
            found.append(_does(event, who, cancel))
        elif what < 0.8:
            found.append(_does(event, who, accept_offer))
        elif what < 0.87:
            found.append(_does(event, who, decline_offer))
        elif what < 0.94:
            found.append(_time_passes(event))
        else:
            found.append(_capacity(event, chance.randrange(1, 6)))
    return found


def carried_out(act: Callable[[], Any]) -> None:
    """Do it; to be refused is an answer like any other."""
    with suppress(CommunityError):
        act()


def check(event: Any) -> None:
    """Read the log from the beginning: never overbooked, nobody passed over without a reason, each told once."""
    entries = list(LogEntry.objects.filter(register__page=event).select_related("registration__member").order_by("pk"))
    capacity, taken, holding, waiting = 0, 0, {}, {}
    passed: set[tuple[int, int]] = set()
    expected: Counter[tuple[str, str]] = Counter()
    for nth, entry in enumerate(entries):
        one, what = entry.registration, entry.what
        if what == What.CAPACITY:
            capacity = int(re.fullmatch(r"(?:from \d+ to )?(\d+)(?: at first)?", entry.reason)[1])
            continue
        if what == What.PASSED_OVER:
            assert entry.reason
            assert entry.in_favour_of_id
            passed.add((one.pk, entry.in_favour_of_id))
            continue
        if what == What.WAITING:
            assert one.position > max(waiting.values(), default=0), "who comes later stands behind"
            waiting[one.pk] = one.position
        elif what in {What.CONFIRMED, What.OFFERED}:
            own = waiting.pop(one.pk, None)
            before = [key for key, position in waiting.items() if own is None or position < own]
            assert all((key, one.pk) in passed for key in before), "passed over without a reason"
            taken, holding[one.pk] = taken + one.places, one.places
            assert taken <= capacity, "overbooked"
        elif what in {What.EXPIRED, What.DECLINED, What.CANCELLED}:
            taken -= holding.pop(one.pk, 0)
            waiting.pop(one.pk, None)
        later = (other.what for other in entries[nth + 1 :] if other.registration_id == one.pk)
        if not (what == What.WAITING and next((w for w in later if w != What.PASSED_OVER), "") == What.CONFIRMED):
            expected[one.member.email, SUBJECTS[What(what)]] += 1
    rows = Registration.objects.filter(register__page=event, state__in=LIVE)
    assert {one.pk: one.places for one in rows if one.state != State.WAITING} == holding
    assert {one.pk: one.position for one in rows if one.state == State.WAITING} == waiting
    capacity = EventPage.objects.get(pk=event.pk).capacity
    free = capacity - taken
    assert all(one.places > free for one in rows if one.state == State.WAITING), (
        "a place is free that nobody is offered"
    )
    assert told() == expected
