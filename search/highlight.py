"""Where a query was found in a text: the title with marks, and the pieces of the body that say most about it.

In plain Python over the document as it was written, so that every engine may use it, and accents and capitals are as the author has them. A word
is compared by its stem, as it is searched.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import islice

from search.engines.base import FRAGMENT_LENGTH, FRAGMENTS, MARK_END, MARK_START, Fragment
from search.stemming import ENGLISH, stem
from search.synonyms import Clause, Words
from search.text import AMPERSAND, fold, tokens

ELLIPSIS = "…"
_TAGS = str.maketrans({MARK_START: "<em>", MARK_END: "</em>"})
MOST = 400  # matches of a text that are looked at
_BEFORE = 40  # characters that are shown before the first match of a fragment, about

_WORD = re.compile(rf"[^\W_]+(?:{AMPERSAND}[^\W_]+)*")
# The same with accents that are characters of their own, which compare as if they were not there.
_WORD_WITH_MARKS = re.compile(rf"[^\W_](?:[^\W_]|[\u0300-\u036f]|{AMPERSAND})*")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_OF_Y = frozenset({"die", "lie", "tie"})  # stems of “dying”, “lying”, “tying”
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Match:
    """A place in a text, and which of the things that are looked for is there."""

    start: int
    end: int
    what: int


class Highlighter:
    """What is looked for, ready to be found in any number of texts of one language. Each row is a word, or several in a row."""

    def __init__(self, rows: Iterable[Words], algorithm: str = ENGLISH) -> None:
        self._algorithm = algorithm
        stemmed = (tuple(stem(word, algorithm) for word in row) for row in rows)
        # The longest first, so that a phrase is marked whole and not word by word.
        self._rows = sorted(dict.fromkeys(row for row in stemmed if row), key=len, reverse=True)
        self._wanted = frozenset(one for row in self._rows for one in row)
        self._prefixes = sorted({_prefix(one) for one in self._wanted}) if algorithm == ENGLISH else []

    @classmethod
    def of(cls, clauses: Iterable[Clause], phrases: Iterable[Words], algorithm: str = ENGLISH) -> Highlighter:
        """For the words of clauses, each on its own, and for their alternatives and for phrases, each in a row."""
        rows: list[Words] = []
        for one in clauses:
            rows += [(word,) for word in one.words]
            rows += one.alternatives
        return cls([*rows, *phrases], algorithm)

    def fragments(self, title: str, body: str) -> tuple[Fragment, ...]:
        """The whole title with its matches, if it has any, and the best pieces of the body, best first."""
        found = []
        in_title = self.matches(title)
        if in_title:
            found.append(Fragment("title", marked(title, in_title)))
        in_body = self.matches(body)
        found += [Fragment("body", _piece(body, matches)) for matches in _best(in_body)]
        return tuple(found)

    def matches(self, text: str) -> list[Match]:
        """The first ``MOST`` places where something that is looked for is, from left to right, none within another."""
        written: dict[str, list[str]] = {}
        for word in self._candidates(text):
            found = _stem_as_written(word, self._algorithm)
            if found in self._wanted:
                written.setdefault(found, []).append(word)
        rows = [(nth, row) for nth, row in enumerate(self._rows) if all(one in written for one in row)]
        if not rows:
            return []
        between = r"(?:[\W_]|[\u0300-\u036f])+"
        alternatives = "|".join(
            f"(?P<r{nth}>{between.join(_any_of(written[one]) for one in row)})" for nth, row in rows
        )
        pattern = re.compile(rf"(?<![^\W_])(?:{alternatives})(?![^\W_]|[\u0300-\u036f])")
        places = islice(pattern.finditer(text), MOST)
        return [Match(one.start(), one.end(), int((one.lastgroup or "r0")[1:])) for one in places]

    def _candidates(self, text: str) -> set[str]:
        """Words of the text, as written, among which are all that may have a wanted stem."""
        plain = _folded_in_place(text) if self._prefixes else None
        if plain is None:
            return set((_WORD if text.isascii() else _WORD_WITH_MARKS).findall(text))
        found = set()
        for prefix in self._prefixes:
            at = plain.find(prefix)
            while at >= 0:
                end = at + len(prefix)
                if at == 0 or not plain[at - 1].isalnum():
                    word = _WORD.match(plain, at)
                    end = word.end() if word else end
                    found.add(text[at:end])
                at = plain.find(prefix, end)
        if "&" in text:
            found.update(one for one in _WORD.findall(text) if "&" in one)  # “A&E” is “ae”
        return found


def _prefix(stem: str) -> str:
    """What every English word with this stem begins with: to look for that is much faster than to cut a text into words."""
    if stem in _OF_Y:
        return stem[0]
    return stem if len(stem) < 3 else stem[: -1 if len(stem) < 6 else -2]


def _folded_in_place(text: str) -> str | None:
    """The text folded and small, each character where it was; None if that cannot be."""
    if text.isascii():
        return text.lower()
    plain = text
    for character in set(_NOT_ASCII.findall(text)):
        if unicodedata.combining(character):
            return None
        folded = fold(character).lower()
        if len(folded) == 1:
            plain = plain.replace(character, folded)
    plain = plain.lower()
    return plain if len(plain) == len(text) else None


def _any_of(words: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + ")"


@lru_cache(maxsize=200_000)
def _stem_as_written(word: str, algorithm: str) -> str:
    """The stem of a word as it stands in a text; empty if folding takes it apart."""
    found = tokens(word)
    return stem(found[0], algorithm) if len(found) == 1 else ""


def marked(text: str, matches: Sequence[Match], start: int = 0, end: int | None = None) -> str:
    """A piece of a text with marks around its matches; white space is folded."""
    parts, at, last = [], start, len(text) if end is None else end
    for one in matches:
        if start <= one.start and one.end <= last:
            parts += [text[at : one.start], MARK_START, text[one.start : one.end], MARK_END]
            at = one.end
    parts.append(text[at:last])
    return _SPACE.sub(" ", "".join(parts)).strip()


def _best(matches: Sequence[Match]) -> Iterator[Sequence[Match]]:
    """The runs of matches that fit into a fragment, best first: most different ones, then most, then the earliest; none overlap."""
    runs: list[Sequence[Match]] = []
    end = 0
    for begin in range(len(matches)):
        end = max(end, begin + 1)
        while end < len(matches) and matches[end].end - matches[begin].start <= FRAGMENT_LENGTH:
            end += 1
        runs.append(matches[begin:end])
    runs.sort(key=lambda run: (-len({one.what for one in run}), -len(run), run[0].start))
    taken: list[tuple[int, int]] = []
    for run in runs:
        if len(taken) == FRAGMENTS:
            return
        first, last = run[0].start, max(run[-1].end, run[0].start + FRAGMENT_LENGTH - _BEFORE)
        if all(last + _BEFORE <= start or first >= until + _BEFORE for start, until in taken):
            taken.append((first, last))
            yield run


def _piece(text: str, matches: Sequence[Match]) -> str:
    """The text around the matches, about as long as a fragment, cut between words, with an ellipsis where it is cut."""
    first, last = matches[0].start, matches[-1].end
    room = max(FRAGMENT_LENGTH - (last - first), 0)
    start = _begin(text, first, min(room // 2, _BEFORE))
    end = min(len(text), max(start + FRAGMENT_LENGTH, last))
    if end < len(text):
        cut = max(text.rfind(" ", last, end + 1), text.rfind("\n", last, end + 1))
        end = cut if cut > 0 else last
    piece = marked(text, matches, start, end)
    return f"{ELLIPSIS if text[:start].strip() else ''}{piece}{ELLIPSIS if text[end:].strip() else ''}"


def _begin(text: str, first: int, room: int) -> int:
    """Where a fragment begins: with the line or sentence of its first match if that is near, else with a word."""
    earliest = max(first - room, 0)
    if earliest == 0:
        return 0
    for mark in ("\n", ". ", "? ", "! "):
        at = text.rfind(mark, earliest, first)
        if at >= 0:
            return at + len(mark)
    space = text.find(" ", earliest, first)
    return space + 1 if space >= 0 else first


def highlighters(
    clauses: Sequence[Clause], phrases: Sequence[Words], algorithms: Iterable[str]
) -> Mapping[str, Highlighter]:
    """One for each of these languages."""
    return {one: Highlighter.of(clauses, phrases, one) for one in dict.fromkeys(algorithms)}


def as_html(marked: str) -> str:
    """Plain text with the marks of any engine as HTML: everything escaped, ``<em>`` around what was found; marks always come in pairs."""
    return escape(marked).translate(_TAGS)
