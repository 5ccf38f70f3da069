"""The schema is whole whoever asks for it first."""

from __future__ import annotations

import os
import subprocess
import sys

# Switching threads a thousand times as often as usual makes sure that they meet while it is built.
TOGETHER = """
import django, sys
django.setup()
from concurrent.futures import ThreadPoolExecutor
from graphql_api.schema.building import get_schema
sys.setswitchinterval(0.000005)
with ThreadPoolExecutor(6) as threads:
    schemas = list(threads.map(lambda _: get_schema(), range(6)))
assert all(one is schemas[0] for one in schemas)
assert schemas[0].graphql_schema.get_type("Query") is not None
"""
FOR_WORKERS = """
import sys
import cms.wsgi
from graphql_api.schema import building
assert building._built.cache_info().currsize == 1, "every worker would build the schema for itself"
assert "wagtail.admin.urls" in sys.modules, "every worker would import the views for itself"
assert "search.engines.database.engine" in sys.modules
"""


def _run(code: str) -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "cms.settings.test"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_threads_that_ask_at_once_get_the_same() -> None:
    _run(TOGETHER)


def test_it_is_built_before_there_are_workers() -> None:
    _run(FOR_WORKERS)
