"""What a process remembers of rows, between tests that undo theirs, and how another finds the test database."""

from __future__ import annotations

import os
from typing import Any

import cachetools
import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.signals import setting_changed
from django.db import connection
from wagtail.models import Site

from graphql_api.documents import persisted, preparation
from graphql_api.response_cache.lru_cache import LRUCache
from search import synonyms


def forget_documents(*, setting: str, **kwargs: object) -> None:
    """Check documents anew once a setting has changed by which they were checked."""
    if setting.startswith("GRAPHQL_"):
        preparation.remembered.clear()


setting_changed.connect(forget_documents)


def forget() -> None:
    """Make the process as one that has asked the database nothing: no synonyms, registered documents, roots of sites.

    Documents that were checked stay, as what is said of them does not depend on the database: checking one that reads a
    whole page takes two seconds.
    """
    synonyms.forget()
    persisted.forget()
    Site.clear_site_root_paths_cache()


def forget_ids() -> None:
    """The same, where the database is another one, which may have other keys for the same things."""
    ContentType.objects.clear_cache()
    forget()


def environment_of_a_process(**more: str) -> dict[str, str]:
    """The environment of a process that works on the test database, on PostgreSQL: SQLite's is in our memory."""
    url, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    return {
        **os.environ,
        "DATABASE_URL": f"{url}/{connection.settings_dict['NAME']}",
        "DJANGO_SETTINGS_MODULE": "cms.settings.test",
        "ELASTICSEARCH_URL": "",
        **more,
    }


def limit(memory: LRUCache[Any, Any], capacity: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a memory of the process hold less for one test."""
    monkeypatch.setattr(memory, "_values", cachetools.LRUCache(capacity, memory._values.getsizeof))
