"""The demo library in the database of the tests, loaded once a file: what the manual and GraphiQL's examples are about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client, override_settings
from wagtail.models import Site

from cms.management.commands.demo import add_old_address
from search.engines import DATABASE
from search.rebuild import rebuild
from tests.relevance.golden import load_demo_library
from tests.support.graphql import GraphQL

HOST, PORT = "localhost", 8000  # where `make demo` serves it, so that addresses are as the manual shows them


@pytest.fixture(scope="module")
def demo_site(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The site as `make demo` makes it, searched by the database; gone after the file's last test.

    Everything is inside one transaction that is undone, and each test inside one within it, which pytest-django provides for.
    """
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=str(media), ELASTICSEARCH_URL=""):
        with transaction.atomic():
            ContentType.objects.clear_cache()
            load_demo_library()
            add_old_address()
            site = Site.objects.get()
            site.hostname, site.port = HOST, PORT
            site.save()
            rebuild(DATABASE, lambda done, total: None)
            yield
            transaction.set_rollback(True)
        ContentType.objects.clear_cache()
        Site.clear_site_root_paths_cache()


def asking(**headers: str) -> GraphQL:
    """A client of the demo that sends these headers."""
    return GraphQL(Client(headers={"host": f"{HOST}:{PORT}", **headers}))


@pytest.fixture
def demo(demo_site: None, db: None) -> GraphQL:
    """An anonymous client of the demo; what a test writes is undone behind it."""
    return asking()
