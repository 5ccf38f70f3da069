"""Many at once, on PostgreSQL: never overbooked, nobody passed over without a logged reason, each told once."""

from __future__ import annotations

import random
import sys
import time
from typing import Any

import pytest

from community.registrations.models import EventRegister, Registration, State
from community.registrations.registering import register
from content_types.events.models import EventPage
from mailing.models import QueuedMail
from tests.community.registrations.histories import (
    acts,
    carried_out,
    check,
    look_after,
    people_at_once,
    told,
)
from tests.community.registrations.people import an_event, members
from tests.support.tree import Tree

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres, pytest.mark.slow]

ALL, SHARES, FEW = 10_000, 20, 150
PEOPLE, AT_ONCE = 6, 4


@pytest.fixture(autouse=True)
def queued_mail(settings: Any) -> None:
    """Mails go into the queue, as in production: in the transaction that they tell of."""
    settings.EMAIL_BACKEND = "mailing.backend.QueueBackend"


def run_histories(tree: Tree, numbers: range) -> None:
    began = time.monotonic()
    people, event = members(PEOPLE), an_event(tree)
    with people_at_once(AT_ONCE) as pool:
        for number in numbers:
            chance = random.Random(number)
            QueuedMail.objects.all().delete()
            EventRegister.objects.all().delete()
            EventPage.objects.update(capacity=chance.randrange(1, 5))
            done = [pool.submit(carried_out, act) for act in acts(event, people, chance, chance.randrange(6, 18))]
            for one in done:
                one.result()
            look_after(event)
            check(event)
    sys.stdout.write(f"\n{len(numbers)} histories in {time.monotonic() - began:.0f} s\n")


@pytest.mark.timeout(600)
def test_the_first_histories(tree: Tree) -> None:
    run_histories(tree, range(FEW))


@pytest.mark.thorough
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("share", range(SHARES))
def test_all_histories(share: int, tree: Tree) -> None:
    run_histories(tree, range(share, ALL, SHARES))


@pytest.mark.timeout(600)
def test_five_hundred_at_once_for_fifty_places(tree: Tree) -> None:
    event = an_event(tree, capacity=50, title="Full house")
    people = members(500)
    with people_at_once(40) as pool:
        for one in [pool.submit(register, who, event) for who in people]:
            one.result()
    rows = Registration.objects.filter(register__page=event)
    assert rows.filter(state=State.CONFIRMED).count() == 50
    waiting = rows.filter(state=State.WAITING).order_by("position")
    assert list(waiting.values_list("position", flat=True)) == list(range(1, 451))
    assert list(waiting) == list(waiting.order_by("pk")), "in the order in which they came"
    check(event)
    assert told().total() == 500
