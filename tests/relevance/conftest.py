"""The engines of the search's own tests."""

from __future__ import annotations

from tests.search.engine_fixtures import _database_engine_unless_asked, each_engine, elasticsearch

__all__ = ["_database_engine_unless_asked", "each_engine", "elasticsearch"]  # fixtures: found by their names
