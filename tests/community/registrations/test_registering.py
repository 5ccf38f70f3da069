"""Registering, cancelling, offers: what a member does, and what follows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from community.errors import CommunityError
from community.registrations.following import keep_registers
from community.registrations.links import registration_of, token_of
from community.registrations.models import LogEntry, Registration, State
from community.registrations.registering import MOST_A_DAY, accept_offer, cancel, decline_offer, register
from community.retention import apply
from tests.community.registrations.people import an_event, members, register_of, states
from tests.support.tree import Tree

pytestmark = [pytest.mark.django_db, pytest.mark.differs_by_database]


def subjects(address: str) -> list[str]:
    return [one.subject.partition(":")[0] for one in mail.outbox if one.to == [address]]


def calendar_of(message: Any) -> Any:
    (part,) = [one for one in message.message().walk() if one.get_content_type() == "text/calendar"]
    found = Calendar.from_ical(part.get_payload(decode=True))
    return found, next(iter(found.walk("VEVENT"))), part


def refused(code: str, act: Any, *arguments: Any, **more: Any) -> CommunityError:
    with pytest.raises(CommunityError) as error:
        act(*arguments, **more)
    assert error.value.code == code
    return error.value


def test_a_place_then_the_waiting_list_then_an_offer_in_order(tree: Tree) -> None:
    event, (ana, ben, cleo) = an_event(tree, capacity=1), members(3)
    own = register(ana, event)
    register(ben, event)
    register(cleo, event)
    assert states(event) == {"member0": "confirmed", "member1": "waiting", "member2": "waiting"}
    cancel(ana, own)
    assert states(event) == {"member0": "cancelled", "member1": "offered", "member2": "waiting"}
    offered = Registration.objects.get(member=ben)
    assert accept_offer(ben, offered).state == State.CONFIRMED
    assert accept_offer(ben, offered).state == State.CONFIRMED, "twice is once"
    assert subjects(ben.email) == ["On the waiting list", "A place is free for you", "You have a place"]
    assert "number 2 on the waiting list" in mail.outbox[2].body


def test_declined_and_expired_offers_go_to_the_next(tree: Tree) -> None:
    event, (ana, ben, cleo) = an_event(tree, capacity=1), members(3)
    own = register(ana, event)
    register(ben, event)
    register(cleo, event)
    cancel(ana, own)
    decline_offer(ben, Registration.objects.get(member=ben))
    assert states(event) == {"member0": "cancelled", "member1": "declined", "member2": "offered"}
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        late = refused("OFFER_ENDED", accept_offer, cleo, Registration.objects.get(member=cleo))
        assert "expired" in str(late)
        assert states(event)["member2"] == "expired", "what was refused has expired for good"
        keep_registers()
        assert register(cleo, event).state == State.CONFIRMED
    assert subjects(cleo.email)[-2:] == ["The place went to the next", "You have a place"]


def test_a_group_gets_all_places_or_waits_as_one_and_who_passes_it_is_logged(tree: Tree) -> None:
    event, (ana, ben, cleo) = an_event(tree, capacity=3), members(3)
    register(ana, event, companions=["Dora"])
    group = register(ben, event, companions=["Eve\nBcc: x", "Fay"])
    assert (group.state, group.places, group.companions) == (State.WAITING, 3, ["Eve Bcc: x", "Fay"])
    assert register(cleo, event).state == State.CONFIRMED, "the place that is left is of no use to the group"
    (passed,) = LogEntry.objects.filter(what=LogEntry.What.PASSED_OVER)
    assert (passed.registration, passed.in_favour_of.member) == (group, cleo)
    assert passed.reason == "needs 3 places, 1 free"
    refused("BAD_INPUT", register, members(1, "other")[0], event, companions=["x"] * 10)


def test_again_changes_nothing(tree: Tree) -> None:
    event, (ana,) = an_event(tree), members(1)
    first = register(ana, event, request_key="tap")
    assert register(ana, event, "A ramp").pk == first.pk
    assert Registration.objects.get().access_needs == "A ramp"
    cancel(ana, first)
    cancel(ana, first)
    assert register(ana, event, request_key="tap").state == State.CANCELLED, "a request that comes late is the same"
    refused("BAD_INPUT", register, ana, an_event(tree), request_key="tap")
    assert subjects(ana.email) == ["You have a place", "Your registration is cancelled"]
    assert register(ana, event).pk != first.pk
    refused("ALREADY_REGISTERED", register, ana, event, companions=["Ben"])


@pytest.mark.parametrize(
    "fields",
    [
        {"registration_opens": timezone.now() + timedelta(days=1)},
        {"registration_closes": timezone.now() - timedelta(days=1)},
        {"registration_url": "https://example.org/"},
        {"status": "cancelled"},
        {"status": "postponed"},
    ],
    ids=["opens later", "closed", "elsewhere", "cancelled", "postponed"],
)
def test_the_window(tree: Tree, fields: dict[str, Any]) -> None:
    refused("REGISTRATION_CLOSED", register, members(1)[0], an_event(tree, **fields))


def test_what_the_calendar_is_told(tree: Tree) -> None:
    event, (ana,) = an_event(tree, join_link="https://join.example.org/secret", status_note=""), members(1)
    cancel(ana, register(ana, event))
    made, taken = mail.outbox
    calendar, entry, part = calendar_of(made)
    assert (calendar["METHOD"], part.get_param("method")) == ("REQUEST", "REQUEST")
    gone, off, _ = calendar_of(taken)
    assert (gone["METHOD"], off["STATUS"]) == ("CANCEL", "CANCELLED")
    assert entry["UID"] == off["UID"]
    assert (entry["SEQUENCE"], off["SEQUENCE"]) == (0, 1)
    assert entry["ATTENDEE"] == f"mailto:{ana.email}"
    assert entry["ORGANIZER"].startswith("mailto:library@")
    assert list(calendar.walk("VTIMEZONE"))
    assert all("join.example.org" not in one.message().as_string() for one in mail.outbox)


def test_moved_postponed_and_cancelled_are_told_once_to_all(tree: Tree) -> None:
    event, (ana, ben) = an_event(tree, capacity=1), members(2)
    register(ana, event)
    register(ben, event)
    mail.outbox.clear()
    keep_registers()
    assert mail.outbox == []
    for change in (
        {"start": event.start + timedelta(days=7), "end": event.end + timedelta(days=7)},
        {"status": "postponed"},
        {"status": "cancelled"},
    ):
        for name, value in change.items():
            setattr(event, name, value)
        event.save()
        keep_registers()
        keep_registers()
    assert subjects(ana.email) == subjects(ben.email) == ["Changed", "Postponed", "Cancelled"]
    told = [calendar_of(one)[:2] for one in mail.outbox if one.to == [ana.email]]
    assert [(calendar["METHOD"], entry["SEQUENCE"]) for calendar, entry in told] == [
        ("REQUEST", 1),
        ("REQUEST", 2),
        ("CANCEL", 3),
    ]


def test_more_places_are_offered_in_order_and_reserved_ones_to_nobody(tree: Tree) -> None:
    event, people = an_event(tree, capacity=1), members(4)
    for one in people:
        register(one, event)
    event.capacity = 3
    event.save()
    keep_registers()
    assert list(states(event).values()) == ["confirmed", "offered", "offered", "waiting"]


def test_one_reminder_the_day_before(tree: Tree) -> None:
    event, (ana, ben) = an_event(tree), members(2)
    register(ana, event)
    with time_machine.travel(event.start - timedelta(hours=20)):
        register(ben, event)
        keep_registers()
        keep_registers()
    assert subjects(ana.email) == ["You have a place", "Soon"]
    assert subjects(ben.email) == ["You have a place"], "who registers that day has just heard"


def test_a_link_opens_one_registration(tree: Tree) -> None:
    event, (ana,) = an_event(tree), members(1)
    one = register(ana, event)
    assert registration_of(token_of(one)) == one
    assert registration_of(f"{token_of(one)}x") is None
    assert registration_of("x" * 500) is None


def test_pages_in_two_languages_have_one_register(tree: Tree) -> None:
    event, (ana, ben) = an_event(tree, capacity=1), members(2)
    alias = event.create_alias(update_slug="again")
    register(ana, event)
    assert register(ben, alias.specific).state == State.WAITING


def test_personal_fields_are_emptied_thirty_days_after_the_event(tree: Tree) -> None:
    (ana,), event = members(1), an_event(tree)
    register(ana, event, "A ramp", companions=["Eve"])
    with time_machine.travel(event.end + timedelta(days=29)):
        assert apply() == 0
    with time_machine.travel(event.end + timedelta(days=31)):
        assert apply() == 2
        assert apply() == 0
    one = Registration.objects.get()
    assert (one.access_needs, one.companions, one.places) == ("", [], 2)
    with time_machine.travel(event.end + timedelta(days=3 * 365 + 1)):
        apply()
    assert not Registration.objects.exists()


def test_who_would_come_is_told_when_the_page_is_deleted(tree: Tree) -> None:
    event, (ana, ben) = an_event(tree, capacity=1), members(2)
    register(ana, event)
    register(ben, event)
    mail.outbox.clear()
    event.delete()
    assert not Registration.objects.exists()
    assert subjects(ana.email) == subjects(ben.email) == ["Cancelled"]
    calendar, entry, _ = calendar_of(mail.outbox[0])
    assert (calendar["METHOD"], entry["STATUS"]) == ("CANCEL", "CANCELLED")


def test_who_registers_too_often_in_a_day_is_asked_to_wait(tree: Tree) -> None:
    event, (ana,) = an_event(tree), members(1)
    cancel(ana, register(ana, event))
    rows = [Registration(register=register_of(event), member=ana, state=State.CANCELLED) for _ in range(MOST_A_DAY)]
    Registration.objects.bulk_create(rows)
    error = refused("RATE_LIMITED", register, ana, event)
    assert 86_000 < (error.retry_after or 0) <= 86_400
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert register(ana, event).state == State.CONFIRMED
