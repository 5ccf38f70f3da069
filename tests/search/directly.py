"""Documents made by hand, and engines asked directly, without a service or a schema around them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from search.documents import Document
from search.engines.base import Reader, SearchEngine, SearchRequest, SearchResult
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.query import parse
from search.synonyms import SynonymList

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANYONE = Reader(NOW)
GP = [(["gp", "general practitioner"], ["gp", "general practitioner"])]
Found = Callable[..., list[int]]
Search = Callable[..., SearchResult]


def document(key: int, title: str = "A title", body: str = "Some words.", **further: Any) -> Document:
    """A document as the search reads it from a page."""
    made = Document(
        id=key,
        version=1,
        type="article",
        locale="en-gb",
        title=title,
        summary="",
        headings=(),
        body=body,
        values={"type": ("article",)},
        ancestry=(1, key),
        restrictions=(),
        reading_minutes=1,
        first_published_at=NOW - timedelta(days=key),
        last_published_at=NOW - timedelta(days=key),
        expires_at=None,
    )
    return replace(made, **further)


def asked(
    text: str = "", synonyms: Sequence[tuple[Sequence[str], Sequence[str]]] = (), **further: Any
) -> SearchRequest:
    """The request that a query makes with these synonyms."""
    query = parse(text)
    made = SearchRequest(
        reader=ANYONE,
        first=10,
        clauses=SynonymList(synonyms).clauses(query),
        phrases=query.phrases,
        excluded=query.excluded,
    )
    return replace(made, **further)


def write(target: SearchEngine, *documents: Document) -> None:
    """Index these, which must succeed, and make them searchable."""
    assert target.index(documents).errors == {}
    refresh(target)


def refresh(target: SearchEngine) -> None:
    """Make what was written searchable."""
    if isinstance(target, ElasticsearchEngine):
        target.refresh()  # the only engine that delays what it was given


def search(target: SearchEngine, text: str = "", **further: Any) -> SearchResult:
    """Ask as the service does:
    the text parsed, synonyms applied (there are none), the reader by what keeps them out."""
    refused = {name: further.pop(name) for name in ("refused_pages", "refused_restrictions") if name in further}
    return target.search(asked(text, **{"reader": Reader(NOW, **refused), **further}))


def found(target: SearchEngine, text: str = "", **further: Any) -> list[int]:
    """Ask; gives the keys of the hits."""
    return [hit.id for hit in search(target, text, **further).hits]
