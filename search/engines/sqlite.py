"""SQLite's FTS5: stems between quotes, ranked by its bm25 with the title weighed double."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from search.engines.base import TITLE_WEIGHT
from search.engines.database_text import Term, TextQuery
from search.engines.sql import Sql, as_json, compose, joined, sql

_BM25 = f"-bm25(search_fulltext, {TITLE_WEIGHT}, 1.0)"
_FROM = "FROM search_fulltext WHERE search_fulltext MATCH %s"
_HIGHEST = "\U0010ffff"


@dataclass(frozen=True)
class _Arm:
    """Terms whose scores add up; of the arms of one clause the best counts."""

    clause: int
    terms: tuple[Term, ...]
    factor: float = 1.0
    wanted: bool = True  # a document must have something of one of these


class SQLite:
    """What is written for SQLite (``search.engines.sql.Dialect``)."""

    number = "%s"

    def among(self, column: str, values: Iterable[str | int]) -> Sql:
        """A condition: the column has one of these values."""
        return compose(column, sql(" IN (SELECT value FROM json_each(%s))", as_json(values)))

    def beginning(self, column: str, prefix: str) -> Sql:
        """A condition that an index answers: the column begins so."""
        return sql(f"({column} >= %s AND {column} < %s)", prefix, prefix + _HIGHEST)

    def table(self, columns: Mapping[str, tuple[str, Sequence[Any]]]) -> Sql:
        """A source of rows from columns of values, each with its type in PostgreSQL; one parameter."""
        names = ", ".join(f"json_extract(value, '$[{nth}]') AS {name}" for nth, name in enumerate(columns))
        rows = zip(*(values for _, values in columns.values()), strict=True)
        return sql(f"(SELECT {names} FROM json_each(%s))", as_json(rows))  # noqa: S608 - names of ours

    def matching(self, terms: Sequence[Term]) -> Sql:
        """A statement that gives the keys of the documents with any of these terms."""
        return sql(f"SELECT rowid {_FROM}", _any(terms))

    def ranked(self, query: TextQuery, conditions: Sql, columns: Sql, weight: Sql, *, best: int | None = None) -> Sql:
        """Common table expressions, the last of them ``base``: page_id, type, sort (the score times ``weight``), and the further columns."""
        return compose(
            "base AS MATERIALIZED (SELECT d.page_id, d.type, m.score * ",
            weight,
            " AS sort",
            columns,
            " FROM (",
            _scored(query),
            ") m JOIN search_searchdocument d ON d.page_id = m.id WHERE ",
            conditions,
            ")",
        )

    def scores(self, terms: Sequence[Term], keys: Sequence[int]) -> Sql:
        """A statement that gives key, place of a term, and its score in that document."""
        return joined(
            " UNION ALL ",
            (
                compose(sql(f"SELECT rowid, {nth}, {_BM25} {_FROM} AND ", _any([term])), self.among("rowid", keys))
                for nth, term in enumerate(terms)
            ),
        )

    def occurring(self, word: str, term: Term, conditions: Sql) -> Sql:
        """A statement that gives the word if a document has it as it is written. It ends at the first one."""
        return compose(
            sql(
                "SELECT %s AS word WHERE EXISTS (SELECT 1 FROM search_fulltext CROSS JOIN search_searchdocument d"
                " WHERE search_fulltext MATCH %s AND d.page_id = search_fulltext.rowid"
                " AND instr(' ' || d.words || ' ', %s) > 0 AND ",
                word,
                _any([term]),
                f" {word} ",
            ),
            conditions,
            ")",
        )

    def suggested(self, words: Sequence[str], conditions: Sql, first: int) -> Sql:
        """A statement that gives key and type of the documents in whose title every word begins a word, best first."""
        typed = " ".join(words)
        return compose(
            sql(
                "SELECT d.page_id, d.type FROM"
                " (SELECT rowid AS id, title FROM search_titles WHERE search_titles MATCH %s) t"
                " JOIN search_searchdocument d ON d.page_id = t.id WHERE ",
                " AND ".join(f'"{word}" *' for word in words),
            ),
            conditions,
            sql(
                " ORDER BY substr(t.title, 1, %s) = %s DESC, length(t.title), d.page_id LIMIT %s",
                len(typed),
                typed,
                first,
            ),
        )


def _any(terms: Iterable[Term]) -> str:
    """An FTS5 expression: any of the terms. Each is a quoted string of letters and digits, in which nothing is an operator."""
    return " OR ".join(f'"{" ".join(form)}"' for term in terms for form in term.forms)


def _scored(query: TextQuery) -> Sql:
    """A statement that gives id and score: the sum over the clauses of the best of their arms."""
    arms = list(_arms(query))
    if len(arms) == 1:
        return sql(f"SELECT rowid AS id, {_BM25} AS score {_FROM}", _any(arms[0].terms))
    parts = joined(
        " UNION ALL ",
        (
            sql(
                f"SELECT rowid AS id, {arm.clause} AS clause, {int(arm.wanted)} AS wanted, %s * {_BM25} AS score {_FROM}",
                arm.factor,
                _any(arm.terms),
            )
            for arm in arms
        ),
    )
    having = " HAVING MAX(wanted) = 1" if query.groups else ""
    return compose(
        "SELECT id, SUM(score) AS score FROM (SELECT id, clause, MAX(wanted) AS wanted, MAX(score) AS score FROM (",
        parts,
        f") GROUP BY id, clause) GROUP BY id{having}",
    )


def _arms(query: TextQuery) -> Iterator[_Arm]:
    plain = tuple(term for one in query.groups if not one.alternatives for _, term in one.own)
    if plain:
        yield _Arm(0, plain)
    for clause, one in enumerate(query.groups, 2):
        if one.alternatives and one.own:
            yield _Arm(clause, tuple(term for _, term in one.own))
        for other in one.alternatives:
            yield _Arm(clause, (other.term,), other.factor)
    further = tuple(term for one in query.ranked_too for _, term in one.own)
    if further:
        yield _Arm(1, further, wanted=False)
