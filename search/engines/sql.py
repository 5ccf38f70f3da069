"""The SQL that the database engine asks: constant text with parameters, put together from named parts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class Sql:
    """A set of documents ``d`` with a score. Every part is constant text of the engine; what a client sent is in ``parameters`` alone."""

    source: str  # the FROM clause
    score: str  # an expression over it, to order by, highest first
    conditions: tuple[str, ...] = ()
    source_parameters: tuple[Any, ...] = ()
    parameters: tuple[Any, ...] = ()  # of the conditions
    mark: str = "%s"  # a parameter that is compared with the score

    def where(self, *conditions: tuple[str, list[Any]]) -> Sql:
        """The documents of the set for which these hold too."""
        return replace(
            self,
            conditions=(*self.conditions, *(text for text, _ in conditions)),
            parameters=(*self.parameters, *(value for _, values in conditions for value in values)),
        )

    def select(self, columns: str, order: str, limit: int, offset: int) -> list[tuple[Any, ...]]:
        """Rows of these columns."""
        return self._run(f"SELECT {columns}{self._from()} ORDER BY {order} LIMIT %s OFFSET %s", limit, offset)

    def count(self) -> int:
        """How many there are."""
        return int(self._run(f"SELECT COUNT(*){self._from()}")[0][0])

    def _from(self) -> str:
        return f" FROM {self.source} WHERE {' AND '.join(self.conditions or ('1 = 1',))}"

    def _run(self, text: str, *further: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(text, [*self.source_parameters, *self.parameters, *further])
            return cursor.fetchall()
