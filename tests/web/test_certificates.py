"""A certificate of attendance is made at the site, read by its code, and had as PDF; who comes is shown by choice."""

from __future__ import annotations

import re
import socket
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.utils import timezone

from community.registrations.models import Certificate, Registration
from community.registrations.registering import register
from content_types.events.factories import EventPageFactory
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


def test_from_being_there_to_the_file(small_site: Site, tree: Tree) -> None:
    cache.clear()
    ana = get_user_model().objects.create_user("ana", "ana@example.org", PASSWORD)
    start = timezone.now() + timedelta(hours=3)
    event = EventPageFactory(parent=tree.events, title="A talk", start=start, end=start + timedelta(hours=1))
    register(ana, event)
    reader, path = PlainReader(small_site), "/my/events/"
    way = reader.ask(path)
    mine = reader.send(form(way, 'name="password"'), "/sign-in/", username="ana", password=PASSWORD)
    assert "Nobody but the organisers sees that you come." in mine.text
    shown = reader.send(form(mine, 'value="show"'), path)
    assert "Members who come see that you come" in shown.text
    assert Registration.objects.get().shows
    event.start, event.end = start - timedelta(days=1), start - timedelta(hours=23)
    event.save()
    Registration.objects.update(attended=True)
    past = reader.ask(path)
    assert "You were there." in past.text
    made = reader.send(form(past, 'value="certificate"'), path, name="Ana <b>Ŵ</b>")
    one = Certificate.objects.get()
    assert f"/certificate/{one.code}/" in made.url
    assert made.headers["cache-control"] == "private, no-store"
    assert "Ana &lt;b&gt;Ŵ&lt;/b&gt;" in made.text
    with urllib.request.urlopen(f"{small_site.url}/certificate/{one.code}/certificate.pdf") as answer:
        assert (answer.headers["Content-Type"], answer.read()[:5]) == ("application/pdf", b"%PDF-")
    for wrong in ("AAAA", "A" * 16):
        assert PlainReader(small_site).ask(f"/certificate/{wrong}/").status == 404
