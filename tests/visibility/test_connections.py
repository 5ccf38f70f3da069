"""A connection shows the two who are in it, and nobody else, what each may see of the other: every state, every way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from access import throttle
from community.accounts.erasing import erase
from community.connections import asking, messaging
from community.connections.models import Block, Contact, ContactMessage, State
from community.erasure import Contributions
from content_types.core.identity import global_id, page_id
from content_types.initiatives.factories import InitiativeFactory
from delivery.audiences import Audience
from tests.community.connections.people import DOMAIN, connected, member, member_id
from tests.community.moderation.people import suspended
from tests.support.graphql import GraphQL
from tests.support.keys import bearer, member_key
from tests.support.tree import Tree
from tests.visibility.keys import LOGIN, PUBLIC
from tests.visibility.states import SECRET, STATES

pytestmark = pytest.mark.django_db

PARTS = "name state message writeTo member { displayName about } about { title path } messages { text }"
LIST = f"{{ myConnections {{ {PARTS} }} myBlocks {{ name }} }}"
NODES = f"""query($c: ID!, $m: ID!, $b: ID!) {{
  contact: node(id: $c) {{ ... on Contact {{ {PARTS} }} }}
  message: node(id: $m) {{ ... on ContactMessage {{ text }} }}
  block: node(id: $b) {{ ... on BlockedMember {{ name }} }} }}"""
ACCEPT = f"""mutation($c: ID!) {{ acceptConnection(input: {{connection: $c}}) {{
  connection {{ {PARTS} }} errors {{ code }} }} }}"""
ASK = """mutation($to: ID!) { requestConnection(input: {to: $to, message: "Hello", idempotencyKey: "x"}) {
  connection { about { title } } errors { code message } } }"""
REPORT = """mutation($id: ID!) { reportContent(input: {subject: $id, reason: SPAM, idempotencyKey: "a-new-key"}) {
  reference errors { code message } } }"""


@pytest.fixture(autouse=True)
def _relay(settings: Any) -> None:
    settings.MAIL_RELAY_DOMAIN = DOMAIN
    cache.clear()
    throttle.forget_all()


def api(user: Any = None) -> GraphQL:
    return GraphQL(Client(headers=bearer(member_key(user)) if user is not None else {}))


def nodes(asker: GraphQL) -> dict[str, Any]:
    """All that is stored of connections, asked for by id."""
    keys = {"c": ("Contact", Contact), "m": ("ContactMessage", ContactMessage), "b": ("BlockedMember", Block)}
    found = {name: model.objects.values_list("pk", flat=True).first() for name, (_, model) in keys.items()}
    return asker(NODES, **{name: global_id(kind, found[name] or 0) for name, (kind, _) in keys.items()})


def seen(asker: GraphQL, nobody: bool = False) -> str:
    """What somebody is told of it in every way in which nothing is changed."""
    return f"{nodes(asker)} {'' if nobody else asker(LIST)}"


@pytest.mark.parametrize("state", STATES, ids=lambda one: one.name)
def test_the_initiative_it_is_about(tree: Tree, state: Any) -> None:
    page = state.build(InitiativeFactory, tree.initiatives)
    amina, ben, dina = member("amina"), member("ben", contact_agreed=True), member("dina")
    contact = asking.ask(amina, ben, "Hello", page=page)
    sees = state.name in PUBLIC | LOGIN
    for user in (amina, ben):
        assert (SECRET in seen(api(user))) is sees
    assert (SECRET in str(api(ben)(ACCEPT, c=global_id("Contact", contact.pk)))) is sees
    type(page).objects.filter(pk=page.pk).update(contact_member=ben)
    asked = api(dina)(ASK, to=page_id(page.pk))["requestConnection"]
    assert (asked["errors"] == [], SECRET in str(asked)) == (sees, sees)
    assert all(SECRET not in one.message().as_string() for one in mail.outbox)


def _as(state: State) -> Callable[[Contact], Any]:
    now = timezone.now()
    over = {} if state == State.ACCEPTED else {"ended_at": now}
    return lambda contact: Contact.objects.update(state=state, answered_at=now, **over)


def _blocked(contact: Contact) -> None:
    asking.block(contact.recipient, contact.requester)


def _expired(contact: Contact) -> None:
    _blocked(contact)
    Contact.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    asking.expire_requests()


# What becomes of a request, and whether whom it came to sees its words then.
REQUESTS: dict[str, tuple[Callable[[Contact], Any], bool]] = {
    "waits": (lambda contact: None, True),
    **{state.value: (_as(state), True) for state in State if state != State.PENDING},
    "blocked": (_blocked, False),
    "blocked, and expired": (_expired, False),
    "hidden by a moderator": (lambda contact: Contact.objects.update(hidden_at=timezone.now()), False),
    "its author is suspended": (lambda contact: suspended(contact.requester), False),
    "its author has left": (lambda contact: erase(contact.requester, Contributions.KEEP), False),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_who_reads_the_words_of_a_request(name: str) -> None:
    become, sees = REQUESTS[name]
    amina, ben, dina = member("amina"), member("ben"), member("dina", is_superuser=True)
    contact = asking.ask(amina, ben, SECRET)
    become(contact)
    assert (SECRET in seen(api(ben))) is sees
    if not name.startswith("its author"):
        assert SECRET in seen(api(amina))
        assert "block" not in str(api(amina)(LIST)).replace("myBlocks", ""), "nobody is told"
    assert SECRET not in seen(api(dina)) + seen(api(), nobody=True)
    for user, may in ((ben, sees), (dina, False), (None, False)):
        found = api(user)(REPORT, id=global_id("Contact", contact.pk))["reportContent"]
        assert (found["errors"] == []) is may
        assert SECRET not in str(found)


# What becomes of two who are connected, and what Amina then sees: what Ben wrote, his name, a way to write.
CONVERSATIONS: dict[str, tuple[Callable[[Contact, Any], Any], tuple[bool, bool, bool]]] = {
    "stands": (lambda contact, ben: None, (True, True, True)),
    "he shows no name any more": (
        lambda contact, ben: type(ben.profile).objects.update(display_name_audience=Audience.NOBODY),
        (True, False, True),
    ),
    "his profile is hidden": (
        lambda contact, ben: type(ben.profile).objects.filter(user=ben).update(hidden_at=timezone.now()),
        (True, False, True),
    ),
    "his message is hidden": (
        lambda contact, ben: ContactMessage.objects.update(hidden_at=timezone.now()),
        (False, True, True),
    ),
    "he has ended it": (lambda contact, ben: asking.end(ben, contact.pk), (True, True, False)),
    "he has blocked her": (lambda contact, ben: asking.block(ben, contact.requester), (True, True, False)),
    "he has left": (lambda contact, ben: erase(ben, Contributions.KEEP), (False, False, False)),
}


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_what_is_seen_of_the_other_once_connected(name: str) -> None:
    become, (words, named, writes) = CONVERSATIONS[name]
    amina, ben, dina = member("amina"), member("ben", "Benedict Quill"), member("dina", is_superuser=True)
    contact = connected(amina, ben)
    written = messaging.send(ben, contact.pk, SECRET)
    mail.outbox.clear()
    become(contact, ben)
    told = seen(api(amina))
    assert (SECRET in told, "Quill" in told, f"@{DOMAIN}" in told) == (words, named, writes)
    assert "home.example.org" not in told
    for other in (seen(api(dina)), seen(api(), nobody=True)):
        assert not [one for one in (SECRET, "Quill", DOMAIN) if one in other]
    for user, may in ((dina, False), (None, False), (amina, words)):
        found = api(user)(REPORT, id=global_id("ContactMessage", written.pk))["reportContent"]
        assert (found["errors"] == []) is may
    if not named:
        assert all("Quill" not in one.message().as_string() for one in mail.outbox)
        if name != "he has left":
            assert api(dina)(ASK, to=member_id(ben))["requestConnection"]["errors"][0]["code"] == "NOT_FOUND"
