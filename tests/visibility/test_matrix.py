"""The visibility matrix: every state crossed with every way in.

The live column proves that each way works; every other cell proves that nothing comes out.
"""

from __future__ import annotations

import pytest
from django.test import Client

import tests.visibility.ways_of_changes
import tests.visibility.ways_of_searching  # noqa: F401 - adds its ways to the list
from tests.support.tree import Tree
from tests.visibility.states import SECRET, STATES, State
from tests.visibility.ways import WAYS, Way

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_what_comes_out(state: State, way: Way, tree: Tree, client: Client) -> None:
    page = state.build(way.make, getattr(tree, way.index))
    shown = way.show(page, tree, client)
    assert (SECRET in shown) is state.visible
