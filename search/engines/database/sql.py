"""The SQL that the database engine asks: constant text with parameters, put together from parts; and what each database writes its own way."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import DatabaseError, connection

from search.engines.database.text import Term, TextQuery
from search.errors import EngineUnavailable

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Sql:
    """A piece of SQL. The text is the engine's own and constant; what a client sent is in the parameters alone."""

    text: str = ""
    parameters: tuple[Any, ...] = ()

    def rows(self) -> list[Row]:
        """Ask it."""
        with connection.cursor() as cursor:
            cursor.execute(self.text, self.parameters)
            return list(cursor.fetchall())

    def run(self) -> None:
        """Do it."""
        with connection.cursor() as cursor:
            cursor.execute(self.text, self.parameters)


def sql(text: str, *parameters: Any) -> Sql:
    """Constant text, and what stands at its marks."""
    return Sql(text, parameters)


def compose(*parts: Sql | str) -> Sql:
    """The parts one after another; those that are plain text are constant text."""
    return joined("", (Sql(one) if isinstance(one, str) else one for one in parts))


def joined(separator: str, parts: Iterable[Sql]) -> Sql:
    """The parts with the separator between."""
    many = list(parts)
    return Sql(separator.join(one.text for one in many), tuple(value for one in many for value in one.parameters))


def every(conditions: Iterable[Sql]) -> Sql:
    """All of the conditions."""
    many = list(conditions)
    return joined(" AND ", many) if many else Sql("1 = 1")


def moment(value: datetime) -> Any:
    """A moment as the database compares it with its columns."""
    return connection.ops.adapt_datetimefield_value(value)


@contextmanager
def answering() -> Iterator[None]:
    """Turn an error of the database, which may quote the statement, into EngineUnavailable, which does not."""
    try:
        yield
    except DatabaseError as error:
        if connection.in_atomic_block:
            raise  # the transaction is broken: its owner must know
        raise EngineUnavailable(f"The database could not search ({type(error).__name__}).") from error


class Dialect(Protocol):
    """What SQLite and PostgreSQL write differently. Documents are ``search_searchdocument d``."""

    number: str  # a parameter that is compared with a score

    def among(self, column: str, values: Iterable[str | int]) -> Sql:
        """A condition: the column has one of these values; one parameter, however many there are."""

    def beginning(self, column: str, prefix: str) -> Sql:
        """A condition that an index answers: the column begins so. ``prefix`` is letters and digits."""

    def seconds(self, column: str) -> str:
        """An expression: the whole seconds from 1970 to the moment of a column."""

    def table(self, columns: Mapping[str, tuple[str, Sequence[Any]]]) -> Sql:
        """A source of rows from columns of values, each with its type in PostgreSQL; as many parameters whatever the number of rows."""

    def matching(self, terms: Sequence[Term]) -> Sql:
        """A statement that gives the keys of the documents with any of these terms."""

    def ranked(self, query: TextQuery, conditions: Sql, columns: Sql, weight: Sql, *, best: int | None = None) -> Sql:
        """Common table expressions, the last of them ``base``: page_id, type, sort (the score times ``weight``), and the further columns.

        ``best``: only so many need be scored exactly; the database chooses, where it is None.
        """

    def scores(self, terms: Sequence[Term], keys: Sequence[int], *, in_title: bool = False) -> Sql:
        """A statement that gives key, place of a term in ``terms``, and its score in that document, or its title, where it has one."""

    def occurring(self, word: str, term: Term, conditions: Sql) -> Sql:
        """A statement that gives the word if a document has it as it is written; ``term`` is its stems. It ends at the first one."""

    def suggested(self, words: Sequence[str], conditions: Sql, first: int) -> Sql:
        """A statement that gives key and type of the documents in whose title every word begins a word, best first."""


def as_json(values: Iterable[Any]) -> str:
    """A list as one parameter of SQLite."""
    return json.dumps(list(values))
