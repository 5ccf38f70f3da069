"""A search request as one SQL statement: the hits, how many there are, and the counts of the facets.

The CTE ``base`` selects once what matches and may be seen. A facet also counts the rows that are left out only by the reader's choice in this facet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.db import connection

from content_types.core.conditions import chosen, chosen_values, without_choice
from content_types.core.errors import BadInput
from content_types.core.filtering.listing import with_chosen
from search.engines.base import FACET_LIMIT, PAST_EVENT, PROMOTED, Cursor, Order, Reader, SearchRequest
from search.engines.database.conditions import condition_sql, having, having_any
from search.engines.database.dialect import dialect
from search.engines.database.sql import Row, Sql, compose, every, joined, moment, sql
from search.engines.database.text import TextQuery, text_query

_HIT, _TOTAL, _FACET = range(3)


@dataclass(frozen=True)
class _Sorting:
    column: str
    descending: bool = False
    newest_key_first: bool = False
    moments: bool = False


_BY_SCORE = _Sorting("", descending=True)
_SORTINGS = {
    Order.NEWEST: _Sorting("d.first_published_at", descending=True, newest_key_first=True, moments=True),
    # What was indexed by the release before has no moment of its last update.
    Order.UPDATED: _Sorting(
        "COALESCE(d.last_published_at, d.first_published_at)", descending=True, newest_key_first=True, moments=True
    ),
    Order.SOONEST: _Sorting(""),
    Order.SHORTEST: _Sorting("COALESCE(d.reading_minutes, 0)"),
}
# Seconds, farther apart than any two moments of the calendar: what is over comes behind what is coming, and what is no event behind both.
_OVER, _NO_EVENT = 10**12, 2 * 10**12


@dataclass(frozen=True)
class Answered:
    """What the statement gave: key, type and cursor's sort value of each hit (one more than asked for, if there is one)."""

    hits: Sequence[tuple[int, str, float]]
    total: int
    facets: Mapping[str, Sequence[tuple[str, int]]]


# --- Conditions ---------------------------------------------------------------------------------------------------------------------


def readable(reader: Reader) -> Sql:
    """The condition that a document is one that this reader may see."""
    conditions = [sql("(d.expires_at IS NULL OR d.expires_at > %s)", moment(reader.now))]
    if reader.refused_pages:
        conditions.append(having("ancestry", map(str, sorted(reader.refused_pages)), negated=True))
    if reader.refused_restrictions:
        conditions.append(having("restrictions", map(str, sorted(reader.refused_restrictions)), negated=True))
    return every(conditions)


def filtered(request: SearchRequest, *, but: Sequence[str] = ()) -> Iterator[Sql]:
    """The conditions of the request's filters; of the fields ``but`` not what was chosen in them."""
    return map(condition_sql, without_choice(request.filters, but))


def text_conditions(query: TextQuery) -> Iterator[Sql]:
    """Every phrase, and nothing that is excluded."""
    for one in query.phrases:
        yield compose("d.page_id IN (", dialect().matching([one]), ")")
    if query.excluded:
        yield compose("d.page_id NOT IN (", dialect().matching(query.excluded), ")")


# --- The statement ------------------------------------------------------------------------------------------------------------------


class Search:
    """A request and the statement that answers it. ``engine`` is what own cursors are called."""

    def __init__(self, request: SearchRequest, engine: str) -> None:
        self.request = request
        self.query = text_query(request)
        self._own_cursor = request.after if request.after is not None and request.after.engine == engine else None
        self._offset = request.after.position if request.after is not None and self._own_cursor is None else 0

    def answer(self) -> Answered:
        """Ask it. Raises BadInput for a cursor that cannot be one of this list."""
        hits: list[Row] = []
        total = 0
        counts: dict[str, list[tuple[str, int]]] = {field: [] for field in self.request.facets}
        rows = [] if self.query.hopeless else self._statement().rows()
        for part, key, name, field, sort in rows:
            if part == _HIT:
                hits.append((key, name, sort))
            elif part == _TOTAL:
                total = key
            else:
                counts[field].append((name, key))
        # No database promises an order of the parts of a union.
        tie = -1 if self._sorting.newest_key_first else 1
        hits.sort(key=lambda row: tie * row[0])
        hits.sort(key=lambda row: row[2], reverse=self._sorting.descending)
        filters = self.request.filters
        facets = {
            field: with_chosen(sorted(found, key=lambda one: (-one[1], one[0])), chosen_values(filters, field))
            for field, found in counts.items()
        }
        return Answered([(key, kind, sortable(sort)) for key, kind, sort in hits], total, facets)

    @cached_property
    def _sorting(self) -> _Sorting:
        if self.request.ranked:
            return _BY_SCORE
        return _SORTINGS[Order.NEWEST if self.request.order is Order.RELEVANCE else self.request.order]

    @cached_property
    def _open_fields(self) -> tuple[str, ...]:
        """Fields with a choice of values that does not narrow their own counts."""
        return tuple(field for field in self.request.facets if chosen(self.request.filters, field))

    def _statement(self) -> Sql:
        parts = [self._hits(), self._total()]
        if self.request.facets:
            parts.append(self._facets())
        return compose("WITH ", self._base(), " ", joined(" UNION ALL ", parts))

    def _base(self) -> Sql:
        """All documents that match, but for the choices of the open fields: whether each has what was chosen is a column ``missed…``."""
        columns = joined("", (self._missed(nth, field) for nth, field in enumerate(self._open_fields)))
        if self.request.ranked:
            return dialect().ranked(self.query, self._conditions, columns, self._weight())
        # Browsing, an index gives the first rows in their order; else it is done once for all parts.
        plain = self.request.browses and not self.request.facets
        return compose(
            "base AS NOT MATERIALIZED" if plain else "base AS MATERIALIZED",
            " (SELECT d.page_id, d.type, ",
            self._sort_value(),
            " AS sort",
            columns,
            " FROM search_searchdocument d WHERE ",
            self._conditions,
            ")",
        )

    def _sort_value(self) -> Sql:
        """What the rows are ordered by; of what is coming first, one number that grows from the next event to the oldest page."""
        if self.request.order is not Order.SOONEST:
            return Sql(self._sorting.column)
        start, published = dialect().seconds("d.starts_at"), dialect().seconds("d.first_published_at")
        return sql(
            f"CASE WHEN d.ends_at > %s THEN {start} WHEN d.ends_at IS NOT NULL THEN {_OVER} - {start} ELSE {_NO_EVENT} - {published} END",
            moment(self.request.reader.now),
        )

    def _missed(self, nth: int, field: str) -> Sql:
        has = every(map(having_any, chosen(self.request.filters, field)))
        return compose(", CASE WHEN ", has, f" THEN 0 ELSE 1 END AS missed{nth}")

    @cached_property
    def _conditions(self) -> Sql:
        request, conditions = self.request, [readable(self.request.reader)]
        conditions += filtered(request, but=self._open_fields)
        conditions += text_conditions(self.query)
        if self.query.groups and not request.ranked:
            conditions.append(compose("d.page_id IN (", dialect().matching(self.query.any_of), ")"))
        if request.left_out:
            conditions.append(compose("NOT ", dialect().among("d.page_id", request.left_out)))
        return every(conditions)

    def _weight(self) -> Sql:
        """What a score is multiplied with: an event that is over counts less, a promoted page more."""
        over = sql(f"CASE WHEN d.ends_at <= %s THEN {PAST_EVENT} ELSE 1.0 END", moment(self.request.reader.now))
        if not self.request.promoted:
            return over
        promoted = dialect().among("d.page_id", self.request.promoted)
        return compose(over, " * CASE WHEN ", promoted, f" THEN {PROMOTED} ELSE 1.0 END")

    def _hits(self) -> Sql:
        down = " DESC" if self._sorting.descending else ""
        tie = " DESC" if self._sorting.newest_key_first else ""
        return compose(
            "SELECT ",
            str(_HIT),
            " AS part, page_id AS number, type AS name, NULL AS field, sort FROM (SELECT page_id, type, sort FROM base WHERE ",
            every([*self._chosen(), *self._beyond()]),
            f" ORDER BY sort{down}, page_id{tie}",
            sql(" LIMIT %s OFFSET %s) hit", self.request.first + 1, self._offset),
        )

    def _total(self) -> Sql:
        return compose("SELECT ", str(_TOTAL), ", COUNT(*), NULL, NULL, NULL FROM base WHERE ", every(self._chosen()))

    def _chosen(self) -> list[Sql]:
        return [Sql(f"missed{nth} = 0") for nth in range(len(self._open_fields))]

    def _beyond(self) -> list[Sql]:
        """The condition that leaves what comes after the cursor."""
        after = self._own_cursor
        if after is None:
            return []
        order, tie = ("<" if self._sorting.descending else ">"), ("<" if self._sorting.newest_key_first else ">")
        mark = dialect().number if not self._sorting.moments else "%s"
        value = moment(_moment_of(after)) if self._sorting.moments else after.sort
        return [
            sql(f"(sort {order} {mark} OR (sort = {mark} AND page_id {tie} %s))", value, value, after.id),
        ]

    def _facets(self) -> Sql:
        """How many documents have each value, the most frequent of each field: one pass over the values of all that match."""
        missed = " + ".join(f"missed{nth}" for nth in range(len(self._open_fields))) or "0"
        own = [sql(f"(missed{nth} = 1 AND v.field = %s)", field) for nth, field in enumerate(self._open_fields)]
        counted = f"{missed} = 0"
        kept = sql(counted) if not own else compose(f"({counted} OR ({missed} = 1 AND (", joined(" OR ", own), ")))")
        return compose(
            "SELECT ",
            str(_FACET),
            ", documents, value, field, NULL FROM (SELECT field, value, documents,"
            " ROW_NUMBER() OVER (PARTITION BY field ORDER BY documents DESC, value) AS place FROM"
            # CROSS: SQLite takes it as the order in which to join, and looks up the values of each match.
            " (SELECT v.field, v.value, COUNT(*) AS documents FROM base CROSS JOIN search_documentvalue v WHERE ",
            every([Sql("v.document_id = base.page_id"), dialect().among("v.field", self.request.facets), kept]),
            " GROUP BY v.field, v.value) counted) placed WHERE ",
            self._shown(),
        )

    def _shown(self) -> Sql:
        """Of which values the numbers are given: the most frequent, and what was chosen."""
        own = [
            compose(sql("(placed.field = %s AND ", field), dialect().among("placed.value", values), ")")
            for field in self._open_fields
            if (values := chosen_values(self.request.filters, field))
        ]
        return joined(" OR ", [Sql(f"place <= {FACET_LIMIT}"), *own])


# --- Sort values --------------------------------------------------------------------------------------------------------------------


def _moment_of(after: Cursor) -> datetime:
    try:
        return datetime.fromtimestamp(after.sort / 1_000_000, tz=UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise BadInput("`after` is not a cursor of this search. Leave it out to begin again.", "after") from error


def sortable(value: Any) -> float:
    """What a cursor keeps of a sort value: a number, or a moment in microseconds since 1970 (exact in a double until 2255)."""
    if isinstance(value, float | int):
        return float(value)
    found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    aware = found if found.tzinfo else found.replace(tzinfo=connection.timezone)
    return float(round(aware.timestamp() * 1_000_000))
