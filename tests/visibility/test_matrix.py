"""The visibility matrix: every state crossed with every way in.

The live column proves that each way works; every other cell proves that nothing comes out.
"""

from __future__ import annotations

import pytest
from django.test import Client

import tests.visibility.ways_of_changes
import tests.visibility.ways_of_searching  # noqa: F401 - adds its ways to the list
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


def test_there_is_something_to_cross() -> None:
    assert [state.name for state in STATES if state.visible] == ["live"]
    assert len(STATES) >= 14
