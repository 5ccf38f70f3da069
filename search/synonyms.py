"""Synonyms: what editors say means the same, applied when a query is asked, alike for every engine.

The list is content (``search.models.Synonym``). A process reads it again at most ``FRESH`` seconds after a change; no index is touched.
Words are compared by their stems, so that “GPs” is the GP of the list, and by several words where an entry has several.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import accumulate, groupby, pairwise

import Stemmer

from search.models import Synonym
from search.query import Query, Word
from search.text import STOP_WORDS, tokens

FRESH = 20.0  # seconds
SHORTEST_PART = 3  # letters of a word that may be a part of another
SHORTEST_APART, LONGEST_APART = 4, 16  # letters of a word that is decompounded
MOST_APART = 4  # clauses of a query whose words are decompounded: each cut costs the engine a look
MOST_TOGETHER = 8  # clauses of a query whose neighbours are put together
HYPHENS = frozenset("-\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d")
ARTICLES = frozenset("ai")  # letters that are words
_LETTERS_OR_DIGITS = re.compile(r"\d+|\D+")
_SPACED_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?![\d.,])")
_VOWEL = re.compile("[aeiouy]")

Words = tuple[str, ...]


@dataclass(frozen=True)
class Clause:
    """A part of a query that may match: its own words (any of them), or any of the ``alternatives``, each with all its words in a row.

    ``known``: editors' synonyms or our own making, so that nobody need wonder whether its words are spelled right.
    """

    words: Words
    alternatives: tuple[Words, ...] = ()
    known: bool = field(default=False, compare=False)

    @property
    def plain(self) -> bool:
        """Whether nothing but its own words can match."""
        return not self.alternatives


class SynonymList:
    """The entries, ready to be applied. Immutable."""

    def __init__(self, entries: Iterable[tuple[Sequence[str], Sequence[str]]]) -> None:
        """Each entry: what may stand in a query, and what it then means too."""
        self._meanings: dict[Words, dict[Words, None]] = {}
        vocabulary: set[str] = set()
        for sources, meanings in entries:
            readable = [tuple(tokens(one)) for one in meanings]
            vocabulary.update(*readable)
            for source in sources:
                words = tuple(tokens(source))
                vocabulary.update(words)
                if words:
                    # The words themselves too: a form of them in a query may be none to an engine (“GPs”, “paed”).
                    known = self._meanings.setdefault(_stems(words), {})
                    known.update(dict.fromkeys(one for one in (words, *readable) if one))
        self._longest = max(map(len, self._meanings), default=0)
        self.vocabulary = frozenset(vocabulary)  # every word of every entry, unstemmed

    def __len__(self) -> int:
        return len(self._meanings)

    def clauses(self, query: Query) -> tuple[Clause, ...]:
        """The words of a query with what they mean too; the longest entry wins, from left to right. Stop words that stand alone go."""
        words = query.words
        made: list[Clause] = []
        at = 0
        while at < len(words):
            length, alternatives = self._longest_at(words, at)
            own = tuple(one.text for one in words[at : at + length])
            told = tuple(one for one in own if one not in STOP_WORDS) or own
            if length > 1 and all(len(one) == 1 for one in told):
                # A letter left over, as of “A & E”, would find every “e.g.”: only what the entry means is looked for.
                told, alternatives = alternatives[0], alternatives[1:]
            elif one_word := _one_word_for(query.source, words[at : at + length], alternatives):
                # “well-being” is one word to whoever types it; “well” alone would find every well and wish-you-well.
                told, alternatives = one_word, (*(one for one in alternatives if one != one_word), own)
            made.append(Clause(told, alternatives, known=bool(alternatives)))
            at += length
        telling = [one for one in made if one.known or one.words[0] not in STOP_WORDS]
        return tuple(dict.fromkeys(telling or made))

    def _longest_at(self, words: Sequence[Word], at: int) -> tuple[int, tuple[Words, ...]]:
        for length in range(min(self._longest, len(words) - at), 0, -1):
            own = tuple(one.text for one in words[at : at + length])
            known = self._meanings.get(_stems(own), {})
            if added := tuple(one for one in known if not _same_to_engines(one, own)):
                return length, added
        return 1, ()


def _one_word_for(source: str, words: Sequence[Word], alternatives: Sequence[Words]) -> Words | None:
    """The word that stands for these where they are typed as one with hyphens, if an entry has such."""
    hyphenated = len(words) > 1 and all(source[one.end : other.start] in HYPHENS for one, other in pairwise(words))
    return next((one for one in alternatives if len(one) == 1), None) if hyphenated else None


def otherwise_written(clauses: Sequence[Clause], query: Query) -> tuple[Clause, ...]:
    """The clauses of a query, with what its words are if they are written otherwise: “foodbank” is “food bank”, “work load” “workload”,
    “covid19” “covid-19”, “email” “e-mail”, “u s s” “U.S.S.”.

    What is no word is in no index, and finds nothing.
    """
    apart = tuple(_decompounded(one, short=len(clauses) <= MOST_APART) for one in clauses)
    known = frozenset(word for one in clauses if one.known for word in one.words)
    joined_words = _put_together(query, known, short=len(clauses) <= MOST_TOGETHER)
    return tuple(dict.fromkeys((*apart, *(Clause((word,), known=True) for word in joined_words if word not in known))))


def _decompounded(one: Clause, *, short: bool) -> Clause:
    if one.known or len(one.words) != 1:
        return one
    word = one.words[0]
    pieces = _LETTERS_OR_DIGITS.findall(word)
    if len(pieces) > 1 and len(word) <= LONGEST_APART:
        cuts = accumulate(map(len, pieces[:-1]))
        return replace(one, alternatives=tuple(dict.fromkeys([*((word[:at], word[at:]) for at in cuts), (*pieces,)])))
    if not short or not word.isalpha() or not SHORTEST_APART <= len(word) <= LONGEST_APART:
        return one
    # A single letter before the rest, as of “e-mail”, “x-ray” and “d’Ivoire”; or two words.
    return replace(
        one,
        alternatives=tuple((word[:at], word[at:]) for at in (1, *range(SHORTEST_PART, len(word) - SHORTEST_PART + 1))),
    )


def _put_together(query: Query, known: Set[str], *, short: bool) -> Iterator[str]:
    """What neighbours are as one word: any that a hyphen joins, or one of which is a number or a letter; other two of a short query;
    letters in a row; the groups of a large number.
    """
    words = query.words
    for one, other in pairwise(words):
        between = query.source[one.end : other.start]
        if between in HYPHENS or (between.isspace() and _may_be_one(one.text, other.text, known, short=short)):
            yield one.text + other.text
    for single, run in groupby(words, lambda one: len(one.text) == 1 and one.text.isalpha()):
        letters = [one.text for one in run]
        if single and len(letters) > 1 and ARTICLES.isdisjoint(letters[:1] if len(letters) > 2 else letters):
            yield "".join(letters)
    for number in _SPACED_NUMBER.findall(query.source):
        yield "".join(number.split())


def _may_be_one(one: str, other: str, known: Set[str], *, short: bool) -> bool:
    if one in STOP_WORDS or other in STOP_WORDS:
        return False
    if any(map(str.isdecimal, one + other)):
        return not (one + other).isdecimal()
    if len(one) == 1:
        return one not in ARTICLES
    return short and _is_part(one) and _is_part(other) and one not in known and other not in known


def _is_part(word: str) -> bool:
    return word.isalpha() and len(word) >= SHORTEST_PART


@lru_cache(maxsize=20_000)
def _to_engines(word: str) -> Words:
    """What the engines make of a word: two stemmers are in use, and words that only one takes for the same are two words here."""
    return tuple(one.stemWord(word) for one in _stemmers())


def _same_to_engines(one: Words, other: Words) -> bool:
    return [*map(_to_engines, one)] == [*map(_to_engines, other)]


def _stem(word: str) -> str:
    """What a word of an entry is compared by. Of abbreviations and other short words only the plural is taken off."""
    stem = _to_engines(word)[0]
    if len(stem) < 3 or not _VOWEL.search(word):  # “paeds” would be “pa”, and “gps” stay as it is
        return word.removesuffix("s") if len(word) > 2 else word
    return stem


def _stems(words: Words) -> Words:
    return tuple(map(_stem, words))


_local = threading.local()


def _stemmers() -> tuple[Stemmer.Stemmer, ...]:
    """Stemmers of this thread's own, because they are not safe to share: the database engine's, and Elasticsearch's."""
    if not hasattr(_local, "stemmers"):
        _local.stemmers = Stemmer.Stemmer("english"), Stemmer.Stemmer("porter")
    made: tuple[Stemmer.Stemmer, ...] = _local.stemmers
    return made


def stems(text: str) -> Words:
    """What entries are compared by: texts with the same stems stand for the same words of a query."""
    return _stems(tuple(tokens(text)))


_lock = threading.Lock()
_held: tuple[float, SynonymList] | None = None
_changes = 0  # how often ``forget`` was called


def current() -> SynonymList:
    """The list as editors have it, at most ``FRESH`` seconds old in another process and at once in that of the change."""
    global _held
    held = _held
    now = time.monotonic()
    if held is not None and now - held[0] < FRESH:
        return held[1]
    changes = _changes
    made = SynonymList(Synonym.entries())
    with _lock:
        if changes == _changes:  # else it may have been read before the change, and would be held on to
            _held = (now, made)
    return made


def forget() -> None:
    """Read the list again when it is next asked for."""
    global _held, _changes
    with _lock:
        _changes += 1
        _held = None


def expansions(clauses: Iterable[Clause]) -> Mapping[Words, tuple[Words, ...]]:
    """What was added to a query, for people to see."""
    return {one.words: one.alternatives for one in clauses if one.known and one.alternatives}
