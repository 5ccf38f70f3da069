"""Highlighting: the title with marks, and the passages of the body that say most about a query.

In plain Python over the document as it was written, so that every engine may use it, and accents and capitals are as the author has them. A word
is compared by its stem, as it is searched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from search.engines.base import FRAGMENT_LENGTH, FRAGMENTS, MARK_END, MARK_START, Fragment
from search.stemming import ENGLISH, stem
from search.synonyms import Clause, Words
from search.text import chunks, is_mark, parts_of

ELLIPSIS = "…"
_TAGS = str.maketrans({MARK_START: "<em>", MARK_END: "</em>"})
MOST = 400  # matches of a text that are looked at
_BEFORE = 40  # characters that are shown before the first match of a fragment, about

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
        ordered = sorted(dict.fromkeys(row for row in stemmed if row), key=len, reverse=True)
        self._wanted = frozenset(one for row in ordered for one in row)
        self._beginning: dict[str, list[tuple[list[str], int]]] = {}
        for nth, row in enumerate(ordered):
            self._beginning.setdefault(row[0], []).append((list(row), nth))

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
        places = self._places(text)
        stems = [one for one, _, _ in places]
        found: list[Match] = []
        at = 0
        while at < len(places) and len(found) < MOST:
            length, what = self._longest_at(stems, at)
            if length:
                found.append(Match(places[at][1], places[at + length - 1][2], what))
            at += length or 1
            while found and at < len(places) and places[at][1] < found[-1].end:
                at += 1  # another word of the same place, as of “½”
        return found

    def _places(self, text: str) -> list[tuple[str, int, int]]:
        """Stem, start and end of the words of a text in order; what nobody looks for is an empty stem, as often as it need be."""
        pieces = chunks(text)
        wanted = {
            one for one in set(pieces.findall(text)) if not self._wanted.isdisjoint(_stems_of(one, self._algorithm))
        }
        places: list[tuple[str, int, int]] = []
        for match in pieces.finditer(text) if wanted else ():
            if match[0] in wanted:
                start = match.start()
                for one in parts_of(match[0]):
                    places += [(stem(word, self._algorithm), start + one.start, start + one.end) for word in one.words]
            elif places and places[-1][0]:
                places.append(("", match.start(), match.start()))
        return places

    def _longest_at(self, stems: Sequence[str], at: int) -> tuple[int, int]:
        """How many words of the longest row that begins here, and which row it is; 0 for none."""
        for row, nth in self._beginning.get(stems[at], ()):
            if stems[at : at + len(row)] == row:
                return len(row), nth
        return 0, 0


@lru_cache(maxsize=200_000)
def _stems_of(chunk: str, algorithm: str) -> frozenset[str]:
    return frozenset(stem(word, algorithm) for one in parts_of(chunk) for word in one.words)


def marked(text: str, matches: Sequence[Match], start: int = 0, end: int | None = None) -> str:
    """A piece of a text with marks around its matches; white space is folded."""
    parts: list[str] = []
    at, last = start, len(text) if end is None else end
    for one in matches:
        if start <= one.start and one.end <= last:
            if parts and one.start == at:
                parts.pop()  # the one before goes on, as of “東京”, two words to us
            else:
                parts += [text[at : one.start], MARK_START]
            parts += [text[one.start : one.end], MARK_END]
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
    while end < len(text) and is_mark(text[end]):
        end += 1  # a mark belongs to the space before it
    piece = marked(text, matches, start, end)
    return f"{ELLIPSIS if text[:start].strip() else ''}{piece}{ELLIPSIS if text[end:].strip() else ''}"


def _begin(text: str, first: int, room: int) -> int:
    """Where a fragment begins: with the line or sentence of its first match if that is near, else with a word."""
    earliest = max(first - room, 0)
    if earliest == 0:
        return 0
    for mark in ("\n", ". ", "? ", "! "):
        at = text.rfind(mark, earliest, first)
        if at >= 0 and not is_mark(text[at + len(mark)]):
            return at + len(mark)
    space = next((at for at in range(earliest, first) if text[at] == " " and not is_mark(text[at + 1])), None)
    return first if space is None else space + 1


def highlighters(
    clauses: Sequence[Clause], phrases: Sequence[Words], algorithms: Iterable[str]
) -> Mapping[str, Highlighter]:
    """One for each of these languages."""
    return {one: Highlighter.of(clauses, phrases, one) for one in dict.fromkeys(algorithms)}


def as_html(marked: str) -> str:
    """Plain text with the marks of any engine as HTML: everything escaped, ``<em>`` around what was found; marks always come in pairs."""
    return escape(marked).translate(_TAGS)
