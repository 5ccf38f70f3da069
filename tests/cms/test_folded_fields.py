"""Fields that few need are folded away in the forms; where they say something, or something is wrong, they are open."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.urls import reverse

from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.support.tree import Tree
from tests.support.types import TYPES, factory_of

MOST = 20  # fields that are seen in a form that is begun, on all its tabs


def form(answer: Any) -> Tag:
    found = BeautifulSoup(answer.content, "html.parser").select_one("#w-editor, form[data-edit-form], main")
    assert found is not None
    return found


def panel(shown: Tag, heading: str) -> Tag:
    """The panel with this heading."""
    title = next(one for one in shown.select("[data-panel-heading]") if heading in one.get_text(" ", strip=True))
    found = title.find_parent(attrs={"data-panel": True})
    assert isinstance(found, Tag)
    return found


def is_folded(one: Tag) -> bool:
    return "collapsed" in one["class"]


@pytest.mark.parametrize("one", TYPES, ids=lambda one: one.folder)
def test_a_form_that_is_begun_shows_what_is_needed(one: Any, tree: Tree, volunteer: Client) -> None:
    page = factory_of(one.model)._meta.model
    add = reverse(
        "wagtailadmin_pages:add", args=[page._meta.app_label, page._meta.model_name, getattr(tree, one.folder).pk]
    )
    shown = form(volunteer.get(add))
    fields = [field for field in shown.select(".w-field") if field.find_parent(class_="collapsed") is None]
    outer = [field for field in fields if field.find_parent(class_="w-field") is None]
    assert 5 < len(outer) <= MOST
    for heading in ("Cover", "Evidence block by block", "Another licence", "Days of review", "search engines"):
        assert is_folded(panel(shown, heading)), heading


def test_what_says_something_is_open(tree: Tree, volunteer: Client) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, licence="CC0-1.0", cover_decorative=True, review_due=None)
    shown = form(volunteer.get(reverse("wagtailadmin_pages:edit", args=[page.pk])))
    folded = {heading: is_folded(panel(shown, heading)) for heading in ("Cover", "Another licence", "Days of review")}
    assert folded == {"Cover": False, "Another licence": False, "Days of review": True}


def test_what_is_wrong_is_open(tree: Tree, volunteer: Client) -> None:
    add = reverse("wagtailadmin_pages:add", args=["knowledge", "knowledgearticlepage", tree.knowledge.pk])
    answer = volunteer.post(add, {"title": "A", "slug": "a", "review_due": "never", "body-count": "0"})
    assert not is_folded(panel(form(answer), "Days of review"))
