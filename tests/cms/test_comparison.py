"""What changed against what is live: on a page of the admin, one tap from where it is asked for."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page
from wagtail_factories import ImageFactory

from cms.editors.comparison import AGAINST_LIVE
from cms.editors.roles import VOLUNTEERS
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.support.tree import Tree


def address(page: Any, before: Any = "live", after: Any = "latest") -> str:
    return reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, before, after])


def shown(client: Client, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200, response
    return BeautifulSoup(response.content, "html.parser").select_one("main")


def body(*texts: str, picture: Any = None) -> str:
    blocks = [{"type": "rich_text", "id": f"t{n}", "value": f"<p>{text}</p>"} for n, text in enumerate(texts)]
    blocks += [{"type": "image", "id": f"i{n}", "value": {"image": picture.pk}} for n in range(len(texts)) if picture]
    return json.dumps(blocks)


@pytest.fixture
def article(tree: Tree) -> Any:
    """A live article with a draft in which words were changed."""
    page = KnowledgeArticlePageFactory(
        parent=tree.knowledge, title="On money", summary="Ask kindly.", body=body("a", "b")
    )
    page.summary = "Ask warmly."
    page.save_revision()
    return page


def test_words_are_marked_for_eye_and_ear(volunteer: Client, article: Any) -> None:
    page = shown(volunteer, address(article))
    section = page.select_one("section")
    assert (section.h2.text, len(page.select("section"))) == ("Summary", 1)
    assert [(one.name, one.text) for one in section(["ins", "del"])] == [
        ("del", "removed: kindly"), ("ins", "added: warmly"),
    ]  # fmt: skip
    assert "From what is live to the latest draft" in page.text


def test_the_ways_there(volunteer: Client, reviewer: Client, article: Any) -> None:
    for where in ("edit", "history"):
        links = shown(volunteer, reverse(f"wagtailadmin_pages:{where}", args=[article.pk])).select("a")
        assert AGAINST_LIVE in {one.text.strip() for one in links if one.get("href") == address(article)}, where
    state = article.get_workflow().start(article, get_user_model().objects.get(groups__name=VOLUNTEERS))
    review = address(article, after=state.current_task_state.revision_id)
    (link,) = shown(reviewer, "/admin/").select(f'a[href="{review}"]')
    assert link.text == f"{AGAINST_LIVE}: On money"
    assert shown(reviewer, address(article)).select("section")


def test_what_has_no_draft_offers_nothing(volunteer: Client, tree: Tree) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge)
    page.save_revision().publish()
    assert AGAINST_LIVE not in shown(volunteer, reverse("wagtailadmin_pages:edit", args=[page.pk])).text


def test_a_page_that_is_not_live_says_so(volunteer: Client, article: Any, tree: Tree) -> None:
    new = KnowledgeArticlePageFactory(parent=tree.knowledge, title="New", live=False, first_published_at=None)
    new.save_revision()
    page = shown(volunteer, address(new))
    assert "This page was never live." in page.text
    assert {"Title", "Summary", "Body"} <= {one.text for one in page.select("h2")}
    assert not page.select("section del")
    Page.objects.get(pk=article.pk).specific.unpublish()
    page = shown(volunteer, address(article))
    assert "This page is not live now." in page.text
    assert [one.text for one in page.select("section h2")] == ["Summary"]


def test_who_may_not_edit_sees_no_comparison(member: Client, article: Any) -> None:
    assert member.get(address(article)).status_code == 302


def test_a_longer_page_costs_no_more_statements(reviewer: Client, tree: Tree) -> None:
    pictures = [ImageFactory(), ImageFactory()]
    counts = []
    for size in (2, 2, 40):  # the first reads what is read once a process
        page = KnowledgeArticlePageFactory(parent=tree.knowledge, body=body(*"a" * size, picture=pictures[0]))
        page.body = body(*"b" * size, picture=pictures[1])
        page.save_revision()
        with CaptureQueriesContext(connection) as captured:
            found = shown(reviewer, address(page))
        assert len(found.select("section ins")) == 2 * size
        counts.append(len(captured))
    assert counts[1] == counts[2]
