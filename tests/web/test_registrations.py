"""A member books a place at the site, waits, answers an offer from a mail, and cancels; without JavaScript."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.utils import timezone

from community.registrations.links import token_of
from community.registrations.models import Registration, State
from community.registrations.registering import cancel, register
from content_types.events.factories import EventPageFactory
from tests.support.tree import Tree
from tests.web.plain_reader import PlainReader
from tests.web.site import Page, Site, running

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a-long-password"


@pytest.fixture(scope="module")
def small_site(live_server: Any) -> Iterator[Site]:
    """The site, for all tests of this module."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.set_inheritable(True)
        with running(live_server.url, listener) as found:
            yield found


@pytest.fixture
def event(tree: Tree) -> Any:
    cache.clear()
    start = timezone.now() + timedelta(hours=30)
    return EventPageFactory(
        parent=tree.events, slug="whaminar", title="A WHAMinar", capacity=1, start=start, end=start + timedelta(hours=1)
    )


def member(name: str) -> Any:
    return get_user_model().objects.create_user(name, f"{name}@example.org", PASSWORD)


def form(found: Page, having: str) -> str:
    """The form of the page that has something in it."""
    return next(one for one in re.findall(r"<form.*?</form>", found.text, re.DOTALL) if having in one)


def signed_in(reader: PlainReader, name: str, path: str) -> Page:
    """Follow the page's own way to sign in, and come back."""
    link = re.search(r'href="(/sign-in/\?next=[^"]+)"[^>]*>Book a place', reader.ask(path).text)
    assert link is not None
    way = reader.ask(link[1])
    back = reader.send(form(way, 'name="password"'), "/sign-in/", username=name, password=PASSWORD)
    assert path in back.url
    return back


def test_booking_waiting_and_cancelling(small_site: Site, event: Any) -> None:
    ana, path = member("ana"), "/events/whaminar/"
    reader = PlainReader(small_site)
    found = signed_in(reader, "ana", path)
    assert "1 place is left." in found.text
    booked = reader.send(form(found, 'value="register"'), "/my/events/", needs="A ramp", companions="")
    assert "You have a place." in booked.text
    assert "A ramp" not in booked.text
    assert Registration.objects.get().access_needs == "A ramp"
    member("ben")
    other = PlainReader(small_site)
    full = signed_in(other, "ben", path)
    assert "All places are taken." in full.text
    assert "ana" not in full.text
    waits = other.send(form(full, 'value="register"'), "/my/events/")
    assert "You are number 1 on the waiting list." in waits.text
    mine = reader.ask("/my/events/")
    assert "A WHAMinar" in mine.text
    gone = reader.send(form(mine, 'value="cancel"'), "/my/events/")
    assert "You are registered for no event" not in gone.text
    assert Registration.objects.get(member=ana).state == State.CANCELLED
    assert "A place is free for you." in other.ask("/my/events/").text
    too_many = reader.send(
        form(reader.ask(path), 'value="register"'), "/my/events/", companions="\n".join(f"N{n}" for n in range(10))
    )
    assert "At most 9 can come with you" in too_many.text


def test_an_offer_is_answered_from_a_mail_by_a_tap_and_not_by_opening_it(small_site: Site, event: Any) -> None:
    ana, ben = member("ana"), member("ben")
    first, second = register(ana, event), register(ben, event)
    cancel(ana, first)
    path = f"/registration/{token_of(second)}/"
    reader = PlainReader(small_site)
    opened = reader.ask(path)
    assert "It is kept for you until" in opened.text
    assert opened.headers["cache-control"] == "private, no-store"
    assert opened.headers["referrer-policy"] == "strict-origin"
    second.refresh_from_db()
    assert second.state == State.OFFERED
    done = reader.send(form(opened, 'value="accept"'), path)
    assert "You have a place." in done.text
    second.refresh_from_db()
    assert second.state == State.CONFIRMED
    assert PlainReader(small_site).ask("/registration/nonsense/").status == 404


def test_nothing_is_done_without_the_form_of_the_site(small_site: Site, event: Any) -> None:
    one = register(member("ana"), event)
    reader = PlainReader(small_site)
    path = f"/registration/{token_of(one)}/"
    reader.ask(path)
    forged = reader.send('<input name="form" value="x"><input name="do" value="cancel">', path)
    assert forged.status == 403
    one.refresh_from_db()
    assert one.state == State.CONFIRMED
    assert PlainReader(small_site).ask("/my/events/").url.endswith("/sign-in/?next=/my/events/")
