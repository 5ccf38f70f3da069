"""Two taps at once, on PostgreSQL: one connection, and a block that nobody gets past."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail

from community.connections import asking
from community.connections.models import Block, Contact, ContactMessage, State
from community.errors import CommunityError
from tests.community.connections.people import member
from tests.support.races import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def told(act: Callable[..., Any], *given: Any) -> Callable[[], str]:
    """The state after an act, or the code with which it was refused."""

    def press() -> str:
        try:
            found = act(*given)
        except CommunityError as error:
            return error.code
        return str(getattr(found, "state", "done"))

    return press


def test_a_double_tap_asks_once() -> None:
    amina, ben = member("amina"), member("ben")
    press = told(asking.ask, amina, ben, "Hello", "k")
    assert race(amina, press, press, told(asking.ask, amina, ben, "Hello", "other")) == ["pending"] * 3
    assert Contact.objects.count() == 1
    assert len(mail.outbox) == 1


def test_two_who_ask_each_other_at_once_are_connected() -> None:
    amina, ben = member("amina"), member("ben")
    found = race(amina, told(asking.ask, amina, ben, "Hello"), told(asking.ask, ben, amina, "Hello too"))
    assert found == ["pending", "accepted"]
    assert Contact.objects.get().state == State.ACCEPTED
    assert ContactMessage.objects.count() == 1


@pytest.mark.parametrize("first", ["accept", "block"])
def test_accepting_and_blocking_at_once_end_in_a_block(first: str) -> None:
    amina, ben = member("amina"), member("ben")
    contact = asking.ask(amina, ben, "Hello")
    accept, block = told(asking.accept, ben, contact.pk), told(asking.block, ben, amina)
    order = [accept, block] if first == "accept" else [block, accept]
    found = race(amina, *order)
    assert found == (["accepted", "done"] if first == "accept" else ["done", "NOT_FOUND"])
    contact.refresh_from_db()
    assert (contact.state, contact.silenced) == ((State.CLOSED, False) if first == "accept" else (State.PENDING, True))
    assert Block.objects.count() == 1


def test_blocking_and_asking_at_once() -> None:
    amina, ben = member("amina"), member("ben")
    assert race(amina, told(asking.block, ben, amina), told(asking.ask, amina, ben, "Hello")) == ["done", "pending"]
    assert Contact.objects.get().silenced
    assert mail.outbox == []


def test_accepting_and_taking_back_at_once() -> None:
    amina, ben = member("amina"), member("ben")
    contact = asking.ask(amina, ben, "Hello")
    found = race(amina, told(asking.end, amina, contact.pk), told(asking.accept, ben, contact.pk))
    assert found == ["withdrawn", "CONNECTION_ENDED"]
