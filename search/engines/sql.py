"""The SQL that the database engine asks: constant text with parameters, put together from named parts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

Condition = tuple[str, list[Any]]  # constant text, and what stands at its marks


@dataclass(frozen=True)
class Sql:
    """A set of documents ``d`` with a score. Every part is constant text of the engine; what a client sent is in the parameters alone."""

    source: str  # the FROM clause
    score: str  # an expression over it, to order by, highest first
    conditions: tuple[str, ...] = ()
    source_parameters: tuple[Any, ...] = ()
    parameters: tuple[Any, ...] = ()  # of the conditions
    mark: str = "%s"  # a parameter that is compared with the score
    ranked: bool = (
        True  # False: the score is a column with an index, and only the rows that are asked for need be looked at
    )

    def where(self, *conditions: Condition) -> Sql:
        """The documents of the set for which these hold too."""
        return replace(
            self,
            conditions=(*self.conditions, *(text for text, _ in conditions)),
            parameters=(*self.parameters, *(value for _, values in conditions for value in values)),
        )

    def page(self, beyond: Condition, limit: int, offset: int) -> tuple[list[tuple[Any, ...]], int]:
        """Rows of key, type and score, in order, from the condition ``beyond`` on; and how many documents the whole set has."""
        once = (
            "MATERIALIZED" if self.ranked else "NOT MATERIALIZED"
        )  # matching and ranking is done once for rows and number
        tie = "page_id" if self.ranked else "page_id DESC"
        condition, parameters = beyond
        rows = self._run(
            f"WITH m AS {once} (SELECT d.page_id, d.type, {self.score} AS score{self._from()})"  # noqa: S608 - constant parts
            f" SELECT page_id, type, score, (SELECT COUNT(*) FROM m) FROM m WHERE {condition}"
            f" ORDER BY score DESC, {tie} LIMIT %s OFFSET %s",
            *parameters,
            limit,
            offset,
        )
        if rows:
            return [row[:3] for row in rows], int(rows[0][3])
        return [], int(self._run(f"SELECT COUNT(*){self._from()}")[0][0])

    def _from(self) -> str:
        return f" FROM {self.source} WHERE {' AND '.join(self.conditions or ('1 = 1',))}"

    def _run(self, text: str, *further: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(text, [*self.source_parameters, *self.parameters, *further])
            return cursor.fetchall()
