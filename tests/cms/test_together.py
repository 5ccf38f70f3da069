"""Two people in one page: nobody's words are overwritten, both are shown, and where each is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from wagtail.admin.models import EditingSession
from wagtail.models import Page

from cms.editors.roles import set_up_roles
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.support.admin import AdminForm, open_form
from tests.support.races import race
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db


def somebody(name: str) -> Client:
    set_up_roles()
    client = Client()
    client.force_login(get_user_model().objects.create_superuser(name.lower(), f"{name}@x.org", "x", first_name=name))
    return client


@pytest.fixture
def ben(tree: Tree) -> Client:
    return somebody("Ben")


@pytest.fixture
def anna(tree: Tree) -> Client:
    return somebody("Anna")


@pytest.fixture
def page(tree: Tree, ben: Client) -> Page:
    """A draft of two paragraphs that Ben has saved."""
    body = [{"type": "rich_text", "value": f"<p>Words {n}</p>", "id": f"block-{n}"} for n in (1, 2)]
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="First words", body=json.dumps(body), live=False)
    form(ben, page).submit()
    return page


def form(client: Client, page: Page) -> AdminForm:
    """The form with its blocks, as the page's script would send them."""
    sent = open_form(client, reverse("wagtailadmin_pages:edit", args=[page.pk]))
    blocks = Page.objects.get(pk=page.pk).get_latest_revision_as_object().body.raw_data
    sent.fill(**{"body-count": str(len(blocks))})
    for n, block in enumerate(blocks):
        fields = {"type": block["type"], "id": block["id"], "order": str(n), "deleted": ""}
        sent.fill(**{f"body-{n}-{name}": value for name, value in fields.items()})
        sent.fill(**{f"body-{n}-value": rich(BeautifulSoup(block["value"], "html.parser").text)})
    return sent


def rich(text: str) -> str:
    block = {"key": "abcde", "text": text, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
    return json.dumps({"blocks": [block], "entityMap": {}})


def latest(page: Page) -> Any:
    return Page.objects.get(pk=page.pk).get_latest_revision_as_object()


def words(page: Page) -> list[str]:
    return [BeautifulSoup(one["value"], "html.parser").text for one in latest(page).body.raw_data]


def shown(answer: Any) -> str:
    return BeautifulSoup(answer.content, "html.parser").main.get_text(" ", strip=True)


def choose(client: Client, answer: Any, **sides: str) -> Any:
    """Send the page that shows both, with what is chosen by key."""
    sent = BeautifulSoup(answer.content, "html.parser").select_one("form:has(.merge__buttons)")
    assert sent, shown(answer)
    hidden = {one["name"]: one["value"] for one in sent.select("input[type=hidden][name]")}
    chosen = {f"merge-keep:{key.replace('__', ':')}": side for key, side in sides.items()}
    names = {one["name"] for one in sent.select("input[type=radio]")}
    assert names >= chosen.keys(), names
    return client.post(sent["action"], {**hidden, **chosen})


def test_what_each_alone_changed_is_in_the_draft_of_both(ben: Client, anna: Client, page: Page) -> None:
    mine = form(ben, page).fill(**{"body-1-value": rich("Ben's words")})
    form(anna, page).fill(title="Anna's title", **{"body-0-value": rich("Anna's words")}).submit()
    answer = mine.submit(**{"action-publish": "1"})
    assert "Anna and you changed this page at once" in shown(answer)
    assert words(page) == ["Anna's words", "Words 2"]
    assert choose(ben, answer).status_code == 302
    assert (latest(page).title, words(page)) == ("Anna's title", ["Anna's words", "Ben's words"])
    assert not Page.objects.get(pk=page.pk).live


@pytest.mark.parametrize(
    ("side", "kept"),
    [("mine", ["Ben's words"]), ("theirs", ["Anna's words"]), ("both", ["Ben's words", "Anna's words"])],
)
def test_who_changed_the_same_block_chooses(ben: Client, anna: Client, page: Page, side: str, kept: list[str]) -> None:
    mine = form(ben, page).fill(**{"body-0-value": rich("Ben's words")})
    form(anna, page).fill(**{"body-0-value": rich("Anna's words")}).submit()
    answer = mine.submit()
    assert "Ben's words" in shown(answer)
    assert "Anna's words" in shown(answer)
    again = choose(ben, answer)
    assert "Choose one of the versions" in shown(again)
    choose(ben, again, **{"body__block-1": side})
    assert words(page) == [*kept, "Words 2"]


def test_a_third_version_is_shown_before_it_is_written_over(ben: Client, anna: Client, page: Page) -> None:
    mine = form(ben, page).fill(title="Ben's title")
    form(anna, page).fill(title="Anna's title").submit()
    answer = mine.submit()
    form(anna, page).fill(title="Anna's later title").submit()
    again = choose(ben, answer, title="mine")
    assert "Anna's later title" in shown(again)
    assert latest(page).title == "Anna's later title"
    choose(ben, again, title="mine")
    assert latest(page).title == "Ben's title"


def test_a_form_with_a_mistake_stays_as_old_as_it_was(ben: Client, anna: Client, page: Page) -> None:
    mine = form(ben, page).fill(slug="not a slug")
    form(anna, page).fill(title="Anna's title").submit()
    again = BeautifulSoup(mine.submit().content, "html.parser").select_one("#page-edit-form")
    hidden = {one["name"]: one["value"] for one in again.select("input[name^=base_rev],input[name^=loaded_rev]")}
    sent = {**mine.data, **hidden, "slug": "a-slug"}
    stale = ben.post(mine.url, sent, headers={"accept": "application/json"})
    assert stale.json()["error_code"] == "invalid_revision"
    choose(ben, mine.fill(**hidden, slug="a-slug").submit())
    assert (latest(page).title, latest(page).slug) == ("Anna's title", "a-slug")


def test_back_to_the_form_has_what_was_typed(ben: Client, anna: Client, page: Page) -> None:
    mine = form(ben, page).fill(title="Ben's title")
    form(anna, page).fill(title="Anna's title").submit()
    sent = BeautifulSoup(mine.submit().content, "html.parser").select_one("form:has(.merge__buttons)")
    hidden = {one["name"]: one["value"] for one in sent.select("input[type=hidden][name]")}
    back = BeautifulSoup(ben.post(sent["action"], {**hidden, "merge-back": "1"}).content, "html.parser")
    assert back.find(id="page-edit-form").find(attrs={"name": "title"})["value"] == "Ben's title"
    assert back.find(id="page-edit-form").find(attrs={"name": "base_revision_id"})


def test_an_autosave_leaves_a_version_that_another_has_opened(ben: Client, anna: Client, page: Page) -> None:
    autosave = {"accept": "application/json"}
    his = form(ben, page).fill(title="Typed")
    first = ben.post(his.url, his.data, headers=autosave).json()["revision_id"]
    form(anna, page)
    his.fill(title="Typed on", overwrite_revision_id=first)
    second = ben.post(his.url, his.data, headers=autosave).json()["revision_id"]
    his.fill(title="And on", overwrite_revision_id=second)
    third = ben.post(his.url, his.data, headers=autosave).json()["revision_id"]
    assert first != second == third


def test_who_is_where_is_told_until_they_leave(ben: Client, anna: Client, page: Page) -> None:
    form(ben, page), form(anna, page)
    sessions = {one.user.first_name: one.pk for one in EditingSession.objects.all()}

    def ping(client: Client, name: str, place: str) -> Any:
        way = reverse("wagtailadmin_editing_sessions:ping", args=["wagtailcore", "page", page.pk, sessions[name]])
        return client.post(way, {"place": place}).json()["places"]

    assert ping(anna, "Anna", "body.block-1") == []
    assert ping(ben, "Ben", "<b>") == [{"user": "Anna", "place": "body.block-1"}]
    assert ping(anna, "Anna", "title") == []
    anna.post(reverse("wagtailadmin_editing_sessions:release", args=[sessions["Anna"]]))
    assert ping(ben, "Ben", "title") == []


def test_where_somebody_is_is_told_to_editors_alone(ben: Client, page: Page) -> None:
    form(ben, page)
    way = reverse("wagtailadmin_editing_sessions:ping", args=["wagtailcore", "page", page.pk, 1])
    assert Client().post(way, headers={"accept": "text/html"}).status_code in (302, 403)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_once_one_wins_and_the_other_is_shown_both(ben: Client, anna: Client, page: Page) -> None:
    hers = form(anna, page).fill(title="Anna's title")
    mine = form(ben, page).fill(title="Ben's title")
    first, second = race(page, hers.submit, mine.submit)
    assert (first.status_code, latest(page).title) == (302, "Anna's title")
    assert "Ben's title" in shown(second)
    choose(ben, second, title="mine")
    assert latest(page).title == "Ben's title"
