"""A log that has processed all that came before a test."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from changes.models import ContentChange
from changes.processing import process_all_changes
from tests.changes.log import Log
from tests.support.graphql import GraphQL
from tests.support.tree import Tree


@pytest.fixture
def log(tree: Tree, graphql: GraphQL) -> Log:
    """A client that knows the empty tree."""
    process_all_changes()
    return Log(graphql)


@pytest.fixture
def written(log: Log) -> Callable[[], list[ContentChange]]:
    """What stands in the log itself since the start of the test."""
    start = ContentChange.objects.count()

    def written() -> list[ContentChange]:
        process_all_changes()
        return list(ContentChange.objects.order_by("position")[start:])

    return written
