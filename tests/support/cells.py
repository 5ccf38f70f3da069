"""The cells of a matrix as sub-tests of one test, each undone before the next."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.db import transaction

from tests.support.process import forget
from tests.support.tree import Tree

Cell = Callable[..., AbstractContextManager[Tree]]


@pytest.fixture
def cell(subtests: pytest.Subtests, tree: Tree) -> Cell:
    """Opens a cell, named by what it is given: ``with cell(state="draft") as tree``.

    A cell finds the tree as a test finds it, and a process that remembers nothing of the cells before; what it writes
    is rolled back. One that fails does not keep the others from running.
    """

    @contextmanager
    def opened(**names: object) -> Iterator[Tree]:
        with subtests.test(**names), transaction.atomic():
            forget()
            yield copy.deepcopy(tree)
            transaction.set_rollback(True)

    return opened
