"""Which database this is."""

from __future__ import annotations

from django.db import connection

from search.engines.postgresql import PostgreSQL
from search.engines.sql import Dialect
from search.engines.sqlite import SQLite


def dialect() -> Dialect:
    """The way of writing SQL of the database that is connected; the migrations refuse any other."""
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()
