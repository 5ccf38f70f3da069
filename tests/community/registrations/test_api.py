"""Registering over GraphQL: who may do what with whose registration, what is told to whom, in how many statements."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from access.models import MemberToken
from community.registrations.links import token_of
from community.registrations.models import Registration, State
from community.registrations.registering import cancel, register
from content_types.core.identity import global_id, page_id
from tests.community.registrations.people import an_event, members
from tests.support.graphql import GraphQL
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db

TOLD = """registration { id state places companions waitingListNumber accessNeeds joinLink event { title } }
errors { code field }"""
REGISTER = f"mutation($input: RegisterForEventInput!) {{ did: registerForEvent(input: $input) {{ {TOLD} }} }}"
ACTS = {
    name: f"mutation($by: RegistrationBy!) {{ did: {name}(input: {{by: $by}}) {{ {TOLD} }} }}"
    for name in ("cancelRegistration", "acceptOffer", "declineOffer")
}
BECOMES = {"cancelRegistration": "CANCELLED", "acceptOffer": "CONFIRMED", "declineOffer": "DECLINED"}
JOIN = "https://join.example.org/secret-room"


def asking(user: Any = None) -> GraphQL:
    """The API as this member's app asks it; as nobody without one."""
    if user is None:
        return GraphQL(Client())
    key = MemberToken.new(user, "", timezone.now() + timedelta(days=1))[1]
    return GraphQL(Client(headers={"authorization": f"Bearer {key}"}))


def codes(found: dict[str, Any]) -> list[str]:
    return [one["code"] for one in found["did"]["errors"]]


def offered(tree: Tree) -> tuple[Any, Any, Registration]:
    """An event, a member, and a place that is offered to that member."""
    event, (ana, ben) = an_event(tree, capacity=1, join_link=JOIN), members(2)
    own = register(ana, event)
    one = register(ben, event, "A ramp")
    cancel(ana, own)
    one.refresh_from_db()
    assert one.state == State.OFFERED
    return event, ben, one


def test_registering(tree: Tree) -> None:
    event, (ana, ben) = an_event(tree, capacity=2), members(2)
    sent = {"event": page_id(event.pk), "accessNeeds": "Captions", "companions": ["Eve"], "idempotencyKey": "k"}
    ask = asking(ana)
    found = ask(REGISTER, input=sent)["did"]
    assert found == ask(REGISTER, input=sent)["did"], "a double tap is one"
    assert found["errors"] == []
    one = found["registration"]
    assert (one["state"], one["places"], one["companions"], one["accessNeeds"]) == ("CONFIRMED", 2, ["Eve"], "Captions")
    assert asking(ben)(REGISTER, input={"event": sent["event"]})["did"]["registration"]["waitingListNumber"] == 1
    assert codes(asking()(REGISTER, input=sent)) == ["UNAUTHENTICATED"]
    stands = """query($id: ID!) { page(by: {id: $id}) {
        ... on Event { registration { isOpen placesLeft waiting } myRegistration { state } } } }"""
    counts = {"isOpen": True, "placesLeft": 0, "waiting": 1}
    assert asking()(stands, id=sent["event"])["page"] == {"registration": counts, "myRegistration": None}
    assert asking(ben)(stands, id=sent["event"])["page"] == {
        "registration": counts,
        "myRegistration": {"state": "WAITING"},
    }


def test_what_cannot_be_registered_for_says_the_same(tree: Tree) -> None:
    (ana,) = members(1)
    draft, private = an_event(tree, live=False), an_event(tree)
    row = PageViewRestriction.objects.create(page=private, restriction_type="groups")
    row.groups.add(Group.objects.create(name="Others"))
    for page in (draft, private, tree.home, tree.events):
        found = asking(ana)(REGISTER, input={"event": page_id(page.pk)})
        assert found["did"] == {"registration": None, "errors": [{"code": "NOT_FOUND", "field": "event"}]}
    assert not Registration.objects.exists()


@pytest.mark.parametrize("act", ACTS)
def test_every_act_by_everybody(tree: Tree, act: str) -> None:
    event, ben, one = offered(tree)
    (other,) = members(1, "other")
    staff = members(1, "staff")[0]
    staff.is_superuser = True
    staff.save()
    by = {"registration": global_id("EventRegistration", one.pk)}
    assert codes(asking()(ACTS[act], by=by)) == ["UNAUTHENTICATED"]
    for stranger in (other, staff):
        assert codes(asking(stranger)(ACTS[act], by=by)) == ["NOT_FOUND"]
        assert codes(asking(stranger)(ACTS[act], by={"registration": page_id(event.pk)})) == ["NOT_FOUND"]
    assert codes(asking()(ACTS[act], by={"token": f"{token_of(one)}x"})) == ["NOT_FOUND"]
    one.refresh_from_db()
    assert one.state == State.OFFERED
    found = asking(ben)(ACTS[act], by=by)["did"]
    assert (found["errors"], found["registration"]["state"]) == ([], BECOMES[act])
    assert codes(asking(ben)(ACTS[act], by=by)) == [], "again changes nothing"


@pytest.mark.parametrize("act", ACTS)
def test_every_act_by_the_link_of_a_mail(tree: Tree, act: str) -> None:
    _, _, one = offered(tree)
    query = "query($t: String!) { eventRegistration(token: $t) { state accessNeeds joinLink event { title } } }"
    seen = asking()(query, t=token_of(one))["eventRegistration"]
    assert (seen["state"], seen["accessNeeds"], seen["joinLink"]) == ("OFFERED", None, None)
    one.refresh_from_db()
    assert one.state == State.OFFERED, "to look changes nothing"
    with time_machine.travel(one.register.ends_at - timedelta(minutes=90), tick=False):
        Registration.objects.filter(pk=one.pk).update(offered_until=timezone.now() + timedelta(minutes=20))
        found = asking()(ACTS[act], by={"token": token_of(one)})["did"]
    assert (found["errors"], found["registration"]["state"]) == ([], BECOMES[act])
    assert (found["registration"]["accessNeeds"], found["registration"]["joinLink"]) == (None, None)


def test_the_join_link_is_told_to_the_confirmed_near_the_time_and_nowhere_else(tree: Tree) -> None:
    event, (ana, ben) = an_event(tree, capacity=1, join_link=JOIN), members(2)
    register(ana, event)
    register(ben, event)
    query = "{ myRegistrations { joinLink state event { title } } }"

    def told(user: Any, moment: Any) -> Any:
        with time_machine.travel(moment, tick=False):
            return asking(user)(query)["myRegistrations"][0]["joinLink"]

    assert told(ana, event.start - timedelta(hours=25)) is None
    assert told(ana, event.start - timedelta(hours=23)) == JOIN
    assert told(ana, event.end - timedelta(seconds=1)) == JOIN
    assert told(ana, event.end) is None
    assert told(ben, event.start - timedelta(hours=1)) is None
    event.status = "cancelled"
    event.save()
    assert told(ana, event.start - timedelta(hours=1)) is None


def test_nobody_sees_the_registrations_of_others(tree: Tree) -> None:
    event, (ana, ben) = an_event(tree), members(2)
    one = register(ana, event, "A ramp", companions=["Eve"])
    node = "query($id: ID!) { node(id: $id) { ... on EventRegistration { state accessNeeds companions } } }"
    key = global_id("EventRegistration", one.pk)
    assert asking(ana)(node, id=key)["node"]["accessNeeds"] == "A ramp"
    for stranger in (None, ben):
        assert asking(stranger)(node, id=key)["node"] is None
    assert asking(ben)("{ myRegistrations { id } }")["myRegistrations"] == []
    nobody = asking().raw("{ myRegistrations { id } }")
    assert nobody["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    for query in ("{ myRegistrations { id } }", "query($t: String!) { eventRegistration(token: $t) { id } }"):
        client = asking(ana).client
        body = json.dumps({"query": query, "variables": {"t": token_of(one)} if "$t" in query else {}})
        answer = client.post("/graphql/", body, content_type="application/json")
        assert "no-store" in answer["Cache-Control"]


def test_counts_are_kept_by_no_cache(tree: Tree, cached: Any) -> None:
    event, people = an_event(tree, capacity=5), members(2)
    query = "{ events { nodes { title registration { placesLeft } } } }"
    for left, one in zip((5, 4, 3), [*people, None], strict=True):
        assert asking()(query)["events"]["nodes"][0]["registration"] == {"placesLeft": left}
        if one is not None:
            register(one, event)


@pytest.mark.parametrize(
    "query",
    [
        "{ events(first: 50) { nodes { registration { placesLeft waiting } myRegistration { state joinLink } } } }",
        "{ myRegistrations { state waitingListNumber joinLink event { title } } }",
    ],
    ids=["events", "own"],
)
def test_statements_do_not_grow(tree: Tree, query: str) -> None:
    (ana,) = members(1)
    ask, counted = asking(ana), []
    for number in (5, 15, 30):
        for _ in range(number):
            register(ana, an_event(tree, capacity=3))
        Registration.objects.update(created_at="2020-01-01T00:00Z")  # one may not register so often in a day
        ask(query)
        with CaptureQueriesContext(connection) as captured:
            ask(query)
        counted.append(len(captured))
    assert len(set(counted)) == 1, counted
