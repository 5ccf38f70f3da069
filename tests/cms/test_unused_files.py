"""The reports of pictures and documents that nothing uses."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Collection, ReferenceIndex
from wagtail_factories import DocumentFactory, ImageFactory

from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.support.tree import Tree


@pytest.fixture
def library(reviewer: Client) -> Collection:
    return Collection.objects.get(name="Library")


def shown(client: Client, name: str = "unused_pictures") -> str:
    return client.get(reverse(name)).content.decode()


def test_what_no_page_and_no_draft_uses_is_listed(reviewer: Client, library: Collection, tree: Tree) -> None:
    for title in ("Published one", "Drafted one", "Lonely one"):
        ImageFactory(title=title, collection=library)
    by_title: Any = {one.title: one for one in ImageFactory._meta.model.objects.all()}
    page = KnowledgeArticlePageFactory(
        parent=tree.knowledge, cover_image=by_title["Published one"], cover_alt_text="A door"
    )
    page.save_revision().publish()
    page.refresh_from_db()
    page.cover_image = by_title["Drafted one"]
    page.save_revision()
    ReferenceIndex.create_or_update_for_object(type(page).objects.get(pk=page.pk))
    text = shown(reviewer)
    assert "Lonely one" in text
    assert "Published one" not in text
    assert "Drafted one" not in text
    DocumentFactory(title="Lonely paper", collection=library)
    assert "Lonely paper" in shown(reviewer, "unused_documents")
    assert "Lonely paper" in reviewer.get(f"{reverse('unused_documents')}?export=csv").getvalue().decode()


def test_only_what_somebody_may_change_is_listed_for_them(
    reviewer: Client, member: Client, library: Collection
) -> None:
    private = Collection.get_first_root_node().add_child(name="Private")
    ImageFactory(title="Secret one", collection=private)
    assert "Secret one" not in shown(reviewer)
    assert member.get(reverse("unused_pictures")).status_code == 302


def test_the_report_asks_no_more_often_for_more(reviewer: Client, library: Collection) -> None:
    counts = set()
    for number in (5, 15):
        for one in range(number):
            ImageFactory(title=f"{number}-{one}", collection=library)
        shown(reviewer)
        with CaptureQueriesContext(connection) as statements:
            shown(reviewer)
        counts.add(len(statements))
    assert len(counts) == 1
