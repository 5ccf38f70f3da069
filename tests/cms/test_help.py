"""Help on each screen: a passage of the guide, which is there; and the guide's search."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import get_resolver, reverse

from cms.editors.guide import as_html, found, passages
from cms.editors.help_here import OF_TYPES, PASSAGES, address_of, passage_of
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.support.tree import Tree
from tests.support.types import TYPES

OURS = ("cms.", "review.", "content_types.", "translations.")
# No screens: the guide itself, what scripts and choosers ask, and what follows one press of a button.
NO_SCREENS = re.compile(r"guide.*|session_state|signed_in|contact_chooser:.*|confirm_password|.*_results")


def screens() -> Iterator[tuple[str, str]]:
    """(name, module) of every address of the admin."""
    admin = [one for one in get_resolver().url_patterns if str(one.pattern).startswith("admin")]
    waiting: list[tuple[Any, str]] = [(one, "") for one in admin]
    while waiting:
        one, above = waiting.pop()
        if hasattr(one, "url_patterns"):
            space = f"{above}{one.namespace}:" if one.namespace else above
            waiting += [(child, space) for child in one.url_patterns]
        elif one.name:
            view = one.callback
            while hasattr(view, "__wrapped__"):
                view = view.__wrapped__
            yield above + one.name, getattr(view, "view_class", view).__module__


def test_every_screen_of_ours_has_a_passage() -> None:
    ours = {name for name, module in screens() if module.startswith(OURS) and not NO_SCREENS.fullmatch(name)}
    assert len(ours) > 20
    assert {name for name in ours if passage_of(name) is None} == set()
    assert {one.model._meta.app_label for one in TYPES} == OF_TYPES.keys()


def test_every_passage_is_in_the_guide() -> None:
    for page, anchor in {*PASSAGES.values(), *OF_TYPES.values()}:
        assert not anchor or f'id="{anchor}"' in as_html(page), (page, anchor)


def test_each_screen_has_one_link(tree: Tree, volunteer: Client) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, live=False)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    wanted = {
        reverse("wagtailadmin_home"): PASSAGES["wagtailadmin_home"],
        edit: OF_TYPES["knowledge"],
        reverse("wagtailadmin_pages:add", args=["tools", "toolpage", tree.tools.pk]): OF_TYPES["tools"],
        reverse("wagtailimages:index"): PASSAGES["wagtailimages:"],
        reverse("page_review", args=[page.pk]): PASSAGES["page_review"],
        reverse("review_due_report"): PASSAGES["review_due_report"],
    }
    for address, passage in wanted.items():
        links = BeautifulSoup(volunteer.get(address).content, "html.parser").select("a.help-here")
        assert [one["href"] for one in links] == [address_of(passage)], address


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("how do I translate a page", "In another language"),
        ("questionnaire", "Tool"),
        ("alt text for pictures", "Alt text"),
        ("the password of a new volunteer", "For administrators"),
        ("broken links", "Advice on your text"),
    ],
)
def test_plain_words_find_a_passage(asked: str, first: str) -> None:
    assert first in [one.passage.title for one in found(asked)[:3]]


def test_nothing_is_found_of_what_is_not_there() -> None:
    assert found("zebra") == found("the") == found("") == []
    assert len({(one.page, one.anchor) for one in passages()}) == len(passages())


def test_the_search_works_without_a_script_and_with_one(volunteer: Client) -> None:
    guide = reverse("guide")
    page = volunteer.get(guide, {"q": "<b>alt text"}).content.decode()
    assert "Alt text" in page
    assert "<b>alt" not in page
    part = volunteer.get(guide, {"q": "alt text"}, headers={"X-Requested-With": "XMLHttpRequest"}).content.decode()
    assert "<html" not in part
    assert "#alt-text" in part
