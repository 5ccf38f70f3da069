"""Matching and ranking by PostgreSQL's full text: its English configuration, ts_rank with the title weighed double."""

from __future__ import annotations

from collections.abc import Sequence

from search.engines.sql import Sql

WEIGHTS = "'{0.5, 0.5, 0.5, 1.0}'::real[]"  # D (the body), C, B, A (the title)
BY_LENGTH = 1  # ts_rank: divide by 1 + the logarithm of the document's length


def matching(words: Sequence[str]) -> Sql:
    """The documents with any of these words.

    ``plainto_tsquery`` takes plain words and joins them with ``&``; the words have no ``&`` of their own, so that replacing it gives
    the same lexemes joined with ``|``.
    """
    return Sql(
        source=(
            "search_searchdocument d CROSS JOIN LATERAL"
            " (SELECT replace(plainto_tsquery('english', %s)::text, '&', '|')::tsquery AS query) q"
        ),
        score=f"ts_rank({WEIGHTS}, d.vector, q.query, {BY_LENGTH})",
        conditions=("d.vector @@ q.query",),
        source_parameters=(" ".join(words),),
        mark="%s::real",
    )
