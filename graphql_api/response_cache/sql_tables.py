"""SQL tables: which tables a statement reads and what it writes, from the text of the statement.

Everything here depends on how Django's compilers, and the few statements that are written by hand, put SQL into words. A test holds it against what
the databases themselves say of the statements of the whole library; run it at each upgrade of Django
(docs/contributing/upgrading.md).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

_TABLE = re.compile(r'\b(?:FROM|JOIN)\s+"?(\w+)"?', re.IGNORECASE)
_NO_TABLES = frozenset({"unnest", "json_each"})  # functions that give rows
_WRITE = re.compile(r'\s*(INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM|TRUNCATE)\s+"?(\w+)"?', re.IGNORECASE)
_ONE_ROW = re.compile(r'\s*UPDATE "(\w+)" SET (.*) WHERE "\w+"\."(\w+)" = %s\s*$', re.DOTALL)
_PLAINLY = re.compile(r'"(\w+)" = (%s|NULL)(?:::\w+)?(?:, |\s*$)')
_ASSIGNED = re.compile(r'"(\w+)" = ')
_COLUMNS = re.compile(r'\s*INSERT(?: OR \w+)? INTO "\w+" \(([^)]*)\) VALUES', re.IGNORECASE)
_SOME_ROWS = re.compile(r'\s*DELETE FROM "\w+" WHERE "\w+"\."\w+" IN \([%s, ]*\)\s*$')

Parameters = Sequence[Any] | None


class Write(NamedTuple):
    """What a statement does to which table."""

    verb: str  # INSERT, UPDATE, DELETE or TRUNCATE
    table: str


# A statement that is no text (psycopg.sql): nobody here writes one, and what it does is not known.
COMPOSED = Write("COMPOSED", "")


class Assignment(NamedTuple):
    """What an UPDATE of one row sets."""

    key: Any
    columns: frozenset[str]
    values: Mapping[str, Any] | None  # None where one of them is an expression


@lru_cache(maxsize=5_000)
def tables_read(sql: str) -> frozenset[str]:
    """The tables that a SELECT names, and at most words beside them that are no tables."""
    return frozenset(name.lower() for name in _TABLE.findall(sql)) - _NO_TABLES


def write_of(sql: Any) -> Write | None:
    """What a statement writes; None where it only reads, or changes the schema."""
    return _write_of(sql) if isinstance(sql, str) else COMPOSED


@lru_cache(maxsize=5_000)
def _write_of(sql: str) -> Write | None:
    found = _WRITE.match(sql)
    return Write(found[1].split()[0].upper(), found[2].lower()) if found else None


def keys_written(sql: Any, params: Parameters, many: bool) -> Sequence[Any] | None:
    """The keys of the rows that an UPDATE or DELETE changes; None where it does not name them."""
    if many or params is None or not isinstance(sql, str):
        return None
    if _ONE_ROW.match(sql):
        return params[-1:]
    return params if _SOME_ROWS.match(sql) else None


def values_inserted(sql: str, params: Sequence[Any]) -> dict[str, Any] | None:
    """What an INSERT of one row sets, by column; None where that cannot be told."""
    columns = _COLUMNS.match(sql)
    names = re.findall(r'"(\w+)"', columns[1]) if columns else []
    return dict(zip(names, params, strict=True)) if names and len(names) == len(params) else None


def assignment_of(sql: str, params: Sequence[Any]) -> Assignment | None:
    """What an UPDATE of one row, named by its key, sets; None for any other."""
    one = _ONE_ROW.match(sql)
    if one is None:
        return None
    columns = _ASSIGNED.findall(one[2])
    given = iter(params[:-1])
    values = {name: None if value == "NULL" else next(given, None) for name, value in _PLAINLY.findall(one[2])}
    is_plain = len(columns) == len(values) and next(given, None) is None
    return Assignment(params[-1], frozenset(columns), values if is_plain else None)


def columns_updated(sql: str) -> frozenset[str]:
    """The columns that an UPDATE of any rows sets; an empty name where that cannot be told."""
    assigned = re.split(r"\bWHERE\b", sql, maxsplit=1)[0]
    # The tree of Wagtail's pages writes it without spaces.
    return frozenset(_ASSIGNED.findall(assigned.replace('"numchild"="', '"numchild" = "'))) or frozenset({""})
