"""The engines of the search's own tests, and the demo."""

from __future__ import annotations

from tests.search.engine_fixtures import _database_engine_unless_asked, each_engine, elasticsearch
from tests.support.demo import demo, demo_site

# Fixtures: found by their names.
__all__ = ["_database_engine_unless_asked", "demo", "demo_site", "each_engine", "elasticsearch"]
