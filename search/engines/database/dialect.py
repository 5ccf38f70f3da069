"""Chooses the SQL dialect, SQLite's or PostgreSQL's, of the database in use."""

from __future__ import annotations

from django.db import connection

from search.engines.database.postgresql import PostgreSQL
from search.engines.database.sql import Dialect
from search.engines.database.sqlite import SQLite


def dialect() -> Dialect:
    """The way of writing SQL of the database that is connected; the migrations reject any other."""
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()
