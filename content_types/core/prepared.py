"""Reads whose SQL is made once a process.

Django takes about a millisecond to put a statement together, more than most of ours take to run. What every request asks is built here once,
with named values left open, and run with other values each time. It is an ordinary queryset until then: columns, joins, and conversions are
Django's own.

Lists are one parameter whatever their length (an array on PostgreSQL, JSON on SQLite), so that the statement stays the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from threading import Lock
from typing import Any

from django.db import connection, models
from django.db.models import Expression, Field, ForeignObject, Lookup, Model, QuerySet
from django.db.models.query import ModelIterable


@dataclass(frozen=True)
class _Open:
    """The place of a parameter that is not known yet."""

    name: str

    def value(self, values: dict[str, Any]) -> Any:
        found = values[self.name]
        if isinstance(found, datetime):
            return connection.ops.adapt_datetimefield_value(found)
        if isinstance(found, str | int | None):
            return found
        members = list(found)
        return members if connection.vendor == "postgresql" else json.dumps(members)


class Given(Expression):
    """A value of this name, given when the statement is run: text, a number, a moment, or a list of one of them for the lookups here."""

    def __init__(self, name: str, output_field: Field[Any, Any] | None = None) -> None:
        super().__init__(output_field=output_field or models.TextField())
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (_Open(self.name),)


class _OfList(Lookup):
    """A lookup whose right side is a :class:`Given` list."""

    on_postgresql: str
    elsewhere: str
    can_use_none_as_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, left_parameters = self.process_lhs(compiler, connection)
        right, right_parameters = self.process_rhs(compiler, connection)
        form = self.on_postgresql if connection.vendor == "postgresql" else self.elsewhere
        return form.format(left=left, right=right), (*left_parameters, *right_parameters)


@ForeignObject.register_lookup
@Field.register_lookup
class Among(_OfList):
    """Equal to one of a given list."""

    lookup_name = "among"
    on_postgresql = "{left} = ANY({right})"
    elsewhere = "{left} IN (SELECT value FROM json_each({right}))"


@Field.register_lookup
class Below(_OfList):
    """Begins with one of a given list of paths of a tree (of digits and capitals, so that none is a pattern)."""

    lookup_name = "below"
    on_postgresql = "EXISTS (SELECT FROM unnest({right}::text[]) AS above(path) WHERE starts_with({left}, above.path))"
    elsewhere = "EXISTS (SELECT 1 FROM json_each({right}) WHERE substr({left}, 1, length(value)) = value)"


@Field.register_lookup
class HasWords(_OfList):
    """A slug that has, for each of a given list of ``-beginning``, a word that begins so."""

    lookup_name = "has_words"
    on_postgresql = (
        "NOT EXISTS (SELECT FROM unnest({right}::text[]) AS word(part) WHERE strpos('-' || {left}, word.part) = 0)"
    )
    elsewhere = "NOT EXISTS (SELECT 1 FROM json_each({right}) WHERE instr('-' || {left}, value) = 0)"


class Prepared:
    """A read that is put together when it is first run. ``build`` gives the queryset, with :class:`Given` for what differs each time.

    Querysets of whole objects (related ones left out) and of ``values_list`` with several columns can be prepared.
    """

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        self._build = build
        self._lock = Lock()
        self._statements: dict[str, _Statement] = {}

    def run(self, **values: Any) -> list[Any]:
        """The objects, or rows as tuples, with these values; one statement. Raises KeyError for a value that is missing."""
        statement = self._statements.get(connection.vendor)
        if statement is None:
            with self._lock:
                statement = self._statements.setdefault(connection.vendor, _Statement(self._build()))
        return statement.run(values)


class _Statement:
    """A queryset as this database's SQL."""

    def __init__(self, queryset: QuerySet[Any, Any]) -> None:
        self._compiler = queryset.query.get_compiler(connection=connection)
        self._sql, parameters = self._compiler.as_sql()
        self._parameters: Sequence[Any] = parameters
        self._is_of_objects = issubclass(queryset._iterable_class, ModelIterable)
        if self._is_of_objects and (self._compiler.klass_info or {}).get("related_klass_infos"):
            raise TypeError("Objects with related ones cannot be prepared: read those by themselves.")
        self._columns = [expression for expression, _, _ in self._compiler.select or ()]
        self._converters = self._compiler.get_converters(self._columns)

    @cached_property
    def _model(self) -> type[Model]:
        info = self._compiler.klass_info
        if info is None:
            raise TypeError("Rows have no model.")
        model: type[Model] = info["model"]
        return model

    @cached_property
    def _names(self) -> list[str]:
        return [column.target.attname for column in self._columns]

    def run(self, values: dict[str, Any]) -> list[Any]:
        parameters = [one.value(values) if isinstance(one, _Open) else one for one in self._parameters]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, parameters)
            rows: Any = cursor.fetchall()
        if self._converters:
            rows = self._compiler.apply_converters(rows, self._converters)
        if not self._is_of_objects:
            return [tuple(row) for row in rows]
        alias = connection.alias
        return [self._model.from_db(alias, self._names, row) for row in rows]
