"""A log that has settled all that came before a test."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from changes.models import ContentChange
from changes.settling import settle_everything
from tests.changes.log import Log
from tests.support.graphql import GraphQL
from tests.support.tree import Tree


@pytest.fixture
def log(tree: Tree, graphql: GraphQL) -> Log:
    """A client that knows the empty tree."""
    settle_everything()
    return Log(graphql)


@pytest.fixture
def written(log: Log) -> Callable[[], list[ContentChange]]:
    """What stands in the log itself since the start of the test."""
    start = ContentChange.objects.count()

    def written() -> list[ContentChange]:
        settle_everything()
        return list(ContentChange.objects.order_by("position")[start:])

    return written
