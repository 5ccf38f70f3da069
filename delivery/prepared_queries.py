"""Prepared queries: SQL compiled once per process, run with other bind parameters each time.

Django takes about a millisecond to put a statement together, more than most of ours take to run. What every request asks is built here once,
with named values left open, and run with other values each time. It is an ordinary queryset until then: columns, joins, and conversions are
Django's own.

Lists are one parameter whatever their length (an array on PostgreSQL, JSON on SQLite), so that the statement stays the same.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from operator import itemgetter
from threading import Lock
from typing import Any

from django.db import DEFAULT_DB_ALIAS, NotSupportedError, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import Expression, Field, ForeignObject, Lookup, Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.query import ModelIterable
from django.db.models.query_utils import DeferredAttribute
from django.db.models.signals import post_init, pre_init
from modelcluster.models import ClusterableModel
from wagtail.models import Page

from delivery.dependency_tracking import Scope, scoped


@dataclass(frozen=True)
class _Open:
    """The place of a parameter that is not known yet."""

    name: str

    def value(self, values: dict[str, Any], connection: BaseDatabaseWrapper) -> Any:
        found = values[self.name]
        if isinstance(found, Collection) and not isinstance(found, str):
            return list(found) if connection.vendor == "postgresql" else json.dumps(list(found))
        if isinstance(found, datetime):
            return connection.ops.adapt_datetimefield_value(found)
        return connection.ops.adapt_datefield_value(found) if isinstance(found, date) else found


class Bind(Expression):
    """A value of this name, given when the statement is run: text, a number, a moment, or a list of one of them for the lookups here."""

    def __init__(self, name: str, output_field: Field[Any, Any] | None = None) -> None:
        super().__init__(output_field=output_field or models.TextField())
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (_Open(self.name),)


class _OfList(Lookup):
    """A lookup whose right side is a :class:`Bind` list."""

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


class PreparedQuery:
    """A read that is put together when it is first run. ``build`` gives the queryset, with :class:`Bind` for what differs each time.

    Querysets of whole objects (with annotations, without related ones) and of ``values_list`` can be prepared.
    """

    def __init__(self, build: Callable[[], QuerySet[Any, Any]], scope: Scope = Scope.SET) -> None:
        """``scope`` is what of the pages the statement depends on; for ``Scope.ROWS`` the value ``keys`` is those pages'."""
        self._build = build
        self._scope = scope
        self._lock = Lock()
        self._statements: dict[str, _Statement] = {}

    def run(self, **values: Any) -> list[Any]:
        """The objects, or rows as tuples, with these values; one statement. Raises KeyError for a value that is missing."""
        connection = connections[DEFAULT_DB_ALIAS]
        return self._statement(connection).run(connection, values)

    def run_beside(self, **values: Any) -> list[tuple[tuple[Any, ...], Any]]:
        """Objects that may come several times, each made once and given beside what is annotated where it comes; one statement."""
        connection = connections[DEFAULT_DB_ALIAS]
        return self._statement(connection).run_beside(connection, values)

    def _statement(self, connection: BaseDatabaseWrapper) -> _Statement:
        statement = self._statements.get(connection.vendor)
        if statement is None:
            with self._lock:
                made = _Statement(self._build(), self._scope, connection)
                statement = self._statements.setdefault(connection.vendor, made)
        return statement


class _Statement:
    """A queryset as this database's SQL."""

    def __init__(self, queryset: QuerySet[Any, Any], scope: Scope, connection: BaseDatabaseWrapper) -> None:
        self._scope = scope
        self._compiler = queryset.query.get_compiler(connection=connection)
        self._sql, self._parameters = _with_constants(*self._compiler.as_sql())
        self._model: type[Model] | None = None
        self._converters = self._compiler.get_converters([one for one, _, _ in self._compiler.select or ()])
        if issubclass(queryset._iterable_class, ModelIterable):
            info = self._compiler.klass_info
            if info is None or info.get("related_klass_infos"):
                raise TypeError("Objects with related ones cannot be prepared: read those by themselves.")
            columns = self._compiler.select or []
            self._model = info["model"]
            places: list[int] = info["select_fields"]
            self._names = [columns[place][0].target.attname for place in places]
            self._key = places[self._names.index(info["model"]._meta.pk.attname)]
            # The values of an object from its row, in C; of a single place it would give no tuple.
            self._values = itemgetter(*places) if len(places) > 1 else itemgetter(slice(places[0], places[0] + 1))
            self._further = dict(self._compiler.annotation_col_map or {})

    def run(self, connection: BaseDatabaseWrapper, values: dict[str, Any]) -> list[Any]:
        rows = self._rows(connection, values)
        if self._model is None:
            return [tuple(row) for row in rows]
        found = [self._object(self._model, row) for row in rows]
        for name, place in self._further.items():
            for made, row in zip(found, rows, strict=True):
                setattr(made, name, row[place])
        return found

    def run_beside(self, connection: BaseDatabaseWrapper, values: dict[str, Any]) -> list[tuple[tuple[Any, ...], Any]]:
        if self._model is None:
            raise TypeError("Rows without objects are given by `run`.")
        made: dict[Any, Model] = {}
        found = []
        for row in self._rows(connection, values):
            key = row[self._key]
            if key not in made:
                made[key] = self._object(self._model, row)
            found.append((tuple(row[place] for place in self._further.values()), made[key]))
        return found

    def _rows(self, connection: BaseDatabaseWrapper, values: dict[str, Any]) -> list[Sequence[Any]]:
        parameters = [one.value(values, connection) if isinstance(one, _Open) else one for one in self._parameters]
        try:
            rows = self._fetched(connection, values, parameters)
        except NotSupportedError:
            # "Cached plan must not change result type": a migration has changed a column since PostgreSQL planned the statement for this
            # connection, and it would be rejected for as long as the connection lives.
            if connection.vendor != "postgresql" or connection.in_atomic_block:
                raise
            connection.close()
            rows = self._fetched(connection, values, parameters)
        return list(self._compiler.apply_converters(rows, self._converters)) if self._converters else rows

    def _fetched(self, connection: BaseDatabaseWrapper, values: dict[str, Any], parameters: list[Any]) -> Any:
        with scoped(self._scope, values["keys"] if self._scope is Scope.ROWS else ()), _cursor(connection) as cursor:
            cursor.execute(self._sql, parameters)
            return cursor.fetchall()

    def _object(self, model: type[Model], row: Sequence[Any]) -> Model:
        values = self._values(row)
        if not self._is_plain:
            return model.from_db(DEFAULT_DB_ALIAS, self._names, values)
        made = model.__new__(model)
        made._state = ModelState()
        made._state.adding, made._state.db = False, DEFAULT_DB_ALIAS
        kept = made.__dict__
        kept.update(zip(self._names, values, strict=True))
        for name in self._converting:
            setattr(made, name, kept.pop(name))
        return made

    @cached_property
    def _is_plain(self) -> bool:
        """Whether all that Django does to make such an object is to set its attributes, and nobody listens. (For a page the rest takes fifty
        microseconds and more, most of it for child objects that it does not have.)"""
        if self._model is None or self._model.__init__ not in _KEEP_VALUES:
            return False
        if any("from_db" in vars(base) for base in self._model.__mro__ if base is not Model):
            return False
        return not any(signal.has_listeners(self._model) for signal in (pre_init, post_init))

    @cached_property
    def _converting(self) -> list[str]:
        """The attributes that do something with what they are set to."""
        found = ((name, inspect.getattr_static(self._model, name)) for name in self._names)
        return [name for name, one in found if not isinstance(one, DeferredAttribute)]


def _with_constants(sql: str, parameters: Sequence[Any]) -> tuple[str, list[Any]]:
    """The numbers among the parameters as a part of the statement: what it is always run with is planned with it, and meets partial indexes."""
    pieces = re.split(r"(%%|%s)", sql)
    left = iter(parameters)
    kept: list[Any] = []
    for place, piece in enumerate(pieces):
        if piece != "%s":
            continue
        value = next(left)
        if isinstance(value, int) and not isinstance(value, bool):
            pieces[place] = str(value)
        else:
            kept.append(value)
    return "".join(pieces), kept


@contextmanager
def _cursor(connection: BaseDatabaseWrapper) -> Iterator[CursorWrapper]:
    """A cursor; on PostgreSQL one that leaves the parameters to the server, which then keeps the plan: planning takes longer than running most
    of these statements. (Not all of Django's statements can be sent so; these few are tested.)
    """
    connection.ensure_connection()
    raw: Any = connection.connection
    if connection.vendor == "postgresql":
        usual, raw.cursor_factory = raw.cursor_factory, _binding_cursor()
        try:
            cursor = connection.cursor()
        finally:
            raw.cursor_factory = usual
    else:
        cursor = connection.cursor()
    with cursor:
        yield cursor


@cache
def _binding_cursor() -> type[Any]:
    from django.db.backends.postgresql.base import ServerBindingCursor  # needs psycopg, which SQLite does without
    from psycopg.types.datetime import TimestamptzLoader

    class PlannedCursor(ServerBindingCursor):
        """Keeps the text of a statement whose plan the server has, which psycopg does not, for Django's record of statements."""

        def __init__(self, *arguments: Any, **named: Any) -> None:
            super().__init__(*arguments, **named)
            # psycopg's own, in C, which reads moments in the session's time zone. Django's, in Python, does the same and sets that zone again.
            own: Any = self
            own.adapters.register_loader("timestamptz", TimestamptzLoader)

        def execute(self, query: Any, params: Any = None, **kwargs: Any) -> Any:
            super().execute(query, params, **kwargs)  # type: ignore[misc]  # the stubs do not know that it is one of psycopg
            own: Any = self
            if own._query is None and connections[DEFAULT_DB_ALIAS].queries_logged:
                own._query = own._convert_query(query, params)
            return self

    return PlannedCursor


# What these do for an object from the database is to keep its values; ``Page`` further fills in what a new page needs.
_KEEP_VALUES = (Model.__init__, ClusterableModel.__init__, Page.__init__)
