"""Pictures and documents in private collections: every kind of collection crossed with every key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client, RequestFactory
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction

from access import password_exchange
from access.models import ApiClient, MemberToken
from access.scopes import Scope
from content_types.core.identity import page_id
from content_types.core.images import image_version
from content_types.tools.models import ToolDownload
from tests.support.cells import Cell
from tests.support.graphql import GraphQL
from tests.visibility.files import COLLECTIONS, document, host, picture
from tests.visibility.states import SECRET

pytestmark = pytest.mark.django_db

Headers = dict[str, str]
PUBLIC = frozenset({"public"})
LOGIN = frozenset({"login", "below login"})
GROUPS = frozenset({"groups", "below groups"})
PASSWORD = frozenset({"password", "below password"})


@dataclass(frozen=True)
class Key:
    """A key for a collection, which collections it opens in the API, and of which it opens the file of a document."""

    name: str
    make: Callable[[Collection], Headers]
    opens: frozenset[str]
    files: frozenset[str]


def bearer(key: str) -> Headers:
    return {"authorization": f"Bearer {key}"}


def client_key(*scopes: Scope) -> Headers:
    made = ApiClient.objects.create(name="Builder", scopes=[Scope.READ.value, *scopes])
    return bearer(made.new_key(timezone.now() + timedelta(days=1)))


def member(*groups: Group) -> Headers:
    user = get_user_model().objects.create_user("amira", password="x")
    user.groups.set(groups)
    return bearer(MemberToken.new(user, "", timezone.now() + timedelta(days=1))[1])


def in_the_group(collection: Collection) -> Headers:
    return member(*Group.objects.filter(name="Inner circle"))


def unlocked(collection: Collection) -> Headers:
    found = password_exchange.unlock_collection(RequestFactory().post("/"), collection, "open sesame")
    return {"x-page-access": found.token} if found is not None else {}


def unlocked_another(collection: Collection) -> Headers:
    another = Collection.get_first_root_node().add_child(name="Another")
    CollectionViewRestriction.objects.create(collection=another, restriction_type="password", password="open sesame")
    return unlocked(another)


ASKED_OF_A_DOCUMENT = """query($id: ID!) { page(by: {id: $id}) { ... on Tool { downloads { document { title url } }
    body { ... on DocumentBlock { document { title url } available } } } } }"""
ASKED_OF_A_PICTURE = "query($id: ID!) { page(by: {id: $id}) { ... on Tool { coverImage { title srcSet } } } }"

KEYS = [
    Key("none", lambda collection: {}, PUBLIC, PUBLIC),
    Key("client: read", lambda collection: client_key(), PUBLIC, PUBLIC),
    # Wagtail's own view gives the file of a document; it knows members and sessions, no clients or tokens of passwords.
    Key("client: read:restricted", lambda collection: client_key(Scope.READ_RESTRICTED), PUBLIC | LOGIN, PUBLIC),
    Key("member", lambda collection: member(), PUBLIC | LOGIN, PUBLIC | LOGIN),
    Key("member of the group", in_the_group, PUBLIC | LOGIN | GROUPS, PUBLIC | LOGIN | GROUPS),
    Key("password of this collection", unlocked, PUBLIC | PASSWORD, PUBLIC),
    Key("password of another collection", unlocked_another, PUBLIC, PUBLIC),
]


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
def test_a_document(key: Key, cell: Cell) -> None:
    for kind in COLLECTIONS:
        with cell(collection=kind) as tree:
            paper = document(kind)
            block = [{"type": "document", "value": {"document": paper.pk, "title": "", "description": ""}}]
            page: Any = host(tree, block)
            ToolDownload.objects.create(page=page, document=paper, title="")
            client = Client(headers=key.make(paper.collection))
            said = GraphQL(client)(ASKED_OF_A_DOCUMENT, id=page_id(page.pk))
            sees = kind in key.opens
            [shown] = said["page"]["body"]
            assert (shown["document"] is not None) is shown["available"] is sees
            assert (SECRET in str(said)) is sees
            answer = client.get(paper.url)
            given = answer.status_code == 200 and f"{SECRET} inside" in b"".join(answer).decode()
            assert given is (kind in key.files)


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
def test_a_picture(key: Key, cell: Cell) -> None:
    for kind in COLLECTIONS:
        with cell(collection=kind) as tree:
            image = picture(kind)
            page = host(tree, cover_image=image, cover_alt_text=f"A {SECRET}")
            client = Client(headers=key.make(image.collection))
            said = GraphQL(client)(ASKED_OF_A_PICTURE, id=page_id(page.pk))
            assert (said["page"]["coverImage"] is not None) is (SECRET in str(said)) is (kind in key.opens)
            answer = client.get(f"/images/{image.pk}/card-{image_version(image)}.webp")
            assert (answer.status_code == 200) is (kind in key.opens)
            if kind != "public" and answer.status_code == 200:
                assert "no-store" in answer["Cache-Control"], "what a key opened is kept by no cache"
