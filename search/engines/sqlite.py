"""Matching and ranking by SQLite's FTS5: porter stemming, bm25 with the title weighed double."""

from __future__ import annotations

from collections.abc import Sequence

from search.engines.sql import Sql

TITLE_WEIGHT = 2.0


def matching(words: Sequence[str]) -> Sql:
    """The documents with any of these words. Each is a quoted FTS5 string, in which nothing is an operator."""
    expression = " OR ".join(f'"{word}"' for word in words)
    return Sql(
        source=(
            f"(SELECT rowid AS id, -bm25(search_fulltext, {TITLE_WEIGHT}, 1.0) AS score"  # noqa: S608 - constant parts
            " FROM search_fulltext WHERE search_fulltext MATCH %s) m"
            " JOIN search_searchdocument d ON d.page_id = m.id"
        ),
        score="m.score",
        source_parameters=(expression,),
    )
