"""A server on a real port with a small, whole library, and the TypeScript project that reads it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import override_settings

from search.engines import DATABASE
from search.rebuild import rebuild
from tests.clients import library, node
from tests.support.demo import the_product
from tests.support.template import FOLDER, TREE, Template
from tests.support.tree import find_tree


def what_the_library_is_made_of() -> Iterator[Path]:
    """The product, whose code fills its rows, and what is written here."""
    yield from the_product()
    yield Path(library.__file__)


def media() -> Path:
    """The folder of its pictures and documents."""
    return FOLDER / f"clients-media-{connection.vendor}"


def fill() -> None:
    shutil.rmtree(media(), ignore_errors=True)
    with override_settings(MEDIA_ROOT=str(media()), ELASTICSEARCH_URL=""):
        library.build(find_tree())
        rebuild(DATABASE, lambda done, total: None)


LIBRARY = Template("clients", what_the_library_is_made_of, fill, TREE)


@pytest.fixture
def served(transactional_db: None, live_server: Any, settings: Any) -> str:
    """The address of a server with the library in it, to which nobody has sent a document yet."""
    cache.clear()
    settings.MEDIA_ROOT = str(media())
    settings.SITE_URL = str(live_server.url)
    LIBRARY.clone()
    return str(live_server.url)


@pytest.fixture
def searched(served: str, settings: Any) -> str:
    """The same, where the database searches the library."""
    settings.ELASTICSEARCH_URL = ""
    return served


@pytest.fixture(scope="session")
def typescript(tmp_path_factory: pytest.TempPathFactory) -> node.Project:
    """The TypeScript project, built against the committed schema."""
    node.require_node()
    return node.build_project(tmp_path_factory.mktemp("typescript"))
