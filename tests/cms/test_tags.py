"""Tags that are pasted at once, with commas between, are as many tags."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from content_types.core.tags import tags_from_string
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.support.admin import open_form
from tests.support.tree import Tree


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ('"food, fuel , school meals"', ["food", "fuel", "school meals"]),
        ('heating, "food; food\nrent"', ["food", "heating", "rent"]),
        ('"school meals"', ["school meals"]),
        ("school meals", ["school meals"]),
        ('", ,"', []),
        ("", []),
    ],
)
def test_commas_separate_tags(typed: str, tags: list[str]) -> None:
    assert tags_from_string(typed) == tags


def test_every_form_with_tags_takes_them_apart(reviewer: Client, tree: Tree) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, live=False)
    page.save_revision()
    form = open_form(reviewer, reverse("wagtailadmin_pages:edit", args=[page.pk]))
    form.fill(tags='"food, fuel"').submit(**{"action-publish": "action-publish"})
    page.refresh_from_db()
    assert set(page.tags.names()) == {"food", "fuel"}
    for name in ("wagtailimages:add", "wagtaildocs:add"):
        shown: Any = reviewer.get(reverse(name)).context["form"]
        assert shown.fields["tags"].clean('"food, fuel"') == ["food", "fuel"]
