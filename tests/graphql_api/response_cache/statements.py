"""Statements as they are run, and what the database itself says that each of them reads and writes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connection

KINDS = (
    "SELECT",
    "INSERT",
    "UPDATE",
    "DELETE",
    "WITH",
)  # what can be explained; the rest changes the schema, or nothing


class Statement(NamedTuple):
    """A statement with the values that it was first run with."""

    sql: str
    params: Any


class Tables(NamedTuple):
    """The tables that a statement reads, those that it writes among them, and those that it writes."""

    read: frozenset[str]
    written: frozenset[str]


@contextmanager
def recorded() -> Iterator[dict[str, Statement]]:
    """Every statement that is run inside and can be explained, by its text."""
    found: dict[str, Statement] = {}

    def record(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if isinstance(sql, str) and sql.lstrip().upper().startswith(KINDS):
            found.setdefault(sql, Statement(sql, params[0] if many else params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(record):
        yield found


@contextmanager
def database() -> Iterator[DatabaseWord]:
    """The database's own word on statements; on PostgreSQL by a connection that changes nothing."""
    with _Locks() if connection.vendor == "postgresql" else _Authorizer() as word:
        yield word


class DatabaseWord:
    """Asks the database what a statement does."""

    def __enter__(self) -> DatabaseWord:
        return self

    def __exit__(self, *error: object) -> None:
        return None

    def tables(self, statement: Statement) -> Tables:
        """The tables of a statement, which is planned and not run."""
        raise NotImplementedError


class _Locks(DatabaseWord):
    """PostgreSQL locks every table that a statement names when it plans it, and says with which intent."""

    LOCKS = """SELECT c.relname, l.mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
        WHERE l.pid = pg_backend_pid() AND c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace"""

    def __enter__(self) -> DatabaseWord:
        self._other = connection.copy()
        self._other.set_autocommit(False)
        return self

    def __exit__(self, *error: object) -> None:
        self._other.close()

    def tables(self, statement: Statement) -> Tables:
        with self._other.cursor() as cursor:
            cursor.execute(f"EXPLAIN {statement.sql}", statement.params)
            cursor.execute(self.LOCKS)
            locks = cursor.fetchall()
        self._other.rollback()
        written = frozenset(name for name, mode in locks if mode == "RowExclusiveLock")
        return Tables(frozenset(name for name, _ in locks), written)


class _Authorizer(DatabaseWord):
    """SQLite asks an authorizer about each table that a statement touches when it compiles it."""

    WRITES = (sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE)

    def __enter__(self) -> DatabaseWord:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            self._triggers = {name for (name,) in cursor.fetchall()}
        return self

    def __exit__(self, *error: object) -> None:
        connection.connection.set_authorizer(None)

    def tables(self, statement: Statement) -> Tables:
        read: set[str] = set()
        written: set[str] = set()

        def authorize(
            action: int, table: str | None, column: str | None, schema: str | None, within: str | None
        ) -> int:
            if table is not None and within not in self._triggers and not table.startswith("sqlite_"):
                if action in self.WRITES:
                    written.add(table)
                elif action == sqlite3.SQLITE_READ:
                    read.add(table)
            return sqlite3.SQLITE_OK

        connection.connection.set_authorizer(authorize)
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {statement.sql}", statement.params)
        return Tables(frozenset(read | written), frozenset(written))
