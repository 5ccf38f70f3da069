"""Links are asked as a browser would, at a real server, and counted as broken only when that is sure."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from cms.writing_checks import recording
from cms.writing_checks.link_checking import Look, Verdict, check_links, judged, look_at
from cms.writing_checks.models import Link, StoredFinding
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.knowledge.models import KnowledgeArticlePage
from tests.support.tree import Tree
from tests.webhooks.receiver import Receiver, hang_up, serving, status


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def server(authority: trustme.CA, tmp_path: Path, settings: Any) -> Iterator[Receiver]:
    """A site over TLS on this machine, which may be asked."""
    file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(file))
    settings.WEBHOOK_CA_FILE = str(file)
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.1/32", "::1/128"]
    with serving(authority, "localhost") as receiver:
        settings.WEBHOOK_PORTS = [receiver.port]
        yield receiver


def test_what_an_answer_says() -> None:
    assert [judged(code).verdict for code in (200, 304, 404, 410, 403, 429, 500)] == [
        Verdict.WORKS,
        Verdict.WORKS,
        Verdict.GONE,
        Verdict.GONE,
        Verdict.UNCLEAR,
        Verdict.UNCLEAR,
        Verdict.AWAY,
    ]


def test_an_address_is_asked_with_its_redirects(server: Receiver) -> None:
    server.answers = [status(302, Location="/elsewhere?a=1#b"), 200]
    assert look_at(server.url()) == Look(Verdict.WORKS)
    assert [one.path for one in server.received] == ["/hooks?from=library", "/elsewhere?a=1"]
    assert server.received[0].headers["user-agent"].startswith("wham-link-check/1 ")


def test_what_goes_wrong_is_said_and_not_raised(server: Receiver) -> None:
    server.answers = [404, hang_up, *[status(302, Location="/again")] * 6, status(302, Location="https://[")]
    assert look_at(server.url()) == Look(Verdict.GONE, "the page was not found there")
    assert look_at(server.url()).verdict is Verdict.UNREACHED
    assert look_at(server.url()) == Look(Verdict.AWAY, "it redirects without end")
    assert look_at(server.url()) == Look(Verdict.AWAY, "it redirects to what is no address")
    assert look_at(server.url("nowhere.invalid")).verdict is Verdict.UNREACHED


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/", "https://169.254.169.254/latest/", "https://localhost/", "ftp://a.b/"]
)
def test_our_own_network_is_never_asked(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", lambda *arguments: pytest.fail("it was asked"))
    assert look_at(url).verdict is Verdict.UNCLEAR


def test_a_redirect_into_our_own_network_is_not_followed(server: Receiver, settings: Any) -> None:
    server.answers = [status(302, Location="https://169.254.169.254/latest/")]
    assert look_at(server.url()).verdict is Verdict.UNCLEAR


@pytest.fixture
def link(server: Receiver, tree: Tree) -> Link:
    """What a published article links to."""
    KnowledgeArticlePageFactory(
        parent=tree.knowledge, body=[("rich_text", f'<p><a href="{server.url(path="/a")}#part">There</a></p>')]
    )
    assert recording.check_published() == 1
    return Link.objects.get()


def due(link: Link) -> Link:
    """The link, to be asked now."""
    Link.objects.update(due_at=timezone.now())
    check_links(10, 10)
    return Link.objects.get(pk=link.pk)


def test_a_link_that_works_is_asked_again_in_a_month(link: Link) -> None:
    assert link.state == Link.State.UNKNOWN
    assert check_links(10, 10) == 1
    assert check_links(10, 10) == 0
    link.refresh_from_db()
    assert link.state == Link.State.WORKS
    assert timedelta(days=23) < link.due_at - timezone.now() < timedelta(days=31)


def test_a_page_that_is_gone_is_broken_at_once_and_the_report_says_so(server: Receiver, link: Link) -> None:
    server.answers = [404]
    assert due(link).state == Link.State.BROKEN
    assert recording.check_published() == 1, "what links to it is looked at again"
    [finding] = StoredFinding.objects.filter(check_code="broken_link")
    assert "leads nowhere: the page was not found there" in finding.message
    assert due(link).state == Link.State.WORKS
    recording.check_published()
    assert not StoredFinding.objects.filter(check_code="broken_link").exists()


def test_a_site_that_is_away_is_broken_after_three_looks(server: Receiver, link: Link) -> None:
    server.answers = [500, 503, 500]
    states = [due(link).state for _ in range(3)]
    assert states == [Link.State.FAILS, Link.State.FAILS, Link.State.BROKEN]


def test_a_site_that_sends_programs_away_is_not_called_broken(server: Receiver, link: Link) -> None:
    server.answers = [403]
    assert due(link).state == Link.State.UNKNOWN


def test_if_nobody_answers_it_is_we_who_are_away(tree: Tree, settings: Any) -> None:
    for number in range(3):
        Link(url=f"https://nowhere-{number}.invalid/").save()
    assert check_links(10, 10) == 0
    assert set(Link.objects.values_list("state", "failures")) == {("unknown", 0)}
    assert check_links(10, 10) == 0, "not again within the hour"


def test_who_looks_after_it_is_told_once_until_it_works_again(server: Receiver, link: Link) -> None:
    owner = get_user_model().objects.create_user("amal", "amal@example.org")
    KnowledgeArticlePage.objects.update(owner=owner)
    for answer, mails in ((404, 1), (404, 1), (200, 1), (404, 2)):
        server.answers = [answer]
        due(link)
        call_command("tell_of_broken_links", verbosity=0)
        assert len(mail.outbox) == mails
    assert mail.outbox[0].to == ["amal@example.org"]
    assert mail.outbox[0].subject.startswith("Broken links in “")
    assert f"- {link.url} (the page was not found there)" in mail.outbox[0].body


def test_the_command_says_how_many_are_broken(server: Receiver, link: Link, capsys: pytest.CaptureFixture[str]) -> None:
    server.answers = [410]
    call_command("check_links", all=True)
    assert capsys.readouterr().out == "1 links were looked at; 1 are broken.\n"
