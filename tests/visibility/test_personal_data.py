"""Personal data walked: what is planted in every private field is told by no way to who may not know it.

Queries are made from the schema, addresses from the URLs, rows from the models: what is added joins the walk by itself.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from grapple.registry import registry
from wagtail.models import Page

from access.scopes import Scope
from cms.editors.roles import ADMINISTRATORS, ORGANISERS, REVIEWERS, VOLUNTEERS, set_up_roles
from community.connections.models import Contact
from community.profiles.models import Profile
from community.registrations.links import token_of
from community.registrations.models import Registration
from community.registrations.registering import register
from content_types.core.graphql.node import _types
from content_types.core.identity import global_id, page_id
from content_types.events.factories import EventPageFactory
from content_types.initiatives.factories import InitiativeFactory
from content_types.tools.factories import ToolPageFactory
from graphql_api.documents import overlapping_fields
from graphql_api.schema.building import get_schema
from review.models import Decision
from search.documents import build
from tests.review.people import account, in_review
from tests.support.graphql import GraphQL
from tests.support.keys import client_key, member_key
from tests.support.tree import Tree
from tests.visibility.everything_asked import NONE_OF_OURS, queries

pytestmark = pytest.mark.django_db

OWNER, NOBODY, KEY, MEMBER = "owner", "nobody", "key", "member"
STAFF = {"volunteer": VOLUNTEERS, "reviewer": REVIEWERS, "organiser": ORGANISERS, "administrator": ADMINISTRATORS}
MEMBERS = frozenset({OWNER, MEMBER, *STAFF})
JOIN = "https://meet.example.org/canary-join-link"
# What is planted, and to whom the API may tell it.
CANARIES: dict[str, frozenset[str]] = {
    "canary-address@example.org": frozenset({OWNER}),
    "canary-user-name": frozenset({OWNER}),
    "Canarysurname": frozenset({OWNER}),
    "canary for nobody": frozenset({OWNER}),
    "canary for members": MEMBERS,
    "53.793812": frozenset(),  # the exact place, which nothing keeps
    "1.756437": frozenset(),
    "canary access needs": frozenset({OWNER}),
    "canary companion": frozenset({OWNER}),
    JOIN: frozenset({OWNER}),  # who is confirmed, near the time
    "canary message": frozenset({OWNER, MEMBER}),
    "canary reviewer": frozenset(),  # who answers without a name
}
WITH_THE_LINK = {"canary companion"}  # of a mail, which the walk holds: who comes along is told by it
PLACE = """mutation { updateProfile(input: {values: {location: {latitude: 53.793812, longitude: -1.756437}},
  audiences: {location: EVERYBODY}}) { errors { code } } }"""
# Addresses that change something when they are asked for, or are of this machine alone.
NOT_ASKED = ("logout", "__debug__")


@pytest.fixture
def clients(tree: Tree, settings: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, Client]:
    """Everybody who asks, with all that is planted."""
    monkeypatch.setattr(overlapping_fields, "UNFOLDED", 10**9)
    settings.GRAPHQL_LIMITS = dict.fromkeys(settings.GRAPHQL_LIMITS, 10**9)
    review = in_review(tree)
    set_up_roles()
    named = {"last_name": "Canarysurname"}
    owner = account("canary-user-name", None, **named)
    owner.email = "canary-address@example.org"
    owner.contact_agreed = True
    owner.save()
    Profile.objects.create(
        user=owner, display_name="Noor", display_name_audience="everybody", pronouns="canary for nobody",
        pronouns_audience="nobody", about="canary for members", about_audience="members",
    )  # fmt: skip
    soon = timezone.now() + timedelta(hours=1)
    event = EventPageFactory(
        parent=tree.events, title="Evening", start=soon, end=soon + timedelta(hours=1), join_link=JOIN
    )
    register(owner, event, access_needs="canary access needs", companions=["canary companion"])
    InitiativeFactory(parent=tree.initiatives, contact_member=owner)
    ToolPageFactory(parent=tree.tools, owner=owner)
    review.ben.first_name = "canary reviewer"
    review.ben.save()
    review.answer(review.ben, Decision.APPROVE, signed=False)
    others = {MEMBER: account("other", None), **{name: account(name, role) for name, role in STAFF.items()}}
    Contact.objects.create(
        requester=owner, recipient=others[MEMBER], message="canary message", expires_at=soon + timedelta(days=9)
    )
    keys = {name: member_key(user) for name, user in {OWNER: owner, **others}.items()}
    keys[KEY] = client_key(Scope.READ, Scope.READ_RESTRICTED)
    found = {name: Client(headers={"authorization": f"Bearer {key}"}) for name, key in keys.items()}
    assert GraphQL(found[OWNER])(PLACE)["updateProfile"]["errors"] == []
    return {**found, NOBODY: Client()}


def told(text: str, to: str) -> list[str]:
    """What is in a text that may not be told to somebody."""
    return [canary for canary, may in CANARIES.items() if to not in may and canary in text]


def nodes() -> list[str]:
    """The ids of all rows that are nodes."""
    kinds = {model: type_._meta.name for model, type_ in _types.items()}
    kinds |= {model: type_._meta.name for model, type_ in registry.snippets.items()}
    ids = [global_id(name, row.pk) for model, name in kinds.items() for row in _rows(model)]
    return [*ids, *(page_id(key) for key in Page.objects.values_list("pk", flat=True))]


def _rows(model: Any) -> list[Any]:
    return list(model._base_manager.all()[:20]) if model in set(apps.get_models()) else []


def asked(ids: list[str]) -> dict[str, Any]:
    """With what root fields are asked."""
    tool = next(one.pk for one in Page.objects.all() if one.specific_class.__name__ == "ToolPage")
    return {
        "first": 20, "nodes.ids": ids, "node.id": ids[0], "useReports.tool": page_id(tool),
        "eventRegistration.token": token_of(Registration.objects.get()),
        "prefix": "can", "search.query": "canary", "path": "/events/evening/", "page.by": {"path": "/events/evening/"},
    }  # fmt: skip


@pytest.mark.slow
def test_no_field_of_the_api_tells_it(clients: dict[str, Client], caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    schema, ids = get_schema().graphql_schema, nodes()
    walk = list(queries(schema, asked(ids)))
    for who in (OWNER, NOBODY, KEY, MEMBER, *STAFF):  # what its owner was told first is kept for nobody else
        ask, seen = GraphQL(clients[who]), ""
        for name, query in walk:
            answer = ask.raw(query)
            codes = {error["extensions"]["code"] for error in answer.get("errors", [])}
            assert codes <= {"UNAUTHENTICATED"} or NONE_OF_OURS in query, (name, answer["errors"])
            text = json.dumps(answer, ensure_ascii=False)
            link = WITH_THE_LINK if name == "eventRegistration" else set()
            assert set(told(text, who)) <= link, (who, name)
            seen += "" if link else text
        for canary, may in CANARIES.items():
            assert (canary in seen) is (who in may), f"the walk of {who} meets {canary}"
    assert told(caplog.text, "a log") == []


def addresses(patterns: Any = None, prefix: str = "/") -> Iterator[str]:
    """Every address of the project that needs no argument."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        route = str(getattr(one.pattern, "_route", "") or "")
        if "<" in route or getattr(one.pattern, "_regex", "").startswith("^(?P"):
            continue
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, prefix + route)
        elif isinstance(one, URLPattern):
            yield prefix + route


@pytest.mark.slow
def test_no_feed_page_or_export_tells_it(clients: dict[str, Client], tree: Tree, tmp_path: Path) -> None:
    own = [f"/{page.url_path.split('/', 2)[2].rstrip('/')}.md" for page in Page.objects.filter(depth__gt=2)]
    found = [one for one in addresses() if not one.startswith("/admin/") and not any(no in one for no in NOT_ASKED)]
    assert len(found) > 10
    for name in (NOBODY, KEY, MEMBER):
        for address in (*found, *own):
            answer = clients[name].get(address)
            text = b"".join(answer) if answer.streaming else answer.content
            assert told(text.decode(errors="replace"), name) == [], (name, address)
    call_command("export_library", str(tmp_path / "out"), verbosity=0)
    text = "".join(file.read_text(errors="replace") for file in (tmp_path / "out").rglob("*") if file.is_file())
    assert "Evening" in text
    # It is put back from: what events and initiatives say to nobody is in it.
    assert set(told(text, "an export")) <= {JOIN, "canary-user-name"}


def test_no_document_of_the_index_and_no_mail_tells_it(clients: dict[str, Client]) -> None:
    documents = build(dict.fromkeys(Page.objects.values_list("pk", flat=True), 1))
    assert documents
    assert told(repr(documents), "the index") == []
    assert mail.outbox
    for one in mail.outbox:
        text = one.message().as_string() + one.body
        to_owner = one.to == [Registration.objects.get().member.email]
        kept = told(text.replace(one.to[0], ""), OWNER if to_owner else "somebody")
        assert kept == [], one.subject
        assert JOIN not in text
