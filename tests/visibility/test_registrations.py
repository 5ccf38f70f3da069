"""Registrations lead to no page that the asker may not see: every state crossed with every way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from access.models import MemberToken
from community.registrations.links import token_of
from community.registrations.models import EventRegister, Registration, State
from content_types.core.identity import global_id, page_id
from content_types.events.factories import EventPageFactory
from tests.support.graphql import GraphQL
from tests.support.tree import Tree
from tests.visibility.keys import LOGIN, PUBLIC
from tests.visibility.states import SECRET, STATES

pytestmark = pytest.mark.django_db
JOIN = f"https://join.example.org/{SECRET}"
REGISTER = """mutation($id: ID!) { registerForEvent(input: {event: $id}) {
    registration { event { title } } errors { code message } } }"""
OWN = "{ myRegistrations { joinLink event { title path } } }"
NODE = "query($id: ID!) { node(id: $id) { ... on EventRegistration { joinLink event { title } } } }"
LINK = "query($t: String!) { eventRegistration(token: $t) { joinLink event { title } } }"


@pytest.mark.parametrize("state", STATES, ids=lambda one: one.name)
def test_every_way_from_a_registration(tree: Tree, state: Any) -> None:
    begin = timezone.now() + timedelta(hours=1)
    fields = {"start": begin, "end": begin + timedelta(hours=1), "join_link": JOIN}
    page = state.build(lambda **more: EventPageFactory(**{**fields, **more}), tree.events)
    source = page.alias_of or page
    while source.alias_of_id:
        source = source.alias_of
    member = get_user_model().objects.create_user("ana", "ana@example.org", "x")
    register = EventRegister.objects.create(event_key=source.translation_key, page=page, ends_at=fields["end"])
    one = Registration.objects.create(register=register, member=member, state=State.CONFIRMED)
    key = MemberToken.new(member, "", timezone.now() + timedelta(days=1))[1]
    ask, nobody = GraphQL(Client(headers={"authorization": f"Bearer {key}"})), GraphQL(Client())
    sees = state.name in PUBLIC | LOGIN
    for query, variables in ((OWN, {}), (NODE, {"id": global_id("EventRegistration", one.pk)})):
        assert (SECRET in str(ask(query, **variables))) is sees
    assert (SECRET in str(nobody(LINK, t=token_of(one)))) is (state.name in PUBLIC)
    assert JOIN not in str(nobody(LINK, t=token_of(one)))
    found = ask(REGISTER, id=page_id(page.pk))["registerForEvent"]
    assert (SECRET in str(found)) is sees
    assert (found["errors"] == []) is sees
    assert SECRET not in str(nobody(REGISTER, id=page_id(page.pk)))
