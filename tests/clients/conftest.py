"""A server on a real port with a small, whole library, and the TypeScript project that reads it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache

from search.engines import DATABASE
from search.rebuild import rebuild
from tests.clients import library, node
from tests.support.tree import Tree


@pytest.fixture
def served(transactional_db: None, tree: Tree, live_server: Any) -> str:
    """The address of a server with the library in it, to which nobody has sent a document yet."""
    cache.clear()
    library.build(tree)
    return str(live_server.url)


@pytest.fixture
def searched(served: str, settings: Any) -> str:
    """The same, where the database searches the library."""
    settings.ELASTICSEARCH_URL = ""
    rebuild(DATABASE, lambda done, total: None)
    return served


@pytest.fixture(scope="session")
def typescript(tmp_path_factory: pytest.TempPathFactory) -> node.Project:
    """The TypeScript project, built against the committed schema."""
    node.require_node()
    return node.build_project(tmp_path_factory.mktemp("typescript"))
