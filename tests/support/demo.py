"""The demo library in the database of the tests, as `make demo` serves it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings
from wagtail.models import Site

from demo.management.commands.demo import add_old_address
from search.engines import DATABASE
from search.rebuild import rebuild
from tests.relevance.golden import load_demo_library
from tests.support.graphql import GraphQL
from tests.support.template import FOLDER, ROOT, TREE, Template
from tests.support.tree import uproot_tree

HOST, PORT = "localhost", 8000  # where `make demo` serves it, so that addresses are as the manual shows them
PRODUCT = (
    "access", "cdn", "changes", "cms", "community", "content_types", "delivery", "demo", "feeds", "graphql_api",
    "import_export", "mailing", "outages", "queues", "review", "search", "translations", "webhooks",
)  # fmt: skip


def the_product() -> Iterable[Path]:
    """Every file of it: any may change what an import makes."""
    for folder in PRODUCT:
        yield from (file for file in (ROOT / folder).rglob("*") if file.is_file() and file.suffix != ".pyc")
    yield from ROOT.glob("requirements*.txt")


def media() -> Path:
    """The folder of its pictures and documents."""
    return FOLDER / f"demo-media-{connection.vendor}"


def load() -> None:
    """Fill the database as the demo does."""
    shutil.rmtree(media(), ignore_errors=True)
    media().mkdir(parents=True)
    with override_settings(MEDIA_ROOT=str(media()), ELASTICSEARCH_URL=""):
        uproot_tree()
        load_demo_library()
        add_old_address()
        site = Site.objects.get()
        site.hostname, site.port = HOST, PORT
        site.save()
        rebuild(DATABASE, lambda done, total: None)


DEMO = Template("demo", the_product, load, TREE)


def _as_the_demo() -> override_settings:
    return override_settings(MEDIA_ROOT=str(media()), ELASTICSEARCH_URL="", SITE_URL=f"http://{HOST}:{PORT}")


@pytest.fixture(scope="module")
def demo_site(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo for the tests of a module, searched by the database."""
    with django_db_blocker.unblock(), _as_the_demo():
        DEMO.clone()
        yield
        TREE.clone()


def asking(**headers: str) -> GraphQL:
    """A client of the demo that sends these headers."""
    return GraphQL(Client(headers={"host": f"{HOST}:{PORT}", **headers}))


@pytest.fixture
def demo(demo_site: None, db: None) -> GraphQL:
    """An anonymous client of the demo; what a test writes is undone behind it."""
    return asking()
