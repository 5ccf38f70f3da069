"""The database engine: the full text of the product's own database, SQLite's FTS5 or PostgreSQL's, behind the same questions.

What differs between the two is in ``sqlite`` and ``postgresql``; the other modules of this package serve both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from search.documents import Document
from search.engines.base import (
    DATABASE,
    Cursor,
    Failures,
    Fragment,
    Held,
    Hit,
    SearchRequest,
    SearchResult,
    SimilarRequest,
    SuggestRequest,
    Tombstone,
)
from search.engines.database.dialect import dialect
from search.engines.database.explain import reasons
from search.engines.database.similar import similar
from search.engines.database.sql import Sql, answering, compose, every, joined, sql
from search.engines.database.statement import Search, filtered, readable
from search.engines.database.text import term_of
from search.engines.database.writing import remove, write
from search.highlight import highlighters
from search.models import SearchDocument
from search.stemming import algorithm_of
from search.synonyms import Words


class DatabaseEngine:
    """The index in the tables of ``search.models``."""

    name = DATABASE

    def ensure(self) -> bool:
        """The tables are there once the migrations have run."""
        return False

    # --- Writing ----------------------------------------------------------------------------------------------------------------

    def index(self, documents: Sequence[Document]) -> Failures:
        """Write documents, all or none."""
        write(documents)
        return Failures()

    def delete(self, tombstones: Sequence[Tombstone]) -> Failures:
        """Remove pages, all or none."""
        remove(tombstones)
        return Failures()

    # --- Looking into it ----------------------------------------------------------------------------------------------------------

    def held(self, keys: Sequence[int]) -> Mapping[int, Held]:
        """What the index holds of these pages."""
        with answering():
            rows = SearchDocument.objects.filter(pk__in=keys).values_list("pk", "version", "checksum")
            return {key: Held(version, checksum or "") for key, version, checksum in rows}

    def keys_after(self, key: int, limit: int) -> Sequence[int]:
        """The next keys that the index holds, in order."""
        with answering():
            return list(SearchDocument.objects.filter(pk__gt=key).order_by("pk").values_list("pk", flat=True)[:limit])

    # --- Searching --------------------------------------------------------------------------------------------------------------

    def search(self, request: SearchRequest) -> SearchResult:
        """The hits of a request.

        One SQL statement with totals and facets; one more for highlights, one for reasons, one each for words to be verified and to be
        recognised; never one for each hit or word.
        """
        with answering():
            asked = Search(request, self.name)
            found = asked.answer()
            rows = found.hits[: request.first]
            keys = [key for key, _, _ in rows]
            fragments = _fragments(request, keys)
            explained = reasons(request, asked.query, keys) if request.explain and request.ranked else {}
            position = request.after.position if request.after else 0
            return SearchResult(
                engine=self.name,
                hits=[
                    Hit(
                        id=key,
                        type=kind,
                        score=sort if request.ranked else None,
                        cursor=Cursor(self.name, position + nth, sort, key),
                        fragments=fragments.get(key, ()),
                        reasons=explained.get(key, ()),
                    )
                    for nth, (key, kind, sort) in enumerate(rows, 1)
                ],
                total=found.total,
                has_next=len(found.hits) > request.first,
                facets=found.facets,
                verified=_verified(request),
                recognised=_recognised(request),
            )

    def suggest(self, request: SuggestRequest) -> Sequence[tuple[int, str]]:
        """Titles in which every word that was typed begins a word: those that begin with all of it first, then the shorter; one statement."""
        if not request.words:
            return []
        with answering():
            rows = dialect().suggested(request.words, readable(request.reader), request.first).rows()
            return [(key, kind) for key, kind in rows]

    def similar(self, request: SimilarRequest) -> Mapping[int, Sequence[tuple[int, str]]]:
        """For each page those most like it in the words that tell most about it; three SQL statements, and one for each page."""
        with answering():
            return similar(request)


def _fragments(request: SearchRequest, keys: Sequence[int]) -> dict[int, tuple[Fragment, ...]]:
    """Where the query is in these documents; one statement."""
    if not request.highlights or request.browses or not keys:
        return {}
    rows = SearchDocument.objects.filter(pk__in=keys).values_list("pk", "document")
    documents = {key: (algorithm_of(held["locale"]), held["title"], held["body"]) for key, held in rows}
    marking = highlighters(request.clauses, request.phrases, (one for one, _, _ in documents.values()))
    return {key: marking[one].fragments(title, body) for key, (one, title, body) in documents.items()}


def _verified(request: SearchRequest) -> frozenset[str]:
    if not request.verify:
        return frozenset()
    return _occurring(request.verify, every([readable(request.reader), *filtered(request)]))


def _occurring(words: Sequence[str], conditions: Sql) -> frozenset[str]:
    """Which of these words, as they are written, a document has for which the conditions hold; one statement."""
    terms = {word: term_of((word,)) for word in dict.fromkeys(words)}
    asked = [dialect().occurring(word, term, conditions) for word, term in terms.items() if term is not None]
    found: Set[str] = {word for (word,) in joined(" UNION ALL ", asked).rows()} if asked else set()
    return frozenset(found)


def _recognised(request: SearchRequest) -> frozenset[Words]:
    terms = {words: term_of(words) for words in dict.fromkeys(request.recognise)}
    conditions = readable(request.reader)
    asked = [
        compose(
            sql(
                "SELECT %s AS words WHERE EXISTS (SELECT 1 FROM search_searchdocument d WHERE d.page_id IN (",
                " ".join(words),
            ),
            dialect().matching([term]),
            ") AND ",
            conditions,
            ")",
        )
        for words, term in terms.items()
        if term is not None
    ]
    rows = joined(" UNION ALL ", asked).rows() if asked else []
    return frozenset(tuple(words.split()) for (words,) in rows)
