"""A colleague without an account reviews a draft at the site, by a link from a mail, without JavaScript."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from review.invitations import invite, withdraw
from review.links import token_of
from review.models import Decision, Invitation, Review, SuggestedEdit
from tests.review.people import InReview, in_review
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
def review(tree: Tree) -> InReview:
    cache.clear()
    return in_review(tree)


@pytest.fixture
def path(review: InReview) -> str:
    return f"/review/{token_of(invite(review.state.pk, review.ben, 'dora@example.org', 'Dora'))}/"


def form(found: Page, having: str) -> str:
    """The form of the page that has something in it."""
    return next(one for one in re.findall(r"<form.*?</form>", found.text, re.DOTALL) if having in one)


def test_a_draft_is_read_and_approved(small_site: Site, review: InReview, path: str) -> None:
    dora = PlainReader(small_site)
    opened = dora.ask(path)
    assert "Ben asks you to read this" in opened.text
    assert f'href="{path}draft/"' in opened.text
    draft = dora.ask(f"{path}draft/")
    assert "On money" in draft.text
    assert f'href="{path}"' in draft.text, "the way back"
    assert "/edit/" not in draft.text, "no place of the editors' form"
    question = re.search(r'name="(question-[^"]+)"', opened.text)
    assert question is not None
    done = dora.send(form(opened, 'name="decision"'), path, decision="APPROVE", signed="no", **{question[1]: "YES"})
    assert done.status == 200
    assert "your answer is recorded" in done.text
    assert "This review has ended" in done.text
    found = Review.objects.get()
    assert (found.decision, found.signed, len(found.answers)) == (Decision.APPROVE, False, 1)
    assert review.stored.live
    ended = dora.ask(f"{path}draft/")
    assert ended.status == 410
    assert "On money" not in ended.text


def test_what_holds_the_key_is_kept_nowhere_and_told_nobody(small_site: Site, path: str) -> None:
    for one in (path, f"{path}draft/", "/review/forged/"):
        headers = PlainReader(small_site).ask(one).headers
        assert headers["cache-control"] == "private, no-store"
        assert headers["referrer-policy"] == "strict-origin", "the address goes nowhere"
        assert "noindex" in headers["x-robots-tag"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_opening_does_nothing_and_a_form_of_elsewhere_neither(small_site: Site, path: str) -> None:
    scanner = PlainReader(small_site)
    opened = scanner.ask(path)
    for one in re.findall(rf'(?:href|action)="({path}[^"]*)"', opened.text):
        scanner.ask(one)
    for method in ("?decision=APPROVE", "draft/?decision=APPROVE"):
        scanner.ask(f"{path}{method}")
    stranger = PlainReader(small_site)  # knows the link, and has no form of this site
    assert stranger.ask(path, {"decision": "APPROVE", "form": "x"}).status == 403
    posted = {"decision": "APPROVE", "form": "x" * 43}
    assert scanner.ask(path, posted, Origin="https://evil.example").status == 403
    assert not Review.objects.exists()


def test_what_was_typed_stays_where_something_is_missing(small_site: Site, review: InReview, path: str) -> None:
    dora = PlainReader(small_site)
    opened = dora.ask(path)
    refused = dora.send(form(opened, 'name="decision"'), path, decision="CHANGES", note="", signed="no")
    assert refused.status == 422
    assert "Say what should be changed." in refused.text
    assert re.search(r'value="no" checked', refused.text)
    wrong = dora.send(form(opened, 'name="suggest"'), path, before="not <b>there</b>", after="x")
    assert wrong.status == 422
    assert "not &lt;b&gt;there&lt;/b&gt;" in wrong.text
    assert not SuggestedEdit.objects.exists()


def test_words_and_comments_reach_the_author_and_stand_on_the_page(
    small_site: Site, review: InReview, path: str
) -> None:
    dora = PlainReader(small_site)
    opened = dora.ask(path)
    dora.send(form(opened, 'name="suggest"'), path, before="What helps.", after="What helps most.")
    shown = dora.send(form(opened, 'name="comment"'), path, text="Who says <i>so</i>?")
    assert "What helps most." in shown.text
    assert "Who says &lt;i&gt;so&lt;/i&gt;?" in shown.text
    done = dora.send(form(opened, 'name="decision"'), path, decision="CHANGES", note="See the words.")
    assert "The page is with its author" in done.text
    assert review.stored.current_workflow_state.status == "needs_changes"
    assert dora.ask(f"{path}draft/").status == 410


def test_an_answer_to_an_older_version_is_not_taken(small_site: Site, review: InReview, path: str) -> None:
    dora = PlainReader(small_site)
    opened = dora.ask(path)
    review.stored.save_revision(user=review.cleo)
    late = dora.send(form(opened, 'name="decision"'), path, decision="APPROVE")
    assert late.status == 422
    assert "The page was changed after you opened it" in late.text
    assert not review.stored.live


def test_a_link_that_was_taken_back_or_forged_opens_nothing(small_site: Site, review: InReview, path: str) -> None:
    dora = PlainReader(small_site)
    opened = dora.ask(path)
    withdraw(Invitation.objects.get().pk, review.ben)
    assert "This review has ended" in dora.ask(path).text
    late = dora.send(form(opened, 'name="decision"'), path, decision="APPROVE")
    assert late.status == 422
    assert "On money" not in late.text
    for one in ("/review/forged/", f"{path[:-2]}x/", "/review/%00/", "/review/../admin/"):
        assert dora.ask(one).status == 404
    assert not Review.objects.exists()
