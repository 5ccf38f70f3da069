"""A member contributes without JavaScript: nothing that was typed is lost, and what is sent twice arrives once."""

from __future__ import annotations

import html
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache

from access.models import MemberToken
from community.contributions.models import Contribution, Upload
from tests.support.pictures import from_phone
from tests.support.tree import Tree
from tests.web.plain_reader import PlainReader
from tests.web.site import Page, Site, running

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a-long-password"
WRITTEN = {"title": "Asking about damp", "summary": "What to ask.", "body": "Ask & listen.\n\nThen <act>."}


@pytest.fixture(scope="module")
def small_site(live_server: Any) -> Iterator[Site]:
    """The site, for all tests of this module."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.set_inheritable(True)
        with running(live_server.url, listener) as found:
            yield found


@pytest.fixture
def ana(tree: Tree) -> Any:
    cache.clear()
    return get_user_model().objects.create_user("ana", "ana@example.org", PASSWORD)


def form(found: Page, having: str = 'name="title"') -> str:
    """The form of the page that has something in it."""
    return next(one for one in re.findall(r"<form.*?</form>", found.text, re.DOTALL) if having in one)


def typed(found: Page) -> dict[str, str]:
    """What the fields of the form hold that are of every kind."""
    [title] = re.findall(r'<input id="title"[^>]* value="([^"]*)"', found.text)
    texts = dict(re.findall(r'<textarea id="(\w+)"[^>]*>\n(.*?)</textarea>', found.text, re.DOTALL))
    return {name: html.unescape(text) for name, text in {"title": title, **texts}.items() if name != "shows"}


def signed_in(site: Site, name: str = "ana") -> PlainReader:
    reader = PlainReader(site)
    way = reader.ask("/sign-in/?next=/my/")
    reader.send(form(way, 'name="password"'), "/sign-in/", username=name, password=PASSWORD)
    return reader


def test_nothing_that_was_typed_is_lost_to_who_is_not_signed_in(small_site: Site, ana: Any) -> None:
    reader, path = PlainReader(small_site), "/contribute/article/"
    opened = reader.ask(path)
    assert opened.headers["cache-control"].startswith("public"), "the device may keep it"
    asked = reader.send(form(opened), path, **WRITTEN)
    assert (asked.status, typed(asked)) == (401, WRITTEN)
    assert "Sign in and send" in asked.text
    wrong = reader.send(form(asked), path, **WRITTEN, username="ana", password="guess")
    assert (wrong.status, typed(wrong)) == (401, WRITTEN)
    done = reader.send(form(wrong), path, **WRITTEN, username="ana", password=PASSWORD)
    assert done.url.partition("#")[0].endswith("/my/contributions/")
    assert "Asking about damp" in done.text
    assert Contribution.objects.get().sent["body"] == WRITTEN["body"]


def test_what_is_sent_twice_arrives_once(small_site: Site, ana: Any) -> None:
    reader, path = signed_in(small_site), "/contribute/tool/"
    opened = form(reader.ask(path))
    for _ in range(2):
        assert "In review" in reader.send(opened, path, **WRITTEN, kind="CHECKLIST").text
    assert Contribution.objects.count() == 1
    changed = {**WRITTEN, "body": "Something else."}
    refused = reader.send(opened, path, **changed, kind="CHECKLIST")
    assert (refused.status, typed(refused)["body"]) == (422, "Something else.")


def test_what_is_wrong_stands_beside_its_field(small_site: Site, ana: Any) -> None:
    reader, path = signed_in(small_site), "/contribute/business-case/"
    sent = {"title": "A worker", "summary": "For a worker.", "problem": "Nobody asks.", "ask": "One worker."}
    refused = reader.send(form(reader.ask(path)), path, **sent, costs="Training: some")
    assert refused.status == 422
    assert re.search(r'<p class="field-problem" id="problem-costs">End each line with a colon', refused.text)
    assert typed(refused)["problem"] == "Nobody asks."
    assert Contribution.objects.count() == 0


def test_files_come_with_it_once(small_site: Site, ana: Any, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    reader, path, files = signed_in(small_site), "/contribute/article/", {"Küche 1.jpg": from_phone("JPEG")}
    opened = form(reader.ask(path))
    without = reader.send_files(opened, path, files, **WRITTEN)
    assert (without.status, typed(without)["body"]) == (422, WRITTEN["body"])
    assert 'id="problem-shows">Say of each picture what it shows' in without.text
    wrong = reader.send_files(opened, path, {"virus.exe": b"MZ"}, **WRITTEN)
    assert (wrong.status, "virus.exe: This kind of file is not taken" in wrong.text) == (422, True)
    many = reader.send_files(opened, path, {f"{one}.pdf": b"" for one in range(11)}, **WRITTEN)
    assert (many.status, typed(many)["title"], "at most 10 files" in many.text) == (422, WRITTEN["title"], True)
    for _ in range(2):
        done = reader.send_files(opened, path, files, **WRITTEN, shows="A kitchen with damp")
        assert "In review" in done.text
    assert Upload.objects.get().contribution == Contribution.objects.get()
    page = Contribution.objects.get().page.specific.get_latest_revision_as_object()
    assert (page.body[-1].block_type, page.body[-1].value["alt_text"]) == ("image", "A kitchen with damp")


def test_a_questionnaire_is_written_a_line_a_question(small_site: Site, ana: Any) -> None:
    reader, path = signed_in(small_site), "/contribute/questionnaire/"
    food = "# Food\nDo you run out of food? (never, sometimes, often)\nAre you warm?"
    questions = f"{food}\n# Home\nWho lives with you? (free text)"
    done = reader.send(form(reader.ask(path)), path, **{**WRITTEN, "body": ""}, questions=questions, audience="Wards")
    assert "In review" in done.text
    page = Contribution.objects.get().page.specific.get_latest_revision_as_object()
    sections = [one.value for one in page.questionnaire]
    assert [one["title"] for one in sections] == ["Food", "Home"]
    kinds = [item["kind"] for one in sections for item in one["items"]]
    assert kinds == ["choice", "boolean", "text"]


def test_a_member_sees_their_own_changes_it_and_takes_it_back(small_site: Site, ana: Any) -> None:
    reader, path = signed_in(small_site), "/contribute/article/"
    reader.send(form(reader.ask(path)), path, **WRITTEN)
    one = Contribution.objects.get()
    mine = reader.ask("/my/contributions/")
    address = re.search(r'href="(/my/contributions/[^"/]+/)"', mine.text)
    assert address is not None
    opened = reader.ask(address[1])
    assert typed(opened) == WRITTEN
    reader.send(form(opened), address[1], **{**WRITTEN, "title": "Asking about mould"})
    one.refresh_from_db()
    assert one.title == "Asking about mould"
    get_user_model().objects.create_user("ben", "ben@example.org", PASSWORD)
    assert signed_in(small_site, "ben").ask(address[1]).status == 404
    back = reader.send(form(reader.ask("/my/contributions/"), 'value="withdraw"'), "/my/contributions/")
    assert "Withdrawn" in back.text
    assert PlainReader(small_site).ask("/my/contributions/").url.endswith("/sign-in/?next=/my/contributions/")


def test_nothing_is_sent_for_another_account_nor_without_the_form(small_site: Site, ana: Any) -> None:
    reader, path = signed_in(small_site), "/contribute/article/"
    opened = form(reader.ask(path))
    json = {"Accept": "application/json", "Origin": small_site.url}
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', opened))
    told = reader.ask(path, {**fields, **WRITTEN, "account": "0123456789abcdef"}, **json)
    assert (told.status, '"another"' in told.text) == (409, True)
    forged = reader.ask(path, {**fields, **WRITTEN, "form": "x"}, **json)
    assert (forged.status, '"form"' in forged.text) == (403, True)
    MemberToken.objects.all().delete()
    ended = reader.ask(path, {**fields, **WRITTEN}, **json)
    assert (ended.status, '"sign-in"' in ended.text) == (401, True)
    assert Contribution.objects.count() == 0


def test_who_writes_of_a_hard_time_is_offered_help(small_site: Site, ana: Any) -> None:
    reader, path = signed_in(small_site), "/contribute/article/"
    told = reader.send(form(reader.ask(path)), path, **WRITTEN | {"body": "I can't go on like this."})
    assert "Thank you. What peers say of it" in told.text
    assert "In case you need somebody now" in told.text.replace("&#39;", "'")
    assert told.url.endswith(path)
    assert 'name="title"' not in told.text, "it is sent"
    assert Contribution.objects.count() == 1
