"""Without JavaScript: who has no account reports a page; its author reads the decision and asks for another look."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache

from access import throttle
from community.moderation import deciding
from community.moderation.models import Action, Appeal, Case, Report
from community.moderation.trust import decide_trust
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.community.moderation.people import account, moderator, verdict
from tests.support.tree import Tree
from tests.web.plain_reader import PlainReader
from tests.web.site import Page, Site, running

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def small_site(live_server: Any) -> Iterator[Site]:
    """The site, for all tests of this module."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.set_inheritable(True)
        with running(live_server.url, listener) as found:
            yield found


@pytest.fixture
def page(tree: Tree) -> Any:
    cache.clear()
    throttle.forget_all()
    author = account("ana")
    return KnowledgeArticlePageFactory(parent=tree.knowledge, slug="named", title="Who is named", owner=author)


def form(found: Page) -> str:
    """The form of a page that takes words."""
    return next(one for one in re.findall(r"<form.*?</form>", found.text, re.DOTALL) if "<textarea" in one)


def reported(reader: PlainReader, page: Any, **fields: str) -> Page:
    """Follow the page's own link, and send the form."""
    link = re.search(r'href="(/report/\?subject=[^"]+)"', reader.ask("/knowledge/named/").text)
    assert link is not None
    way = reader.ask(link[1])
    assert "Who is named" in way.text
    return reader.send(form(way), "/report/", **fields)


def test_a_page_is_reported_without_an_account(small_site: Site, page: Any) -> None:
    reader = PlainReader(small_site)
    thanks = reported(reader, page, reason="PATIENT_DETAILS", words="Mrs Jones is named.", email="who@example.org")
    made = Report.objects.get()
    assert made.reference in thanks.text
    assert (made.words, made.email, made.case.path) == ("Mrs Jones is named.", "who@example.org", "/knowledge/named/")
    assert "In case you need somebody now" not in thanks.text
    assert thanks.headers["cache-control"] == "private, no-store"
    again = reported(reader, page, reason="OTHER", words="I want to die when I read this.")
    assert "In case you need somebody now" in again.text


def test_what_is_left_out_is_asked_for_and_what_was_typed_stays(small_site: Site, page: Any) -> None:
    found = reported(PlainReader(small_site), page, words="Kept words", email="not one", reason="OTHER")
    assert found.status == 422
    assert "Kept words" in found.text
    assert "Report “Who is named”" in found.text
    assert not Report.objects.exists()


def test_a_program_is_thanked_and_not_heard(small_site: Site, page: Any) -> None:
    thanks = reported(PlainReader(small_site), page, reason="SPAM", website="https://spam.example.org/")
    assert thanks.status == 200
    assert "Thank you" in thanks.text
    assert not Case.objects.exists()


def test_the_author_reads_the_decision_and_asks_for_another_look(small_site: Site, page: Any) -> None:
    reader = PlainReader(small_site)
    reported(reader, page, reason="PATIENT_DETAILS")
    deciding.decide(moderator("cleo"), Case.objects.get().pk, verdict(Action.HIDE))
    page.refresh_from_db()
    assert not page.live, "what the site has kept of it, it drops as it drops all that is unpublished"
    link = re.search(r"/decision/[^/\s]+/", mail.outbox[-1].body)
    assert link is not None
    shown = reader.ask(link[0])
    assert "It is hidden" in shown.text
    assert not Appeal.objects.exists()
    back = reader.send(form(shown), link[0], words="Nobody is named.")
    assert "You asked for another look" in back.text
    assert Appeal.objects.get().words == "Nobody is named."
    assert reader.ask("/decision/nonsense/").status == 404


def test_a_member_sees_how_far_they_are_trusted_and_why(small_site: Site, page: Any) -> None:
    decide_trust(moderator("cleo"), page.owner, "known", "Two good guides.")
    page.owner.set_password("a-long-password")
    page.owner.save()
    reader = PlainReader(small_site)
    assert "/sign-in/" in reader.ask("/my/standing/").url
    way = reader.ask("/sign-in/?next=/my/standing/")
    sign_in = next(one for one in re.findall(r"<form.*?</form>", way.text, re.DOTALL) if 'name="password"' in one)
    shown = reader.send(sign_in, "/sign-in/", username="ana", password="a-long-password")
    assert "Two good guides." in shown.text
    assert "10 contributions a day" in shown.text
