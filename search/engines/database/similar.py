"""Similarity: pages that share the significant terms of a page (more like this)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import sqrt

from search.engines.base import SimilarRequest
from search.engines.database.dialect import dialect
from search.engines.database.sql import Sql, compose
from search.engines.database.statement import readable
from search.engines.database.text import Group, Term, TextQuery
from search.models import SearchDocument
from search.text import STOP_WORDS
from search.vocabulary import document_counts, rarity

TELLING = 20  # words of a page that say most about it
BEST = 100  # pages that are compared exactly
SHARE = 0.1  # of what the page itself would score; less is no similarity
IN_TITLE = 2  # what a word in the title counts, where one in the body counts 1
OFTEN = 2  # a word that is said only once, and not in the title, is no subject of the page …
ENOUGH = 5  # … unless the page is so short that it has fewer subjects
COMMONEST, FEW = 0.5, 10  # of the documents, at least so many; a word that more have tells nothing


def similar(request: SimilarRequest) -> dict[int, list[tuple[int, str]]]:
    """Key and type of what is most like each page, best first; none for a page that the reader may not see. Two statements, and one a page."""
    rows = _stems(request)
    counts = document_counts({stem for _, title, body in rows for stem in (*title, *body)})
    documents = SearchDocument.objects.count() if rows else 0
    found: dict[int, list[tuple[int, str]]] = {page: [] for page in request.pages}
    for page, title, body in rows:
        words = telling(title, body, counts, documents)
        if words:
            found[page] = _like(request, page, words)
    return found


def telling(title: Sequence[str], body: Sequence[str], counts: Mapping[str, int], documents: int) -> list[str]:
    """The stems that tell most about a page: often in it, seldom elsewhere, and in another page at all."""
    often = Counter(body)
    for stem in title:
        often[stem] += IN_TITLE
    common = max(COMMONEST * documents, FEW)
    weights = {
        stem: sqrt(number) * rarity(counts[stem], documents)
        for stem, number in often.items()
        if 2 <= counts.get(stem, 0) <= common and len(stem) > 1 and not stem.isdigit() and stem not in STOP_WORDS
    }
    subjects = [stem for stem in weights if often[stem] >= OFTEN]
    return sorted(subjects if len(subjects) >= ENOUGH else weights, key=lambda stem: (-weights[stem], stem))[:TELLING]


def _stems(request: SimilarRequest) -> list[tuple[int, list[str], list[str]]]:
    if not request.pages:
        return []
    statement = compose(
        "SELECT d.page_id, d.title_stems, d.body FROM search_searchdocument d WHERE ",
        dialect().among("d.page_id", request.pages),
        " AND ",
        readable(request.reader),
    )
    return [(key, title.split(), body.split()) for key, title, body in statement.rows()]


def _like(request: SimilarRequest, page: int, words: Iterable[str]) -> list[tuple[int, str]]:
    own = tuple((word, Term(((word,),))) for word in words)
    query = TextQuery(groups=(Group("", own),), phrases=(), excluded=(), ranked_too=())
    base = dialect().ranked(query, readable(request.reader), Sql(), Sql("1.0"), best=BEST)
    statement = compose("WITH ", base, " SELECT page_id, type, sort FROM base ORDER BY sort DESC, page_id LIMIT %s")
    # The page itself is asked for too: its score is the measure of the others'.
    rows = Sql(statement.text, (*statement.parameters, request.first + 1)).rows()
    full = max((sort for _, _, sort in rows), default=0.0)
    return [(key, kind) for key, kind, sort in rows if key != page and sort >= SHARE * full][: request.first]
