"""What a search engine is to the product: the same questions and answers, whichever it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from search.documents import Document


@dataclass(frozen=True)
class ValueFilter:
    """Which exact values of a field a document must, may and must not have; ``any_of`` None asks nothing, empty gives nothing."""

    field: str
    any_of: tuple[str, ...] | None = None
    all_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cursor:
    """Where a page of results ended: how many came before and with it, what the list is ordered by there, and on which engine."""

    engine: str
    position: int
    sort: float
    id: int


@dataclass(frozen=True)
class SearchRequest:
    """One search. An empty ``text`` browses, newest first; else the order is relevance. Ties go by key."""

    text: str
    now: datetime
    first: int
    filters: tuple[ValueFilter, ...] = ()
    published_from: datetime | None = None
    published_before: datetime | None = None
    # Who asks: nothing on or below these pages, and nothing under these restrictions, is counted or given.
    refused_pages: frozenset[int] = frozenset()
    refused_restrictions: frozenset[int] = frozenset()
    after: Cursor | None = None


@dataclass(frozen=True)
class Hit:
    """A page that was found. ``score`` compares hits of one answer only; None where the order is not relevance."""

    id: int
    type: str
    score: float | None
    cursor: Cursor


@dataclass(frozen=True)
class SearchResult:
    """A page of hits. ``total`` is exact up to ``TOTAL_LIMIT``. ``degraded``: another engine answered than should have."""

    engine: str
    hits: Sequence[Hit]
    total: int
    has_next: bool
    degraded: bool = False


@dataclass(frozen=True)
class Tombstone:
    """That a page must not be in the index, as of a version."""

    id: int
    version: int


@dataclass(frozen=True)
class Failures:
    """Why pages could not be written, by key; the rest were."""

    errors: Mapping[int, str] = field(default_factory=dict)


TOTAL_LIMIT = 10_000


class Searching(Protocol):
    """Answers searches."""

    def search(self, request: SearchRequest) -> SearchResult:
        """The hits of a request. Raises EngineUnavailable."""


class SearchEngine(Searching, Protocol):
    """Keeps an index and answers searches from it. Every method raises EngineUnavailable when the engine is away."""

    name: str

    def ensure(self) -> bool:
        """Make the index unless it is there; True when it was made just now, so that everything must be written to it."""

    def index(self, documents: Sequence[Document]) -> Failures:
        """Write documents. One that the index has in a newer version is left as it is, and is no failure."""

    def delete(self, tombstones: Sequence[Tombstone]) -> Failures:
        """Remove pages; one that is not there is no failure, and one in a newer version stays."""
