"""The visibility matrix: every state crossed with every entry point.

The live column proves that each way works; every other cell proves that nothing comes out.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

import tests.visibility.ways_of_changes
import tests.visibility.ways_of_searching
import tests.visibility.ways_of_the_site  # noqa: F401 - these add their ways to the list
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.support.cells import Cell
from tests.visibility.states import SECRET, STATES
from tests.visibility.ways import WAYS, Way

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_what_comes_out(way: Way, cell: Cell, client: Client) -> None:
    for state in STATES:
        with cell(state=state.name) as tree:
            page = state.build(way.make, getattr(tree, way.index))
            shown = way.show(page, tree, client)
            assert (SECRET in shown) is state.visible


@pytest.mark.parametrize("site", ["https://www.example.org", ""], ids=["with a site", "without a site"])
def test_the_address_of_a_page_tells_nothing(site: str, cell: Cell, client: Client, settings: Any) -> None:
    """The answer there is the same whatever the page's state, to whoever asks, as where there is no page at all."""
    settings.FRONTEND_URL = site
    nothing = client.get("/knowledge/nothing/")
    assert nothing.status_code == (302 if site else 404)
    for state in STATES:
        with cell(state=state.name) as tree:
            page = state.build(KnowledgeArticlePageFactory, tree.knowledge)
            member = Client()
            member.force_login(get_user_model().objects.create_user("member", password="x"))
            for asker in (client, member):
                for path in (f"/{page.url_path.removeprefix(tree.home.url_path)}", "/knowledge/"):
                    found = asker.get(path)
                    assert (found.status_code, found.content) == (nothing.status_code, nothing.content)
                    assert found.get("Location") == (f"{site}{path}" if site else None)
                assert SECRET not in asker.get("/").content.decode()
                assert (
                    SECRET not in asker.get("/preview/", {"token": page.create_page_preview().token}).content.decode()
                )


def test_there_is_something_to_cross() -> None:
    assert [state.name for state in STATES if state.visible] == ["live"]
    assert len(STATES) >= 14
