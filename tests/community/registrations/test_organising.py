"""The organisers' screen: who may see it, what they may do there, and what the spreadsheet holds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.editors.roles import ADMINISTRATORS, ORGANISERS, PEERS, REVIEWERS, VOLUNTEERS, set_up_roles
from community.registrations.models import LogEntry, Registration, State
from community.registrations.registering import register
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.community.registrations.people import an_event, members, register_of, states
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db

MAY = {ORGANISERS: True, REVIEWERS: True, ADMINISTRATORS: True, VOLUNTEERS: False, PEERS: False}


def signed_in(role: str) -> Client:
    user = get_user_model().objects.create_user(role, f"{role.split()[0]}@example.org", "secret")
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def screen(event: Any) -> str:
    return reverse("event_register", args=[event.pk])


@pytest.mark.parametrize("role", MAY)
def test_who_may_see_who_comes(tree: Tree, role: str) -> None:
    set_up_roles()
    event, (ana,) = an_event(tree), members(1)
    register(ana, event, "Needs captions")
    client = signed_in(role)
    for address in (screen(event), reverse("event_register_csv", args=[event.pk])):
        answer = client.get(address)
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert (answer.status_code == 200, b"Needs captions" in text) == (MAY[role], MAY[role])
    sent = client.post(screen(event), {"do": "announce", "words": "Bring tea."})
    assert (sent.status_code == 302 and len(mail.outbox) == 2) is MAY[role]
    assert client.get(screen(KnowledgeArticlePageFactory(parent=tree.knowledge))).status_code in {302, 403}


@pytest.fixture
def organiser(tree: Tree) -> Client:
    set_up_roles()
    return signed_in(ORGANISERS)


def test_places_that_are_kept_back_go_to_whom_an_organiser_gives_them(tree: Tree, organiser: Client) -> None:
    event, (ana, ben, cleo) = an_event(tree, capacity=2), members(3)
    sent = organiser.post(screen(event), {"do": "reserve", "reserved": "1", "reason": "For the speaker"})
    assert sent.status_code == 302
    for one in (ana, ben):
        register(one, event)
    assert states(event) == {"member0": "confirmed", "member1": "waiting"}
    organiser.post(screen(event), {"do": "give", "who": cleo.email, "reason": "She speaks"})
    assert states(event)["member2"] == "confirmed"
    again = organiser.post(screen(event), {"do": "give", "who": ben.email, "reason": "x"})
    assert again.status_code == 422
    assert "No place is kept back" in again.content.decode()
    given = LogEntry.objects.get(what=LogEntry.What.GIVEN)
    assert (given.reason, given.actor.username) == ("She speaks", ORGANISERS)
    organiser.post(screen(event), {"do": "reserve", "reserved": "9", "reason": "x"})
    assert register_of(event).reserved == 0


def test_somebody_is_cancelled_with_a_reason_which_they_are_told(tree: Tree, organiser: Client) -> None:
    event, (ana, ben) = an_event(tree, capacity=1), members(2)
    one = register(ana, event)
    register(ben, event)
    mail.outbox.clear()
    sent = {"do": "cancel", "registration": str(one.pk)}
    assert organiser.post(screen(event), {**sent, "reason": " "}).status_code == 422
    organiser.post(screen(event), {**sent, "reason": "Asked by telephone"})
    assert states(event) == {"member0": "cancelled", "member1": "offered"}
    assert "Asked by telephone" in mail.outbox[0].body
    other = an_event(tree)
    assert organiser.post(screen(other), {**sent, "reason": "x"}).status_code == 422, "of another event"


def test_who_was_there_is_noted_once_it_has_begun(tree: Tree, organiser: Client) -> None:
    event, (ana, ben) = an_event(tree), members(2)
    one, two = register(ana, event), register(ben, event)
    sent = {"do": "attended", "shown": [one.pk, two.pk], "there": [one.pk]}
    assert organiser.post(screen(event), sent).status_code == 422
    with time_machine.travel(event.start + timedelta(minutes=5)):
        organiser.force_login(get_user_model().objects.get(username=ORGANISERS))
        organiser.post(screen(event), sent)
    assert dict(Registration.objects.values_list("member__username", "attended")) == {"member0": True, "member1": False}


def test_no_cell_of_the_spreadsheet_is_a_formula(tree: Tree, organiser: Client) -> None:
    event, (ana,) = an_event(tree), members(1)
    ana.first_name = "=HYPERLINK(1)"
    ana.save()
    register(ana, event, "+cmd", companions=["@SUM(1)"])
    answer = organiser.get(reverse("event_register_csv", args=[event.pk]))
    text = b"".join(answer.streaming_content).decode()
    assert all(found in text for found in ("\"'=HYPERLINK", "\"'+cmd", "\"'@SUM"))
    assert "no-store" in answer["Cache-Control"]
    html = organiser.get(screen(event)).content.decode()
    assert "+cmd" in html


def test_what_members_write_is_shown_as_text(tree: Tree, organiser: Client) -> None:
    event, (ana,) = an_event(tree, capacity=2), members(1)
    ana.first_name = "<script>alert(1)</script>"
    ana.save()
    register(ana, event, "<img src=x onerror=alert(1)>", companions=["<b>Eve</b>"])
    html = organiser.get(screen(event)).content.decode()
    assert not any(one in html for one in ("<script>alert", "<img src=x", "<b>Eve"))
    body = mail.outbox[0].body
    assert "<b>Eve</b>" in body, "mails are plain text"
    assert mail.outbox[0].alternatives[0].mimetype.startswith("text/calendar")
    assert timezone.now() < event.start
    assert Registration.objects.get().state == State.CONFIRMED
