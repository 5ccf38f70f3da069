"""Every test finds the same database, whatever the one before it wrote or committed."""

from __future__ import annotations

import pytest
from django.db import connection
from wagtail.models import Locale, Page, Site

from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.support.tree import Tree


@pytest.mark.django_db
@pytest.mark.parametrize("time", ["first", "again"])
def test_what_is_written_is_undone(time: str, tree: Tree) -> None:
    assert not tree.knowledge.get_children().exists()
    KnowledgeArticlePageFactory(parent=tree.knowledge)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "again"])
def test_what_is_committed_is_undone(time: str, tree: Tree) -> None:
    assert not connection.in_atomic_block
    assert not tree.knowledge.get_children().exists()
    assert Locale.objects.get().language_code == "en-gb"
    KnowledgeArticlePageFactory(parent=tree.knowledge)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("new_installation")
def test_a_new_installation_has_no_library() -> None:
    assert Page.objects.get(depth=1).numchild == 1
    assert Site.objects.get().root_page.title.startswith("Welcome")


@pytest.mark.django_db
def test_the_tree_is_there_after_it_was_uprooted() -> None:
    assert Site.objects.get().root_page.numchild == 5
