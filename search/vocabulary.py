"""The words of the library: in how many public documents and titles each is, kept as documents are written.

It repairs spelling and tells how rare a word is. Only words of documents that everybody may read are in it, so that nothing private is
ever proposed to anyone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from math import log
from string import ascii_lowercase
from typing import NamedTuple

from django.db import connection, transaction
from rapidfuzz.distance import OSA

from search.engines.database.dialect import dialect
from search.engines.database.sql import compose, joined, sql
from search.models import DocumentValue, SearchDocument, SearchWord
from search.stemming import algorithm_of, installed, stem
from search.text import MAX_WORD, STOP_WORDS

_LOCK = 0x57414D766F63  # PostgreSQL's advisory lock of whoever changes the vocabulary
LONG_ENOUGH = 8  # letters of a word in which two mistakes are looked for
SHORTEST = 3  # letters of a correction
NEAR = 5_000  # words that are compared one by one, of all the words that need it

Words = Collection[str]
Numbers = Mapping[str, int]


class Said(NamedTuple):
    """The words of a document as they are written, each once: all of them, and those of its title."""

    words: Words
    title: Words


# --- Keeping it ---------------------------------------------------------------------------------------------------------------------


def update(gone: Iterable[Said], come: Iterable[tuple[Said, str]]) -> None:
    """Take the words of some documents out and put those of others in, each with its algorithm for stems. Constant statements.

    Within the transaction that writes the documents, and last in it: it waits for any other that does the same.
    """
    change: Counter[str] = Counter()
    titles: Counter[str] = Counter()
    lexemes: dict[str, str] = {}
    for said in gone:
        change.subtract(_kept(said.words))
        titles.subtract(_kept(said.title))
    for said, algorithm in come:
        kept = _kept(said.words)
        change.update(kept)
        titles.update(_kept(said.title))
        lexemes.update((word, stem(word, algorithm)) for word in kept if word not in lexemes)
    changed = sorted(word for word in change if change[word] or titles[word])
    more = [word for word in changed if change[word] > 0]
    if changed:
        _wait_for_others()
    if more:
        _add(more, change, titles, lexemes)
    if rest := [word for word in changed if change[word] <= 0 or titles[word] < 0]:
        _alter(rest, {word: min(change[word], 0) for word in rest}, titles)


def recount() -> int:
    """Make the vocabulary anew from the documents, in one transaction; gives how many words it has."""
    with transaction.atomic():
        _wait_for_others()
        counts: Counter[str] = Counter()
        titles: Counter[str] = Counter()
        lexemes: dict[str, str] = {}
        private = DocumentValue.objects.filter(field="restrictions").values("document")
        rows = SearchDocument.objects.exclude(pk__in=private).values_list("words", "title", "document__locale")
        for words, title, locale in rows.iterator(chunk_size=500):
            kept, algorithm = _kept(words.split()), algorithm_of(locale or "")
            counts.update(kept)
            titles.update(_kept(set(title.split())))
            lexemes.update((word, stem(word, algorithm)) for word in kept if word not in lexemes)
        SearchWord.objects.all().delete()
        ordered = sorted(counts)
        _add(ordered, counts, titles, lexemes)
        return len(ordered)


def _kept(words: Words) -> list[str]:
    return [word for word in words if len(word) < MAX_WORD]  # as long as that, it may have been cut


def _wait_for_others() -> None:
    """One writer at a time, until the end of its transaction: SQLite has no other, and every document has words in common."""
    if connection.vendor == "postgresql":
        sql("SELECT pg_advisory_xact_lock(%s)", _LOCK).run()


def _add(words: Sequence[str], more: Numbers, titles: Numbers, lexemes: Mapping[str, str]) -> None:
    listed = dialect().table(
        {
            "word": ("text", words),
            "documents": ("int", [more[word] for word in words]),
            "titles": ("int", [titles[word] for word in words]),
            "lexeme": ("text", [lexemes[word] for word in words]),
        },
    )
    compose(
        "INSERT INTO search_searchword (word, documents, titles, lexeme)"
        " SELECT word, documents, CASE WHEN titles > 0 THEN titles ELSE 0 END, lexeme FROM ",
        listed,
        " listed WHERE 1 = 1 ORDER BY word ON CONFLICT (word) DO UPDATE"
        " SET documents = search_searchword.documents + excluded.documents, titles = search_searchword.titles + excluded.titles",
    ).run()


def _alter(words: Sequence[str], change: Numbers, titles: Numbers) -> None:
    """Never below nothing, should the vocabulary have been emptied: ``recount`` makes it right."""
    listed = dialect().table(
        {
            "word": ("text", words),
            "documents": ("int", [change[word] for word in words]),
            "titles": ("int", [titles[word] for word in words]),
        }
    )
    columns = ", ".join(
        f"{name} = CASE WHEN search_searchword.{name} + listed.{name} > 0 THEN search_searchword.{name} + listed.{name} ELSE 0 END"
        for name in ("documents", "titles")
    )
    compose(
        f"UPDATE search_searchword SET {columns} FROM ",  # noqa: S608 - names of ours
        listed,
        " listed WHERE search_searchword.word = listed.word",
    ).run()
    compose("DELETE FROM search_searchword WHERE documents = 0 AND ", dialect().among("word", words)).run()


# --- How rare words are -------------------------------------------------------------------------------------------------------------


def document_counts(lexemes: Collection[str]) -> dict[str, int]:
    """In how many public documents words with these stems are, about (one with two words of a stem counts twice); one statement."""
    if not lexemes:
        return {}
    rows = (
        compose(
            "SELECT lexeme, SUM(documents) FROM search_searchword WHERE ",
            dialect().among("lexeme", sorted(lexemes)),
            " GROUP BY lexeme",
        )
    ).rows()
    return {lexeme: int(number) for lexeme, number in rows}


# --- Spelling -----------------------------------------------------------------------------------------------------------------------


def corrections(words: Sequence[str]) -> dict[str, str]:
    """For each of these words that no public document has, in any of its forms: the most likely one that some have, if there is one.

    At most three statements; one where every word is known.
    """
    unknown = _unknown([word for word in dict.fromkeys(words) if word.isalpha()])
    if not unknown:
        return {}
    found = _one_away(unknown)
    return found | _two_away([word for word in unknown if word not in found and len(word) >= LONG_ENOUGH])


def compounds(words: Sequence[str], shortest: int) -> dict[str, tuple[tuple[str, str], ...]]:
    """For each word the ways to cut it into two that public documents have in any form, neither shorter than ``shortest``; one statement."""
    cuts = {word: [(word[:at], word[at:]) for at in range(shortest, len(word) - shortest + 1)] for word in words}
    unknown = set(_unknown(sorted({part for several in cuts.values() for parts in several for part in parts})))
    return {word: tuple(parts for parts in several if unknown.isdisjoint(parts)) for word, several in cuts.items()}


def _unknown(words: Sequence[str]) -> list[str]:
    if not words:
        return []
    stems = {word: {stem(word, algorithm) for algorithm in installed()} for word in words}
    every = sorted({one for found in stems.values() for one in found})
    rows = (
        compose(
            "SELECT word, lexeme FROM search_searchword WHERE ",
            dialect().among("word", list(words)),
            " UNION ALL SELECT word, lexeme FROM search_searchword WHERE ",
            dialect().among("lexeme", every),
        )
    ).rows()
    known = {word for word, _ in rows}
    lexemes = {lexeme for _, lexeme in rows}
    return [word for word in words if word not in known and not stems[word] & lexemes]


def _one_away(words: Sequence[str]) -> dict[str, str]:
    """The most frequent word with one letter more, less or different, or two that stand next to each other exchanged."""
    near = {word: set(_edits(word)) for word in words}
    every = sorted({one for found in near.values() for one in found})
    rows = (compose("SELECT word, documents FROM search_searchword WHERE ", dialect().among("word", every))).rows()
    return _best(words, rows, lambda word, candidate: candidate in near[word])


def _edits(word: str) -> Iterator[str]:
    """All that is one mistake away from a word and begins as it does."""
    letters = dict.fromkeys(ascii_lowercase) if word.isascii() else dict.fromkeys(ascii_lowercase + word)
    for at in range(1, len(word) + 1):
        before, after = word[:at], word[at:]
        for letter in letters:
            yield before + letter + after
        if after:
            yield before + after[1:]
            for letter in letters:
                yield before + letter + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]


def _two_away(words: Sequence[str]) -> dict[str, str]:
    """The most frequent word within two mistakes, both behind the first two letters."""
    if not words:
        return {}
    ranges = [
        compose(
            "SELECT word, documents FROM search_searchword WHERE ",
            dialect().beginning("word", word[:2]),
            sql(" AND LENGTH(word) BETWEEN %s AND %s", len(word) - 2, len(word) + 2),
        )
        for word in words
    ]
    rows = compose(
        "SELECT word, documents FROM (",
        joined(" UNION ", ranges),
        sql(") near ORDER BY documents DESC, word LIMIT %s", NEAR),
    ).rows()
    return _best(words, rows, _within_two)


def _best(words: Sequence[str], rows: Iterable[tuple[str, int]], fits: Callable[[str, str], bool]) -> dict[str, str]:
    """For each word the most frequent that fits; of equally frequent ones the first of the alphabet."""
    ordered = sorted(rows, key=lambda row: (-row[1], row[0]))
    sound = [word for word, _ in ordered if len(word) >= SHORTEST and word not in STOP_WORDS and word.isalpha()]
    found = ((word, next((one for one in sound if fits(word, one)), None)) for word in words)
    return {word: best for word, best in found if best is not None}


def _within_two(word: str, candidate: str) -> bool:
    if candidate[:2] != word[:2] or len(set(word) ^ set(candidate)) > 4:
        return False  # two mistakes change at most four letters
    return OSA.distance(word, candidate, score_cutoff=2) <= 2


def rarity(held: int, documents: int) -> float:
    """The inverse document frequency of BM25 as Lucene has it, never negative."""

    among = max(documents, held)
    return log(1 + (among - held + 0.5) / (held + 0.5))
