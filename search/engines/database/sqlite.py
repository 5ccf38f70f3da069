"""SQLite's FTS5: stems between quotes, ranked by its bm25 with the title weighed double, and by our own rarity of words.

FTS5 gives a word that is in more than half of the documents next to nothing, and counts private documents, so that a score would tell of
them. Its rarity is therefore divided out of each word's score, and replaced by Lucene's over the public documents, from the vocabulary
(``search_searchword``), as on PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from search.engines.base import IN_TITLE, TITLE_WEIGHT
from search.engines.database.sql import Sql, as_json, compose, joined, sql
from search.engines.database.text import Term, TextQuery
from search.synonyms import Words

_BM25 = f"-bm25(search_fulltext, {TITLE_WEIGHT}, 1.0)"
_LEAST = "0.000001"  # FTS5's rarity of a word that is in half of the documents or more
_FROM = "FROM search_fulltext WHERE search_fulltext MATCH %s"
_HIGHEST = "\U0010ffff"


@dataclass(frozen=True)
class _Arm:
    """Terms whose scores add up; of the arms of one clause the best counts."""

    clause: int
    terms: tuple[Term, ...]
    factor: float = 1.0
    wanted: bool = True  # a document must have something of one of these
    in_title: bool = False  # only what stands there counts

    @property
    def forms(self) -> Iterator[_Form]:
        """What is matched for it."""
        return (_Form(form, self.in_title) for term in self.terms for form in term.forms)


@dataclass(frozen=True)
class _Form:
    """A stem, or several in a row, anywhere or in a title, as one FTS5 expression matches it."""

    words: Words
    in_title: bool = False

    @property
    def expression(self) -> str:
        """A quoted string of letters and digits, in which nothing is an operator."""
        quoted = f'"{" ".join(self.words)}"'
        return f"title_stems : {quoted}" if self.in_title else quoted


class SQLite:
    """What is written for SQLite (``search.engines.database.sql.Dialect``)."""

    number = "%s"

    def among(self, column: str, values: Iterable[str | int]) -> Sql:
        """A condition: the column has one of these values."""
        return compose(column, sql(" IN (SELECT value FROM json_each(%s))", as_json(values)))

    def beginning(self, column: str, prefix: str) -> Sql:
        """A condition that an index answers: the column begins so."""
        return sql(f"({column} >= %s AND {column} < %s)", prefix, prefix + _HIGHEST)

    def seconds(self, column: str) -> str:
        return f"CAST(strftime('%%s', {column}) AS integer)"

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
        arms = tuple(_arms(query))
        forms = _numbered(chain.from_iterable(one.forms for one in arms))
        return compose(
            _statistics(forms),
            "base AS MATERIALIZED (SELECT d.page_id, d.type, m.score * ",
            weight,
            " AS sort",
            columns,
            " FROM (",
            _scored(arms, forms, must=bool(query.groups)),
            ") m JOIN search_searchdocument d ON d.page_id = m.id WHERE ",
            conditions,
            ")",
        )

    def scores(self, terms: Sequence[Term], keys: Sequence[int], *, in_title: bool = False) -> Sql:
        """A statement that gives key, place of a term, and its score in that document, or in its title."""
        asked = [(nth, _Form(form, in_title)) for nth, term in enumerate(terms) for form in term.forms]
        forms = _numbered(form for _, form in asked)
        found = joined(
            " UNION ALL ",
            (
                compose(
                    sql(
                        f"SELECT rowid AS id, {nth} AS nth, {_score(forms[one])} AS score {_FROM} AND ", one.expression
                    ),
                    self.among("rowid", keys),
                )
                for nth, one in asked
            ),
        )
        return compose(
            "WITH ",
            _statistics(forms),
            "found AS MATERIALIZED (",
            found,
            ") SELECT id, nth, SUM(score) FROM found GROUP BY id, nth",
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
    """An FTS5 expression: any of the terms."""
    return " OR ".join(_Form(form).expression for term in terms for form in term.forms)


def _numbered(forms: Iterable[_Form]) -> dict[_Form, int]:
    return {form: nth for nth, form in enumerate(dict.fromkeys(forms))}


def _statistics(forms: Mapping[_Form, int]) -> Sql:
    """How much rarer each form is by our count than by that of FTS5. Of several words in a row, by ours, as rare as all of them together."""
    listed = [(nth, form.expression, list(form.words), int(form.in_title)) for form, nth in forms.items()]
    return sql(
        "total AS MATERIALIZED (SELECT every, every - (SELECT COUNT(DISTINCT document_id) FROM search_documentvalue"  # noqa: S608 - text and numbers of ours
        " WHERE field = 'restrictions') AS documents FROM (SELECT COUNT(*) AS every FROM search_searchdocument)),"
        " form AS MATERIALIZED (SELECT listed.nth, listed.rarity"
        f" / MAX({_LEAST}, LN((total.every - listed.held + 0.5) / (listed.held + 0.5))) AS ratio"
        " FROM total CROSS JOIN (SELECT json_extract(value, '$[0]') AS nth,"
        " (SELECT COUNT(*) FROM search_fulltext WHERE search_fulltext MATCH json_extract(value, '$[1]')) AS held,"
        " (SELECT SUM(LN(1 + (counted.documents - counted.held + 0.5) / (counted.held + 0.5))) FROM"
        f" (SELECT total.documents, COALESCE((SELECT CASE json_extract(one.value, '$[3]') WHEN 1 THEN MIN(SUM(titles), total.documents)"
        f" ELSE total.documents * (1 - EXP(SUM(LN(MAX({_LEAST}, 1 - 1.0 * documents / MAX(total.documents, 1)))))) END"
        " FROM search_searchword WHERE lexeme = word.value), 0) AS held"
        " FROM json_each(one.value, '$[2]') word CROSS JOIN total) counted) AS rarity"
        " FROM json_each(%s) one) listed), ",
        as_json(listed),
    )


def _score(nth: int) -> str:
    """The score of the form with this number, where it is what is matched."""
    return f"(SELECT ratio FROM form WHERE nth = {nth}) * {_BM25}"  # noqa: S608 - a number of ours


def _scored(arms: Iterable[_Arm], forms: Mapping[_Form, int], *, must: bool) -> Sql:
    """A statement that gives id and score: the sum over the clauses of the best of their arms, where one of them matches that ``must``."""
    parts = joined(
        " UNION ALL ",
        (
            sql(
                f"SELECT rowid AS id, {arm.clause} AS clause, {nth} AS arm, {int(arm.wanted)} AS wanted,"
                f" %s * {_score(forms[form])} AS score {_FROM}",
                arm.factor,
                form.expression,
            )
            for nth, arm in enumerate(arms)
            for form in arm.forms
        ),
    )
    having = " HAVING MAX(wanted) = 1" if must else ""
    # Materialized: bm25 works in the statement that matches, and in none that SQLite would make of it.
    return compose(
        "WITH part AS MATERIALIZED (",
        parts,
        ") SELECT id, SUM(score) AS score FROM (SELECT id, clause, MAX(wanted) AS wanted, MAX(score) AS score FROM"  # noqa: S608 - text and numbers of ours
        " (SELECT id, clause, MAX(wanted) AS wanted, SUM(score) AS score FROM part GROUP BY id, clause, arm)"
        f" GROUP BY id, clause) GROUP BY id{having}",
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
    yield _Arm(len(query.groups) + 2, query.titled, IN_TITLE, wanted=False, in_title=True)
    further = tuple(term for one in query.ranked_too for _, term in one.own)
    if further:
        yield _Arm(1, further, wanted=False)
