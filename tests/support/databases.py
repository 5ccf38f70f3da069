"""Databases of their own for measurements, on the PostgreSQL server that a URL names."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql


def make_anew(url: str, name: str) -> str:
    """An empty database of this name, in place of one that may be there; gives its URL."""
    drop(url, name)
    _run(url, "CREATE DATABASE {}", name)
    return url_of(url, name)


def drop(url: str, name: str) -> None:
    """Remove a database if it is there."""
    _run(url, "DROP DATABASE IF EXISTS {}", name)


def url_of(url: str, name: str) -> str:
    """The URL of another database on the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _run(url: str, statement: str, name: str) -> None:
    # Databases are made and dropped outside transactions.
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
