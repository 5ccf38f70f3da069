"""Every key that can come with a request, and which of the states it opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client, RequestFactory
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from access import password_exchange
from access.models import ApiClient, ApiKey, MemberToken
from access.scopes import Scope
from content_types.core.factories import StandardPageFactory
from delivery.visibility import Viewer
from tests.support.tree import Tree
from tests.visibility.states import STATES, restrict

# An alias is as private as its source: what opens the one opens the other.
LOGIN = frozenset({"private: login", "child of private: login", "alias of private: login"})
GROUPS = frozenset({"private: groups", "child of private: groups", "alias of private: groups"})
PASSWORD = frozenset(
    {
        "private: password",
        "child of private: password",
        "grandchild of private",
        "alias of private: password",
        "alias of an alias of a child of private",
    }
)
PUBLIC = frozenset(state.name for state in STATES if state.visible)

Headers = dict[str, str]


@dataclass(frozen=True)
class Key:
    """A key, how to make it for a page that is in some state, and the names of the states that it opens;
    None: it is rejected."""

    name: str
    make: Callable[[Page, Tree], Headers]
    opens: frozenset[str] | None

    def client(self, page: Page, tree: Tree) -> Client:
        """A client that sends the key with every request."""
        return Client(headers=self.make(page, tree))


def _bearer(key: str) -> Headers:
    return {"authorization": f"Bearer {key}"}


def _client(*scopes: Scope) -> str:
    client = ApiClient.objects.create(name="Builder", scopes=[Scope.READ.value, *scopes])
    return client.new_key(timezone.now() + timedelta(days=1))


def _member(*groups: Group) -> str:
    user = get_user_model().objects.create_user("amira", password="x")
    user.groups.set(groups)
    return MemberToken.new(user, "", timezone.now() + timedelta(days=1))[1]


def _revoked() -> str:
    key = _client(Scope.READ_RESTRICTED)
    ApiKey.objects.get().revoke()
    return key


def _expired() -> str:
    key = _member()
    MemberToken.objects.update(expires_at=timezone.now())
    return key


def _unlocked(page: Page, password: str = "open sesame") -> Headers:
    found = password_exchange.unlock_page(RequestFactory().post("/"), Viewer(), page, password)
    return {"x-page-access": found.token} if found is not None else {}


def _unlocked_another(page: Page, tree: Tree) -> Headers:
    return _unlocked(restrict(StandardPageFactory(parent=tree.home, title="Another"), "password"))


def _changed_password(page: Page, tree: Tree) -> Headers:
    headers = _unlocked(page) or _unlocked_another(page, tree)
    PageViewRestriction.objects.filter(restriction_type="password").update(password="another")
    return headers


def _in_the_group(page: Page, tree: Tree) -> Headers:
    return _bearer(_member(*Group.objects.filter(name="Inner circle")))


def _everything(page: Page, tree: Tree) -> Headers:
    return {**_in_the_group(page, tree), **_unlocked(page)}


KEYS = [
    Key("none", lambda page, tree: {}, PUBLIC),
    Key("client: read", lambda page, tree: _bearer(_client()), PUBLIC),
    Key("client: read:restricted", lambda page, tree: _bearer(_client(Scope.READ_RESTRICTED)), PUBLIC | LOGIN),
    Key("member", lambda page, tree: _bearer(_member()), PUBLIC | LOGIN),
    Key("member of the group", _in_the_group, PUBLIC | LOGIN | GROUPS),
    Key("password of this page", lambda page, tree: _unlocked(page), PUBLIC | PASSWORD),
    Key("password of another page", _unlocked_another, PUBLIC),
    Key("member of the group with the password", _everything, PUBLIC | LOGIN | GROUPS | PASSWORD),
    Key("revoked client", lambda page, tree: _bearer(_revoked()), None),
    Key("expired member", lambda page, tree: _bearer(_expired()), None),
    Key("wrong", lambda page, tree: _bearer("wham_m_0123456789_" + "a" * 43), None),
    Key("changed password", _changed_password, None),
]


def rejection_of(client: Client) -> Any:
    """What a request with the client's key is answered before anything is read."""
    return client.get("/graphql/", {"query": "{ __typename }"})
