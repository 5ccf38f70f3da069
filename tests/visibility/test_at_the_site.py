"""The visibility matrix at the site: every state crossed with every key that a reader can hold, and previews."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import RequestFactory
from django.utils import timezone
from wagtail.models import Page

from access import password_exchange
from access.models import MemberToken
from content_types.core.factories import StandardPageFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from delivery.visibility import Viewer
from tests.support.process import forget
from tests.support.tree import Tree
from tests.visibility.keys import GROUPS, LOGIN, PASSWORD, PUBLIC
from tests.visibility.states import SECRET, STATES
from tests.web.site import Site, running

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400), pytest.mark.django_db(transaction=True)]

CIRCLE = "Inner circle"
OPENS = {
    "nobody": PUBLIC,
    "member": PUBLIC | LOGIN,
    "member of the groups": PUBLIC | LOGIN | GROUPS,
    "password": PUBLIC | PASSWORD,
    "member of the groups with the password": PUBLIC | LOGIN | GROUPS | PASSWORD,
}


@pytest.fixture
def site(transactional_db: None, tree: Tree, live_server: Any) -> Iterator[Site]:
    """The site before this library."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.set_inheritable(True)
        with running(live_server.url, listener) as found:
            yield found


def pages_in_every_state(tree: Tree) -> dict[str, Page]:
    """A page a state, each below a parent of its own."""
    found = {}
    for number, state in enumerate(STATES):
        parent = StandardPageFactory(parent=tree.home, title=f"Parent {number}", slug=f"parent-{number}")
        found[state.name] = state.build(KnowledgeArticlePageFactory, parent)
        Group.objects.filter(name=CIRCLE).update(name=f"{CIRCLE} {number}")  # the next one makes its own
    return found


def member(name: str, *groups: Group) -> str:
    """The cookie of somebody who is signed in."""
    user = get_user_model().objects.create_user(name, password="x")
    user.groups.set(groups)
    return f"member={MemberToken.new(user, '', timezone.now() + timedelta(days=1))[1]}"


def unlocked(page: Page) -> str:
    """The cookie of somebody who gave the password of a page, where that opens anything."""
    forget()
    found = password_exchange.unlock_page(RequestFactory().post("/"), Viewer(), page, "open sesame")
    return f"pages={found.token}" if found is not None else ""


def test_what_comes_out_at_the_site(site: Site, tree: Tree, subtests: pytest.Subtests) -> None:
    pages = pages_in_every_state(tree)
    plain, inner = member("plain"), member("inner", *Group.objects.filter(name__startswith=CIRCLE))
    for name, page in pages.items():
        path = f"/{page.url_path.removeprefix(tree.home.url_path)}"
        password = unlocked(page)
        cookies = {
            "nobody": "", "member": plain, "member of the groups": inner, "password": password,
            "member of the groups with the password": f"{inner}; {password}",
        }  # fmt: skip
        # Nobody asks first and last: what was answered for a key is nobody else's.
        for asker in (*OPENS, "nobody"):
            with subtests.test(state=name, asker=asker):
                for address in (path, f"{path.rstrip('/')}.md"):
                    found = site.get(address, **({"Cookie": cookies[asker]} if cookies[asker] else {}))
                    # What is not there names its address, and that has the secret.
                    text = found.text if found.status == 200 else ""
                    assert (SECRET in text) is (name in OPENS[asker]), (address, found.status, cookies[asker])
                    if cookies[asker]:
                        assert found.headers["cache-control"] == "private, no-store"


def test_a_preview_opens_its_draft_at_its_own_address_alone(site: Site, tree: Tree, subtests: pytest.Subtests) -> None:
    pages = pages_in_every_state(tree)
    for number, (name, page) in enumerate(pages.items()):
        with subtests.test(state=name):
            other = KnowledgeArticlePageFactory(parent=tree.knowledge, title=f"Another {number}", live=False)
            token, elsewhere = page.create_page_preview().token, other.create_page_preview().token
            path = f"/{page.url_path.removeprefix(tree.home.url_path)}"
            assert SECRET in site.get(f"/preview/?token={quote(token)}").text
            assert SECRET not in site.get(f"/preview/?token={quote(elsewhere)}").text
            visible = name in PUBLIC
            for address in (path, f"{path}?token={quote(token)}"):
                found = site.get(address)
                assert (found.status == 200) is visible
            assert site.get("/preview/").status == 403
            if page.alias_of_id is None:  # an alias is published with its original
                type(page).objects.get(pk=page.pk).save_revision().publish()
                assert site.get(f"/preview/?token={quote(token)}").status == 403
