"""Drafts at the site: every type and block with the templates of the page, each word with its place in the form."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pytest
from bs4 import BeautifulSoup

from content_types.core.factories import StandardPageFactory
from content_types.core.library import Source
from content_types.core.registry import ContentType
from content_types.events.factories import EventPageFactory
from content_types.initiatives.factories import InitiativeFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.tools.factories import ToolPageFactory
from tests.support.every_block import BlockKind, block_kinds, draft_with
from tests.support.tree import Tree
from tests.support.types import TYPES, factory_of
from tests.web.site import Page, Site, running

pytestmark = pytest.mark.django_db(transaction=True)

FIELDS = {
    "-".join(names): list(kinds) for names, kinds in groupby(block_kinds(), key=lambda one: (one.type.name, one.field))
}


@pytest.fixture(scope="module")
def small_site(live_server: Any) -> Iterator[Site]:
    """The site, for all tests of this module: it keeps nothing of a draft."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.set_inheritable(True)
        with running(live_server.url, listener) as found:
            yield found


def draft_at(site: Site, page: Any) -> Page:
    """The preview of a draft."""
    return site.get(f"/preview/?content_type=x&token={page.create_page_preview().token}")


def places(found: Page) -> dict[str, str]:
    """What each place of the form says, by its content path."""
    soup = BeautifulSoup(found.text, "html.parser")
    return {
        str(one["data-edit"]).split("contentpath=")[1]: one.get_text(" ", strip=True)
        for one in soup.select("[data-edit]")
    }


@pytest.mark.parametrize("kind", TYPES, ids=lambda one: one.name)
def test_a_draft_of_every_type_is_the_page_as_it_will_be(kind: ContentType, small_site: Site, tree: Tree) -> None:
    page = factory_of(kind.model)(parent=tree.indexes[kind.folder], title="As it was", live=False)
    page.title = "As it will be"
    found = draft_at(small_site, page)
    assert found.status == 200
    assert "Draft – readers do not see it." in found.text
    shown = places(found)
    assert shown["title"] == "As it will be"
    assert shown["summary"] == page.summary
    assert all(ord(one) not in range(0xE0F0, 0xE0F5) for one in found.text)


def test_drafts_of_the_home_page_of_sections_and_of_standing_pages(small_site: Site, tree: Tree) -> None:
    for page in (tree.home, tree.events, tree.knowledge, StandardPageFactory(parent=tree.home)):
        page.title = "Another title"
        found = draft_at(small_site, page)
        assert found.status == 200
        assert places(found)["title"] == "Another title"


@pytest.mark.parametrize("kinds", FIELDS.values(), ids=FIELDS.keys())
def test_every_block_leads_to_its_place(kinds: list[BlockKind], small_site: Site, tree: Tree) -> None:
    found = draft_at(small_site, draft_with(tree, kinds))
    assert found.status == 200
    shown = places(found)
    for kind in kinds:
        assert any(path.startswith(f"{kind.field}.{kind.key}") for path in shown), kind
    soup = BeautifulSoup(found.text, "html.parser")
    for one in soup.find_all(True):
        assert all("<" not in str(value) for value in one.attrs.values())


def test_figures_and_rows_lead_to_themselves(small_site: Site, tree: Tree) -> None:
    tool = ToolPageFactory(parent=tree.tools, time_needed=15, version="2.1", audience="Health visitors")
    tool.sources = [Source(title="First", year=2019), Source(title="Second", url="https://example.org/second")]
    shown = places(draft_at(small_site, tool))
    assert (shown["time_needed"], shown["version"], shown["audience"]) == ("15 minutes", "2.1", "Health visitors")
    assert (shown["sources.0.title"], shown["sources.1.title"]) == ("First", "Second")
    assert shown["kind"]


def test_drafts_with_gaps_and_those_never_saved_are_shown(small_site: Site, tree: Tree) -> None:
    event = EventPageFactory(parent=tree.events, live=False)
    event.start = event.end = None
    assert "still to be set" in draft_at(small_site, event).text
    initiative = InitiativeFactory(parent=tree.initiatives, live=False)
    initiative.latitude = initiative.longitude = None
    assert draft_at(small_site, initiative).status == 200
    new = KnowledgeArticlePageFactory.build(title="Never saved", locale=tree.home.locale)
    new.path, new.depth = "", None
    new.get_parent = lambda *_: tree.knowledge
    found = draft_at(small_site, new)
    assert found.status == 200
    assert places(found)["title"] == "Never saved"
    assert 'data-edit="#:w:contentpath=title"' in found.text


def test_a_preview_is_kept_nowhere_and_framed_by_the_editors_alone(
    small_site: Site, tree: Tree, live_server: Any
) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, live=False)
    found = draft_at(small_site, page)
    assert found.headers["cache-control"] == "private, no-store"
    assert found.headers["referrer-policy"] == "no-referrer"
    assert found.headers["x-robots-tag"] == "noindex, nofollow"
    assert "etag" not in found.headers
    assert f"frame-ancestors {live_server.url}" in found.headers["content-security-policy"]
    for path in ("/", "/knowledge/", "/nowhere/"):
        assert "frame-ancestors 'none'" in small_site.get(path).headers["content-security-policy"]
    assert page.title not in small_site.get("/knowledge/").text


@pytest.mark.parametrize("token", ["", "nonsense", "id=1:abc:def", "x" * 5000])
def test_a_token_that_opens_nothing_says_what_to_do(token: str, small_site: Site) -> None:
    found = small_site.get(f"/preview/?token={token}")
    assert found.status == 403
    assert "Open the preview of the page again in the admin." in found.text
    assert found.headers["cache-control"] == "private, no-store"
    if token:
        assert token not in found.text


def test_a_preview_that_was_ended_is_over_at_once(small_site: Site, tree: Tree) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Soon public", live=False)
    address = f"/preview/?token={page.create_page_preview().token}"
    assert "Soon public" in small_site.get(address).text
    page.save_revision().publish()
    assert small_site.get(address).status == 403
