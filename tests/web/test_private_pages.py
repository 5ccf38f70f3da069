"""Private pages at the site: by password and by signing in, for one reader alone."""

from __future__ import annotations

import re
import socket
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from wagtail.models import PageViewRestriction

from access.models import MemberToken
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.support.tree import Tree
from tests.web.plain_reader import PlainReader
from tests.web.site import Page, Site, running

pytestmark = pytest.mark.django_db(transaction=True)

TITLE = "For those who may"
ELSEWHERE = ("//evil.example/", "/\\evil.example/", "https://evil.example/", "/a\r\nSet-Cookie: x=y/", "evil")


@pytest.fixture(scope="module")
def small_site(live_server: Any) -> Iterator[Site]:
    """The site, for all tests of this module."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.set_inheritable(True)
        with running(live_server.url, listener) as found:
            yield found


@pytest.fixture(autouse=True)
def nobody_was_refused() -> None:
    """No attempt of another test counts."""
    cache.clear()


class Reader(PlainReader):
    """One who opens private pages."""

    def unlock(self, path: str, password: str) -> Page:
        """Open a page and give a password for it."""
        return self.fill(self.ask(path), "/unlock/", password=password)

    def sign_in(self, path: str, password: str) -> Page:
        """Sign in as a member on the way to a page."""
        return self.fill(self.ask(f"/sign-in/?next={path}"), "/sign-in/", username="member", password=password)


def private(tree: Tree, kind: str, slug: str = "private", **values: Any) -> str:
    """The path of a private page."""
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title=TITLE, slug=slug)
    PageViewRestriction.objects.create(page=page, restriction_type=kind, **values)
    return f"/knowledge/{slug}/"


def test_a_password_opens_its_page_for_who_gave_it(small_site: Site, tree: Tree) -> None:
    path, other = private(tree, "password", password="rounds2026"), private(tree, "password", "other", password="else")
    one, two = Reader(small_site), Reader(small_site)
    shown = one.unlock(path, "rounds2026")
    assert shown.url == f"{small_site.url}{path}"
    assert TITLE in shown.text
    assert shown.headers["cache-control"] == "private, no-store"
    assert "etag" not in shown.headers
    assert "Cookie" in shown.headers["vary"]
    for _ in range(2):  # before and after, and between: nobody else has anything of it
        assert TITLE not in two.ask(path).text
        assert TITLE not in small_site.get(path).text
        assert TITLE in one.ask(path).text
        assert TITLE not in one.ask(other).text, "a key opens the page that it is of"
    assert one.ask(path, **{"If-None-Match": 'W/"1"'}).status == 200
    (cookie,) = [found for found in one.jar if found.name == "pages"]
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "lax"
    assert "rounds2026" not in str(cookie.value)


def test_two_passwords_open_two_pages(small_site: Site, tree: Tree) -> None:
    first, second = private(tree, "password", password="one"), private(tree, "password", "second", password="two")
    reader = Reader(small_site)
    assert TITLE in reader.unlock(first, "one").text
    assert TITLE in reader.unlock(second, "two").text
    assert TITLE in reader.ask(first).text


def test_a_wrong_password_says_what_to_do_and_too_many_say_when(small_site: Site, tree: Tree) -> None:
    path = private(tree, "password", password="rounds2026")
    reader = Reader(small_site)
    refused = reader.unlock(path, "guess")
    assert refused.status == 403
    assert "This password opens no page at this address." in refused.text
    nowhere = reader.unlock("/knowledge/nowhere/", "guess")
    assert re.sub(r"nowhere|private", "", nowhere.text).count("opens no page") == 1, "the same where there is none"
    for _ in range(12):
        refused = reader.unlock(path, "guess")
    assert refused.status == 429
    assert int(refused.headers["retry-after"]) > 0
    assert "That was tried too often." in refused.text
    assert small_site.get("/").status == 200, "everybody else reads on"


def test_a_member_signs_in_and_out(small_site: Site, tree: Tree) -> None:
    get_user_model().objects.create_user("member", "member@example.org", "a-long-password")
    path = private(tree, "login")
    one, two = Reader(small_site), Reader(small_site)
    assert "The name and the password do not belong together." in one.sign_in(path, "wrong").text
    shown = one.sign_in(path, "a-long-password")
    assert shown.url == f"{small_site.url}{path}"
    assert TITLE in shown.text
    assert TITLE in one.ask("/knowledge/").text, "lists have it too"
    assert TITLE not in two.ask("/knowledge/").text
    assert TITLE not in two.ask(path).text
    one.fill(one.ask("/sign-in/"), "/sign-out/")
    assert not MemberToken.objects.filter(revoked_at=None).exists(), "the key is over at the library too"
    assert not [found for found in one.jar if found.name in {"member", "pages"}]
    assert TITLE not in one.ask(path).text


def test_a_key_that_has_ended_says_so_once_and_reading_goes_on(small_site: Site, tree: Tree) -> None:
    get_user_model().objects.create_user("member", "member@example.org", "a-long-password")
    path = private(tree, "login")
    reader = Reader(small_site)
    reader.sign_in(path, "a-long-password")
    MemberToken.objects.all().delete()
    ended = reader.ask(path)
    assert ended.status == 403
    assert "Your access has ended" in ended.text
    assert reader.ask("/knowledge/").status == 200
    guarded = private(tree, "password", "guarded", password="before")
    reader.unlock(guarded, "before")
    PageViewRestriction.objects.filter(password="before").update(password="after")
    assert TITLE not in reader.ask(guarded).text
    assert TITLE in reader.unlock(guarded, "after").text
    PageViewRestriction.objects.get(password="after").page.unpublish()
    withdrawn = reader.ask(guarded)
    assert withdrawn.status == 404
    assert TITLE not in withdrawn.text


@pytest.mark.parametrize("where", ELSEWHERE)
def test_no_form_leads_to_another_site(where: str, small_site: Site, tree: Tree) -> None:
    get_user_model().objects.create_user("member", "member@example.org", "a-long-password")
    reader = Reader(small_site)
    found = reader.ask("/sign-in/?next=/")
    token = re.search(r'name="form" value="([^"]+)"', found.text)
    assert token is not None
    fields = {"form": token[1], "next": where, "username": "member", "password": "a-long-password"}
    assert reader.ask("/sign-in/", fields, Origin=small_site.url).url == f"{small_site.url}/"
    assert "evil" not in reader.ask(f"/sign-in/?next={urllib.parse.quote(where)}").text


def test_another_site_cannot_send_a_form(small_site: Site, tree: Tree) -> None:
    path = private(tree, "password", password="rounds2026")
    reader, attacker = Reader(small_site), Reader(small_site)
    fields = {"path": path, "password": "rounds2026"}  # pragma: allowlist secret
    token = re.search(r'name="form" value="([^"]+)"', attacker.ask(path).text)
    assert token is not None
    for sent, origin in (({}, small_site.url), ({"form": token[1]}, small_site.url)):
        refused = reader.ask("/unlock/", {**fields, **sent}, Origin=origin)
        assert refused.status == 403
        assert "This form was open for too long" in refused.text
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        assert attacker.ask("/unlock/", {**fields, "form": token[1]}, **headers).status == 403
    assert not [found for found in attacker.jar if found.name == "pages"]


def test_what_is_no_key_goes_nowhere(small_site: Site) -> None:
    for cookie in ("member=nonsense", "member=wham_m_\u00e9", "pages=a%0d%0ab", f"pages={'x y!' * 99}"):
        assert small_site.get("/", Cookie=cookie).status == 200
    assert small_site.get("/", Cookie=f"member=wham_m_{'a' * 10}_{'b' * 43}").status == 403
    assert small_site.get("/", Cookie="pages=forged").status == 403
