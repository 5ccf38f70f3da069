"""The visibility matrix over keys: every state crossed with every key, through each way that finds a page."""

from __future__ import annotations

import pytest
from django.test import Client

import tests.visibility.ways_of_searching  # noqa: F401 - adds its ways to the list
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.support.cells import Cell
from tests.support.tree import Tree
from tests.visibility.keys import KEYS, Key, rejection_of
from tests.visibility.states import SECRET, STATES, State
from tests.visibility.ways import WAYS, Way

pytestmark = pytest.mark.django_db

# One of each kind; the matrix without keys has them all.
CHOSEN = (
    "page by id",
    "node, and nodes among others",
    "page by path",
    "children of its parent",
    "list: articles",
    "count: articles",
    "related resources",
    "redirects",
)
SEARCH = "search by words and by browsing"
SEARCHED = ("live", "draft", "private: login", "child of private: groups", "grandchild of private")
BY_NAME = {way.name: way for way in WAYS}
STATE = {state.name: state for state in STATES}


def ways(state: State) -> list[Way]:
    names = (*CHOSEN, SEARCH) if state.name in SEARCHED else CHOSEN
    return [BY_NAME[name] for name in names]


@pytest.mark.parametrize("key", [one for one in KEYS if one.opens is not None], ids=lambda key: key.name)
def test_what_a_key_opens(key: Key, cell: Cell) -> None:
    assert key.opens is not None
    for state in STATES:
        with cell(state=state.name) as tree:
            page = state.build(KnowledgeArticlePageFactory, tree.knowledge)
            client = key.client(page, tree)
            for way in ways(state):
                assert (SECRET in way.show(page, tree, client)) is (state.name in key.opens), way.name


@pytest.mark.parametrize("key", [one for one in KEYS if one.opens is None], ids=lambda key: key.name)
def test_a_key_that_is_not_good_opens_nothing_at_all(key: Key, cell: Cell) -> None:
    for name in ("live", "private: login", "private: password"):
        with cell(state=name) as tree:
            page = STATE[name].build(KnowledgeArticlePageFactory, tree.knowledge)
            client = key.client(page, tree)
            refused = rejection_of(client)
            assert refused.status_code == 401
            assert [error["extensions"]["code"] for error in refused.json()["errors"]] == ["UNAUTHENTICATED"]
            for address in ("/", page.get_url(), "/events.ics", "/knowledge/"):
                answer = client.get(address)
                assert answer.status_code == 401, address
                assert SECRET not in answer.content.decode()


def test_after_a_key_nobody_sees_what_it_opened(tree: Tree) -> None:
    """What was worked out for a key is not kept for whoever asks next."""
    [key] = [one for one in KEYS if one.name == "member of the group with the password"]
    page = STATE["private: login"].build(KnowledgeArticlePageFactory, tree.knowledge)
    client = key.client(page, tree)
    for name in ("page by id", "page by path", "list: articles", SEARCH):
        for asker, sees in ((Client(), False), (client, True), (Client(), False), (client, True)):
            assert (SECRET in BY_NAME[name].show(page, tree, asker)) is sees, name
