"""A member says who they are, finds a mentor near them, asks, and writes; without JavaScript."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import cache

from community.connections.models import Contact, ContactMessage, State
from community.profiles.models import Profile
from content_types.core.identity import global_id
from content_types.taxonomy.factories import TopicFactory
from graphql_api.schema.contact_types import CONTACT, MESSAGE
from graphql_api.schema.profile_types import MEMBER
from tests.support.tree import Tree
from tests.web.plain_reader import PlainReader
from tests.web.site import Page, Site, running

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a-long-password"
NASTY = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7*7 }}"


@pytest.fixture(scope="module")
def small_site(live_server: Any) -> Iterator[Site]:
    """The site, for all tests of this module."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.set_inheritable(True)
        with running(live_server.url, listener) as found:
            yield found


def form(found: Page, having: str) -> str:
    """The form of the page that has something in it."""
    return next(one for one in re.findall(r"<form.*?</form>", found.text, re.DOTALL) if having in one)


def reader(site: Site, name: str) -> PlainReader:
    """Somebody with an account, who is signed in."""
    get_user_model().objects.create_user(name, f"{name}@home.example.org", PASSWORD)
    one = PlainReader(site)
    way = one.ask("/sign-in/?next=/my/profile/")
    back = one.send(form(way, 'name="password"'), "/sign-in/", username=name, password=PASSWORD)
    assert "/my/profile/" in back.url
    return one


def test_from_a_profile_to_a_conversation(small_site: Site, tree: Tree) -> None:
    cache.clear()
    TopicFactory(slug="housing", name="Housing")
    ben, amina = reader(small_site, "ben"), reader(small_site, "amina")
    told = {"display_name": "Ben Brown", "about": NASTY, "town": "leeds", "offers:MENTORING": "1"}
    told |= {"topic:housing": "1", "all": "MEMBERS"}
    saved = ben.send(form(ben.ask("/my/profile/"), 'name="display_name"'), "/my/profile/", **told)
    assert "It is saved." in saved.text
    assert "near Leeds" in saved.text
    assert "<script>alert" not in saved.text
    assert "You are in no list of theirs." in saved.text, "of everybody's"
    profile = Profile.objects.get(user__username="ben")
    assert (profile.offers_mentoring, profile.location_audience) == (True, "members")
    assert "Ben Brown" not in PlainReader(small_site).ask("/members/").text

    found = amina.ask("/members/?offers=MENTORING&near=bradford&km=30")
    assert "no-store" in found.headers["cache-control"]
    link = re.search(r'href="(/members/[^"]+)">Ben Brown', found.text)
    assert link is not None
    assert "Ben Brown" not in amina.ask("/members/?offers=SPEAKING").text
    page = amina.ask(link[1])
    assert "Show your name to members first" in page.text
    assert f"/report/?subject={quote(global_id(MEMBER, profile.pk))}" in page.text
    mine = form(amina.ask("/my/profile/"), 'name="display_name"')
    amina.send(mine, "/my/profile/", display_name="Amina R", all="MEMBERS")
    asked = amina.send(form(amina.ask(link[1]), 'value="ask"'), "/my/connections/", message=f"Hello. {NASTY}")
    assert "They are asked." in asked.text
    assert mail.outbox[-1].to == ["ben@home.example.org"]

    got = ben.ask("/my/connections/")
    assert "Amina R" in got.text
    assert f"/report/?subject={quote(global_id(CONTACT, Contact.objects.get().pk))}" in got.text
    assert "<script>alert" not in got.text
    assert "home.example.org" not in got.text
    ben.send(form(got, 'value="accept"'), "/my/connections/")
    assert Contact.objects.get().state == State.ACCEPTED
    written = amina.send(form(amina.ask("/my/connections/"), 'value="send"'), "/my/connections/", text=NASTY)
    assert "It is on its way." in written.text
    read = ben.ask("/my/connections/").text
    assert "<script>alert" not in read
    assert f"/report/?subject={quote(global_id(MESSAGE, ContactMessage.objects.get().pk))}" in read
    assert NASTY in mail.outbox[-1].body, "words in a mail of plain text"
    assert "In case you need somebody now" not in written.text
    hard = amina.send(form(written, 'value="send"'), "/my/connections/", text="I can't go on like this.")
    assert "It is on its way." in hard.text
    assert "In case you need somebody now" in hard.text
    assert hard.url.endswith("/my/connections/"), "no address says so"
    assert "In case you need somebody now" not in amina.ask("/my/connections/").text
    blocked = ben.send(form(ben.ask("/my/connections/"), 'value="block"'), "/my/connections/")
    assert "Blocked" in blocked.text
    ended = amina.ask("/my/connections/").text
    assert "Blocked" not in ended
    assert "Ended" in ended


def test_who_is_not_signed_in_is_led_there(small_site: Site, tree: Tree) -> None:
    for path in ("/my/profile/", "/my/connections/"):
        assert "/sign-in/" in PlainReader(small_site).ask(path).url
    assert PlainReader(small_site).ask("/members/nonsense/").status == 404
