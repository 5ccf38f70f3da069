"""A member follows at the site, chooses mails, and switches all off by the link of a mail; without JavaScript."""

from __future__ import annotations

import re
import socket
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache

from community.following.choosing import token_of
from community.following.models import Follow, MailChoice
from content_types.taxonomy.factories import TopicFactory
from content_types.tools.factories import ToolPageFactory
from tests.support.tree import Tree
from tests.web.plain_reader import PlainReader
from tests.web.site import Page, Site, running

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a-long-password"


@pytest.fixture(scope="module")
def small_site(live_server: Any) -> Iterator[Site]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.set_inheritable(True)
        with running(live_server.url, listener) as found:
            yield found


def form(found: Page, having: str) -> str:
    return next(one for one in re.findall(r"<form.*?</form>", found.text, re.DOTALL) if having in one)


def button(found: Page) -> str:
    link = re.search(r'href="(/my/following/\?[^"]+)"', found.text)
    assert link is not None
    return link[1].replace("&amp;", "&")


def test_following_choosing_and_stopping(small_site: Site, tree: Tree, settings: Any) -> None:
    cache.clear()
    settings.FRONTEND_URL = small_site.url  # without a frontend terms have no pages
    TopicFactory(name="Housing & heat", slug="housing")
    ToolPageFactory(parent=tree.tools, slug="letter", title="A letter")
    get_user_model().objects.create_user("ana", "ana@example.org", PASSWORD)
    reader, path = PlainReader(small_site), "/my/following/"
    way = reader.ask(button(reader.ask("/topics/housing/")))
    found = reader.send(form(way, 'name="password"'), "/sign-in/", username="ana", password=PASSWORD)
    assert "Housing &amp; heat" in found.text
    assert not Follow.objects.exists(), "to look changes nothing"
    done = reader.send(form(found, 'value="follow"'), path)
    assert "Stop following Housing &amp; heat" in done.text
    tool = reader.ask(button(reader.ask("/tools/letter/")))
    reader.send(form(tool, 'value="follow"'), path)
    assert set(Follow.objects.values_list("kind", flat=True)) == {"topic", "tool"}
    assert MailChoice.objects.get().rhythm == "weekly"
    mails = form(reader.ask(path), 'value="mails"')
    reader.send(re.sub(r'<input type="(radio|checkbox)"[^>]*>', "", mails), path, rhythm="DAILY", reminders="1")
    choice = MailChoice.objects.get()
    assert (choice.rhythm, choice.reminders, choice.news_of_use) == ("daily", True, False)
    reader.send(form(reader.ask(path), 'value="unfollow"'), path)
    assert Follow.objects.count() == 1
    assert reader.send('<input name="form" value="x"><input name="do" value="unfollow">', path).status == 403
    assert 'value="follow"' not in reader.ask(f"{path}?topic=nothing").text


def test_the_link_of_a_mail_by_hand_and_by_the_one_tap_of_a_mail_program(small_site: Site, tree: Tree) -> None:
    cache.clear()
    ana = get_user_model().objects.create_user("ana", "ana@example.org", PASSWORD)
    MailChoice.objects.create(member=ana, rhythm="daily")
    path, reader = f"/mails-off/{token_of(ana)}/", PlainReader(small_site)
    opened = reader.ask(path)
    assert opened.headers["cache-control"] == "private, no-store"
    assert MailChoice.objects.get().rhythm == "daily", "to open it changes nothing"
    assert "They are off" in reader.send(form(opened, "Switch them off"), path).text
    assert MailChoice.objects.get().rhythm == "never"
    MailChoice.objects.update(rhythm="daily")
    tap = urllib.request.Request(f"{small_site.url}{path}", b"List-Unsubscribe=One-Click", method="POST")
    with urllib.request.urlopen(tap) as answer:
        assert answer.status == 200
    assert MailChoice.objects.get().rhythm == "never"
    assert reader.send(form(opened, "Switch them off"), "/mails-off/1.nonsense/").status == 422
