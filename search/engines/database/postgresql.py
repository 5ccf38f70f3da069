"""PostgreSQL's full text: stems in a tsvector, ranked by BM25, which PostgreSQL itself does not know.

``ts_rank`` of a single word with all weights 1 is the sum of 1/i² over its n places, divided by ζ(2): r(1 − r)⁻¹ of it grows evenly
with n, so that from it comes the number of places, and from the vocabulary in how many documents the word is. Robertson and Zaragoza,
“The Probabilistic Relevance Framework: BM25 and Beyond” (2009), with the customary k1 = 1.2 and b = 0.75.

A statement reads the long vectors of the ``EXACT`` most promising matches only: what is a word's due in all documents alike (how rare it is, and
whether it is in the title) comes from the indexes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from search.engines.base import IN_TITLE
from search.engines.database.sql import Sql, compose, joined, sql
from search.engines.database.text import Group, Term, TextQuery

K1, B = 1.2, 0.75
ONE_PLACE = 1.5506  # r/(1 - r) where a word is in one place
EXACT = 1_000  # matches whose score is BM25; the others come after them, by the words that they have
_BELOW = 0.0001  # brings the score of those under that of any other
# Everywhere, and in the title once more: a place in the title counts double.
_EVERYWHERE, _TITLE = "'{1,1,1,1}'::real[]", "'{0,0,0,1}'::real[]"
_EXPONENT = re.compile(
    r"([0-9]+e[0-9]+)(?=.)"
)  # PostgreSQL's parser takes it for a number, and the rest for a word of its own


class PostgreSQL:
    """What is written for PostgreSQL (``search.engines.database.sql.Dialect``)."""

    number = "%s::float8"

    def among(self, column: str, values: Iterable[str | int]) -> Sql:
        """A condition: the column has one of these values."""
        many = list(values)
        kind = "text" if many and isinstance(many[0], str) else "bigint"
        return sql(f"{column} = ANY(%s::{kind}[])", many)

    def beginning(self, column: str, prefix: str) -> Sql:
        """A condition that an index answers: the column begins so."""
        return sql(f"{column} LIKE %s", f"{prefix}%")

    def seconds(self, column: str) -> str:
        return f"CAST(FLOOR(EXTRACT(EPOCH FROM {column})) AS bigint)"

    def table(self, columns: Mapping[str, tuple[str, Sequence[Any]]]) -> Sql:
        """A source of rows from columns of values, each with its type; one parameter a column."""
        marks = ", ".join(f"%s::{kind}[]" for kind, _ in columns.values())
        names = ", ".join(columns)
        values = [list(values) for _, values in columns.values()]
        return sql(f"(SELECT * FROM unnest({marks}) AS listed({names}))", *values)  # noqa: S608 - names of ours

    def matching(self, terms: Sequence[Term]) -> Sql:
        """A statement that gives the keys of the documents with any of these terms."""
        return sql("SELECT page_id FROM search_matching(ARRAY[%s::tsquery])", " | ".join(map(_tsquery, terms)))

    def ranked(self, query: TextQuery, conditions: Sql, columns: Sql, weight: Sql, *, best: int | None = None) -> Sql:
        """Common table expressions, the last of them ``base``: page_id, type, sort (the score times ``weight``), and the further columns."""
        candidates = query.any_of
        arms = [(nth, term, factor) for nth, (term, factor) in enumerate(_weighed(query, candidates), 1)]
        words = _words((*query.terms, *candidates))
        return compose(
            _statistics(words),
            _candidates(arms, words),
            "matched AS MATERIALIZED (SELECT d.page_id, d.type, candidate.promise, ",
            weight,
            " AS weight",
            columns,
            " FROM candidate JOIN search_searchdocument d ON d.page_id = candidate.page_id WHERE ",
            conditions,
            "), base AS MATERIALIZED (SELECT m.*, m.weight * CASE WHEN m.place <= ",
            str(EXACT if best is None else best),
            # For each by itself: the planner, which expects a few matches, would join by looking through all of them for each.
            " THEN (SELECT ",
            joined(" + ", [*(_score(one, words) for one in query.scored), *_titled(query, words)]),
            _VECTORS,
            " WHERE d.page_id = m.page_id) ELSE m.promise * ",
            str(_BELOW),
            " END AS sort FROM"
            " (SELECT *, ROW_NUMBER() OVER (ORDER BY promise * weight DESC, page_id) AS place FROM matched) m)",
        )

    def scores(self, terms: Sequence[Term], keys: Sequence[int], *, in_title: bool = False) -> Sql:
        """A statement that gives key, place of a term, and its score in that document, or in its title."""
        words = _words(terms)
        score = _title_score if in_title else _term_score
        found = joined(
            " UNION ALL ",
            (compose(sql(f"SELECT {nth}, "), score(term, words)) for nth, term in enumerate(terms)),
        )
        return compose(
            "WITH ",
            _statistics(words),
            "chosen AS (SELECT d.page_id, v.*",
            _VECTORS,
            " WHERE ",
            self.among("d.page_id", keys),
            ") SELECT v.page_id, each.* FROM chosen v CROSS JOIN LATERAL (",
            found,
            ") AS each(nth, score) WHERE each.score > 0",
        )

    def occurring(self, word: str, term: Term, conditions: Sql) -> Sql:
        """A statement that gives the word if a document has it as it is written. It ends at the first one."""
        return compose(
            sql("SELECT %s AS word WHERE EXISTS (SELECT 1 FROM (", word),
            self.matching([term]),
            # Joined one by one, until the first is found: the planner would look into the words of every document.
            ") f CROSS JOIN LATERAL (SELECT * FROM search_searchdocument WHERE page_id = f.page_id OFFSET 0) d WHERE ",
            sql("strpos(' ' || d.words || ' ', %s) > 0 AND ", f" {word} "),
            conditions,
            ")",
        )

    def suggested(self, words: Sequence[str], conditions: Sql, first: int) -> Sql:
        """A statement that gives key and type of the documents in whose title every word begins a word, best first."""
        typed = " ".join(words)
        return compose(
            sql(
                "SELECT d.page_id, d.type FROM search_searchdocument d WHERE d.title_vector @@ %s::tsquery AND ",
                " & ".join(f"'{word}':*" for word in words),
            ),
            conditions,
            sql(" ORDER BY left(d.title, %s) = %s DESC, length(d.title), d.page_id LIMIT %s", len(typed), typed, first),
        )


# The vector is read from the disk once, for all words: hence the concatenation, and OFFSET, which keeps the planner from repeating it.
_VECTORS = (
    " FROM search_searchdocument d CROSS JOIN total CROSS JOIN LATERAL (SELECT d.vector || ''::tsvector AS vector,"
    f" {ONE_PLACE} * {K1} * ({1 - B} + {B} * d.length / total.length) AS k OFFSET 0) v"
)


def _tsquery(term: Term) -> str:
    """A term in the language of tsquery: letters and digits between quotes. Several in a row are within the title, or within the body."""
    forms = []
    for form in term.forms:
        row = list(chain.from_iterable(_split(word) for word in form))
        if len(row) == 1:
            forms.append(f"'{row[0]}'")
        else:
            forms += ["(" + " <-> ".join(f"'{word}':{where}" for word in row) + ")" for where in "AD"]
    return "(" + " | ".join(forms) + ")"


def _split(word: str) -> list[str]:
    return [one for one in _EXPONENT.split(word) if one]


def _words(terms: Iterable[Term]) -> dict[Term, int]:
    """Every single word of the terms, numbered."""
    every = dict.fromkeys(word for term in terms for word in term.words)
    return {word: nth for nth, word in enumerate(every, 1)}


def _weighed(query: TextQuery, candidates: Iterable[Term]) -> Iterator[tuple[Term, float]]:
    factors = {other.term: other.factor for one in query.groups for other in one.alternatives}
    own = {term for one in query.groups for _, term in one.own}
    for term in candidates:
        yield term, 1.0 if term in own else factors.get(term, 1.0)


def _statistics(words: Mapping[Term, int]) -> Sql:
    """How many documents there are and how long; how rare each word is."""
    listed = [(nth, form[0]) for word, nth in words.items() for form in word.forms]
    return sql(
        # Of public documents: nobody may learn from a score how many others there are.
        "total AS MATERIALIZED (SELECT COUNT(*)::float8 AS documents, GREATEST(AVG(length), 1)::float8 AS length"
        " FROM search_searchdocument WHERE page_id NOT IN"
        " (SELECT document_id FROM search_documentvalue WHERE field = 'restrictions')),"
        " word AS MATERIALIZED (SELECT nth, ln(1 + (documents - held + 0.5) / (held + 0.5)) AS idf,"
        " ln(1 + (documents - titled + 0.5) / (titled + 0.5)) AS title_idf FROM"
        # A document may have several words of a stem: as many have one as if they were spread by chance.
        " (SELECT w.nth, total.documents, LEAST(COALESCE(SUM(s.titles), 0), total.documents) AS titled, total.documents"
        " * (1 - exp(COALESCE(SUM(ln(GREATEST(1 - COALESCE(s.documents, 0) / GREATEST(total.documents, 1), 0.000001))), 0))) AS held"
        " FROM unnest(%s::int[], %s::text[]) AS w(nth, lexeme) CROSS JOIN total"
        " LEFT JOIN search_searchword s ON s.lexeme = w.lexeme GROUP BY w.nth, total.documents) counted), ",
        [nth for nth, _ in listed],
        [lexeme for _, lexeme in listed],
    )


def _candidates(arms: Sequence[tuple[int, Term, float]], words: Mapping[Term, int]) -> Sql:
    """All that match, with what their words promise."""
    parts = [(nth, words[word], factor) for nth, term, factor in arms for word in term.words]
    return sql(
        "arm AS MATERIALIZED (SELECT a.nth, SUM(a.factor * word.idf) AS weight"
        " FROM unnest(%s::int[], %s::int[], %s::float8[]) AS a(nth, word, factor) JOIN word ON word.nth = a.word GROUP BY a.nth),"
        " candidate AS MATERIALIZED (SELECT f.page_id, SUM(arm.weight) AS promise"
        " FROM search_matching(%s::tsquery[]) f JOIN arm ON arm.nth = f.nth GROUP BY f.page_id), ",
        [nth for nth, _, _ in parts],
        [word for _, word, _ in parts],
        [factor for _, _, factor in parts],
        [_tsquery(term) for _, term, _ in arms],
    )


def _score(group: Group, words: Mapping[Term, int]) -> Sql:
    """What a group gives a document: its words together, or the best of the alternatives."""
    own = [_term_score(term, words) for _, term in group.own] or [sql("0")]
    if not group.alternatives:
        return joined(" + ", own)
    others = [compose(sql("%s * ", one.factor), _term_score(one.term, words)) for one in group.alternatives]
    return compose("GREATEST(", joined(", ", [joined(" + ", own), *others]), ")")


def _term_score(term: Term, words: Mapping[Term, int]) -> Sql:
    """BM25 of a word; of several in a row that of them all, where they are in a row."""
    as_batch = joined(" + ", (_word_score(word, words[word]) for word in term.words))
    if term.single and all(len(_split(form[0])) == 1 for form in term.forms):
        return as_batch
    return compose(sql("CASE WHEN v.vector @@ %s::tsquery THEN ", _tsquery(term)), as_batch, " ELSE 0 END")


def _titled(query: TextQuery, words: Mapping[Term, int]) -> Iterator[Sql]:
    return (compose(f"{IN_TITLE} * (", _title_score(term, words), ")") for term in query.titled)


def _title_score(term: Term, words: Mapping[Term, int]) -> Sql:
    """BM25 of a word as if the document were its title, by the length of all of it."""
    parts = []
    for word in term.words:
        idf = f"(SELECT title_idf FROM word WHERE nth = {words[word]})"  # noqa: S608 - a number of ours
        places = sql(f"1 / (1 - {_rank(word, _TITLE)}) - 1", _tsquery(word))
        # Each place counts double, as beside the body.
        share = compose("(SELECT 2 * n / (2 * n + v.k) FROM (SELECT ", places, " AS n) place)")
        parts.append(compose(f"{K1 + 1} * {idf} * ", share))
    return joined(" + ", parts)


def _rank(word: Term, weights: str) -> str:
    return f"LEAST({len(word.forms)} * ts_rank({weights}, v.vector, %s::tsquery), 0.999)"  # it divides by the number of forms


def _word_score(word: Term, nth: int) -> Sql:
    query = _tsquery(word)
    # k + r/(1 - r) everywhere + the same in the title, where r/(1 - r) is 1/(1 - r) - 1
    places = " + ".join(f"1 / (1 - {_rank(word, weights)})" for weights in (_EVERYWHERE, _TITLE))
    return compose(
        str(K1 + 1),
        " * (SELECT idf FROM word WHERE nth = ",
        str(nth),
        ") * ",
        sql(f"(1 - v.k / (v.k - 2 + {places}))", query, query),
    )
