"""What a search engine is to the product: the same questions and answers, whichever it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Protocol

from content_types.core.conditions import Condition
from search.documents import Document
from search.synonyms import Clause, Words

DATABASE = "database"
ELASTICSEARCH = "elasticsearch"


class Order(Enum):
    """How results are ordered. Ties go by key, so that every order is total."""

    RELEVANCE = "relevance"  # best first; without a text the newest
    NEWEST = "newest"  # first published last
    UPDATED = "recently_updated"  # last published last
    # Events that have not ended, by their start; then those that have, the latest first; then what is no event, the newest first.
    SOONEST = "soonest"
    SHORTEST = "shortest"  # the quickest to read first


@dataclass(frozen=True)
class Reader:
    """Who asks, and when: nothing on or below the rejected pages, nothing under the rejected restrictions, nothing expired leaves an engine."""

    now: datetime
    refused_pages: frozenset[int] = frozenset()
    refused_restrictions: frozenset[int] = frozenset()
    # Whether no restriction at all lets the reader in: then nothing of private documents may play a part, not even in how rare a word is.
    public_only: bool = False


@dataclass(frozen=True)
class Cursor:
    """Where a page of results ended: how many came before and with it, what the list is ordered by there, and on which engine."""

    engine: str
    position: int
    sort: float
    id: int


@dataclass(frozen=True)
class SearchRequest:
    """One search.

    A document matches when it has every phrase, none of what is excluded, and, where there are clauses, any of their words or
    alternatives (the more and the rarer, the better). Without clauses and phrases everything matches that the rest lets through.
    In order of relevance, events that are over count a little less and ``promoted`` pages that match a little more.
    """

    reader: Reader
    first: int
    clauses: tuple[Clause, ...] = ()
    phrases: tuple[Words, ...] = ()
    excluded: tuple[Words, ...] = ()  # words, or phrases of several
    filters: tuple[Condition, ...] = ()  # each must hold
    order: Order = Order.RELEVANCE
    after: Cursor | None = None
    promoted: tuple[int, ...] = ()  # page keys
    facets: tuple[
        str, ...
    ] = ()  # fields whose values are counted; a field's own ``any_of`` among ``filters`` does not narrow its counts
    highlights: bool = False
    # Words of which the result must say whether any document that this reader may see, and the filters let through, has them as they are written.
    verify: tuple[str, ...] = ()
    # Words, or words in a row, of which it must say whether any document that this reader may see has them in any form.
    recognise: tuple[Words, ...] = ()
    explain: bool = False  # say of each hit which clause gave it how much
    text: str = ""  # the words and phrases as a sentence, for engines that compare meaning
    left_out: tuple[int, ...] = ()  # page keys that are not wanted, because another part of the list has them

    @property
    def browses(self) -> bool:
        """Whether no text is looked for."""
        return not self.clauses and not self.phrases

    @property
    def ranked(self) -> bool:
        """Whether the order is that of a score."""
        return self.order is Order.RELEVANCE and not self.browses


@dataclass(frozen=True)
class Fragment:
    """A piece of a field in which the query was found: plain text, each match between ``MARK_START`` and ``MARK_END``."""

    field: str  # title or body
    text: str


# Private use characters: they are in no text (``search.text.clean`` takes them out), and HTML is made from them in one place.
MARK_START, MARK_END = "\ue000", "\ue001"


@dataclass(frozen=True)
class Reason:
    """A part of a hit's score, for the staff's page."""

    label: str
    score: float


@dataclass(frozen=True)
class Hit:
    """A page that was found. ``score`` compares hits of one answer only; None where the order is not relevance."""

    id: int
    type: str
    score: float | None
    cursor: Cursor
    fragments: tuple[Fragment, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class SearchResult:
    """A page of hits. ``total`` is exact up to ``TOTAL_LIMIT``. ``degraded``: another engine answered than should have."""

    engine: str
    hits: Sequence[Hit]
    total: int
    has_next: bool
    degraded: bool = False
    facets: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)  # most frequent first, then by value
    verified: frozenset[str] = frozenset()  # of the request's ``verify``
    recognised: frozenset[Words] = frozenset()  # of the request's ``recognise``


@dataclass(frozen=True)
class SuggestRequest:
    """Titles that a prefix begins, for as-you-type: every word of it in the title, the last one perhaps unfinished."""

    reader: Reader
    words: Words
    first: int


@dataclass(frozen=True)
class SimilarRequest:
    """What is like these pages, to be read after them."""

    reader: Reader
    pages: tuple[int, ...]
    first: int


@dataclass(frozen=True)
class Tombstone:
    """That a page must not be in the index, as of a version."""

    id: int
    version: int


@dataclass(frozen=True)
class Failures:
    """Why pages could not be written, by key; the rest were."""

    errors: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Held:
    """What an index holds of a page."""

    version: int
    checksum: str


TOTAL_LIMIT = 10_000
FACET_LIMIT = 100  # values of one field that are counted
FRAGMENTS = 3  # of one field of a hit
FRAGMENT_LENGTH = 160  # characters, about
TITLE_WEIGHT = 2.0
IN_TITLE = 0.2  # of the score of a title alone, beside that of title and body as one field
PAST_EVENT = 0.8  # what the score of an event that is over is multiplied with
PROMOTED = 1.5  # what the score of a promoted page is multiplied with
SYNONYM = 0.8  # what a synonym counts, where the word itself counts 1


class Searching(Protocol):
    """Answers searches. Every method raises EngineUnavailable when the engine is away, and gives only what the reader may see."""

    name: str

    def search(self, request: SearchRequest) -> SearchResult:
        """The hits of a request."""

    def suggest(self, request: SuggestRequest) -> Sequence[tuple[int, str]]:
        """Key and type of the pages whose titles go on from what was typed, best first."""

    def similar(self, request: SimilarRequest) -> Mapping[int, Sequence[tuple[int, str]]]:
        """For each page the keys and types of those most like it, best first, itself left out. One that is not indexed has none."""


class SearchEngine(Searching, Protocol):
    """Keeps an index and answers searches from it. Every method raises EngineUnavailable when the engine is away."""

    def ensure(self) -> bool:
        """Make the index unless it is there; True when it was made just now, so that everything must be written to it."""

    def index(self, documents: Sequence[Document]) -> Failures:
        """Write documents. One that the index has in a newer version is left as it is, and is no failure."""

    def delete(self, tombstones: Sequence[Tombstone]) -> Failures:
        """Remove pages; one that is not there is no failure, and one in a newer version stays."""

    def held(self, keys: Sequence[int]) -> Mapping[int, Held]:
        """What the index holds of these pages; a page that it does not hold is left out. As of now, not as of the last refresh."""

    def keys_after(self, key: int, limit: int) -> Sequence[int]:
        """The next keys that the index holds, in order: how the drift check walks through it."""
