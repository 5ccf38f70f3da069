"""Which words two texts have in common: tokens, and the runs of them that stayed, came and went."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from content_types.core.richtext_tree import Span

_TOKEN = re.compile(r"(\s*)(\w+(?:['’]\w+)*|[^\w\s])")
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_ADDRESS = re.compile(r"^\S*(?:://|@|\d/)\S*$")  # an address or a DOI is one word
_SENTENCE_END = {".", "!", "?", "…"}
# Beyond so many pairs of tokens sentences are compared before words, so that no text takes long.
MOST_PAIRS = 60_000
# Texts that share less than this part of their words are shown one after the other: marked word by word nobody could read them.
LEAST_SHARED = 0.3


class Op(StrEnum):
    """What became of words."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(slots=True)
class Token:
    """A word or a sign with its marks and link, and the white space before it, which is no difference."""

    space: str
    text: str
    span: Span
    key: Hashable

    @property
    def is_word(self) -> bool:
        return self.text[0].isalnum()


Tokens = Sequence[Token]
Run = tuple[Op, Tokens]


class Piece(NamedTuple):
    """Words alike in what became of them, in marks and in link."""

    op: Op
    span: Span


def tokens_of(spans: Sequence[Span]) -> list[Token]:
    """The tokens of spans, in order; together they are the whole text."""
    out: list[Token] = []
    rest = ""  # white space at the end of a span
    for span in spans:
        plain = not span.marks and span.link is None
        for space, text in [("", span.text)] if _ADDRESS.match(span.text) else _TOKEN.findall(span.text):
            out.append(Token(rest + space, text, span, text if plain else (text, span.marks, span.link)))
            rest = ""
        rest += span.text[len(span.text.rstrip()) :]
    return out


def words_of(text: str) -> Counter[str]:
    """How often each word stands in a text."""
    return Counter(_WORD.findall(text.lower()))


def similarity(one: Counter[str], other: Counter[str]) -> float:
    """The part of their words that two texts share, 0 to 1 (Sørensen–Dice)."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def compare_spans(before: Sequence[Span], after: Sequence[Span]) -> tuple[Piece, ...]:
    """Both texts as one: what stayed, what was removed, what was added, each removal before the addition in its place."""
    if before == after or not before or not after:
        op = Op.SAME if before == after else Op.ADDED if after else Op.REMOVED
        return tuple(Piece(op, span) for span in after or before)
    one, other = tokens_of(before), tokens_of(after)
    runs = list(_runs(one, other))
    if _shared(runs, one, other) < LEAST_SHARED:
        return tuple(_pieces([(Op.REMOVED, one), (Op.ADDED, other)]))
    return tuple(_pieces(_readable(runs)))


def _shared(runs: list[Run], before: Tokens, after: Tokens) -> float:
    """The part of the words of two texts that stayed, 0 to 1; what has no words shares all."""
    total = _words(before) + _words(after)
    return 2 * sum(_words(tokens) for op, tokens in runs if op is Op.SAME) / total if total else 1.0


def _words(tokens: Tokens) -> int:
    return sum(token.is_word for token in tokens)


def _runs(before: Tokens, after: Tokens) -> Iterator[Run]:
    """The runs of two texts. What they begin and end with alike is found first, because most edits are small."""
    shortest = min(len(before), len(after))
    start = next((n for n in range(shortest) if before[n].key != after[n].key), shortest)
    left = shortest - start
    end = next((n for n in range(left) if before[-1 - n].key != after[-1 - n].key), left)
    yield Op.SAME, after[:start]
    yield from _middle(before[start : len(before) - end], after[start : len(after) - end])
    yield Op.SAME, after[len(after) - end :]


def _middle(before: Tokens, after: Tokens) -> Iterator[Run]:
    if len(before) * len(after) <= MOST_PAIRS:
        yield from _matched(before, after)
        return
    sentences = _sentences(before), _sentences(after)
    keys = [[tuple(token.key for token in one) for one in some] for some in sentences]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, keys[0], keys[1]).get_opcodes():
        gone = [token for one in sentences[0][i1:i2] for token in one]
        come = [token for one in sentences[1][j1:j2] for token in one]
        if tag == "equal":
            yield Op.SAME, come
        elif len(gone) * len(come) <= MOST_PAIRS:
            yield from _matched(gone, come)
        else:
            yield Op.REMOVED, gone
            yield Op.ADDED, come


def _matched(before: Tokens, after: Tokens) -> Iterator[Run]:
    keys = [[token.key for token in some] for some in (before, after)]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, keys[0], keys[1]).get_opcodes():
        if tag == "equal":
            yield Op.SAME, after[j1:j2]
        else:
            yield Op.REMOVED, before[i1:i2]
            yield Op.ADDED, after[j1:j2]


def _sentences(tokens: Tokens) -> list[list[Token]]:
    found: list[list[Token]] = []
    current: list[Token] = []
    for token in tokens:
        current.append(token)
        if token.text in _SENTENCE_END:
            found.append(current)
            current = []
    return [*found, current] if current else found


def _readable(runs: list[Run]) -> list[Run]:
    """Neighbouring changes with no word between them as one, so that phrases are read as phrases."""
    out: list[Run] = []
    gone: list[Token] = []
    come: list[Token] = []
    held: list[Token] = []  # what stayed after a change, while it has no word
    for op, tokens in [*((op, tokens) for op, tokens in runs if tokens), (Op.SAME, ())]:
        if op is Op.SAME:
            held += tokens
            if tokens and not any(token.is_word for token in tokens):
                continue
            out += _flushed(gone, come)
            out.append((Op.SAME, held))
            gone, come, held = [], [], []
        else:
            if held and (gone or come):
                gone += held
                come += held
            elif held:
                out.append((Op.SAME, held))
            held = []
            (gone if op is Op.REMOVED else come).extend(tokens)
    return out


def _flushed(gone: list[Token], come: list[Token]) -> Iterator[Run]:
    if gone:
        yield Op.REMOVED, gone
    if come:
        yield Op.ADDED, come


def _pieces(runs: list[Run]) -> Iterator[Piece]:
    """Runs as pieces. The white space before a change stands before all of it, so that the words alone are marked."""
    before = Op.SAME
    for op, run in runs:
        if not run:
            continue
        first = run[0].space
        if first and op is not Op.SAME and before is Op.SAME:
            yield Piece(Op.SAME, Span(first))
        if op is not Op.SAME:
            first = ""
        before = op
        for (marks, link), some in groupby(run, key=lambda token: (token.span.marks, token.span.link)):
            alike = list(some)
            if alike[0] is not run[0]:
                first = alike[0].space
            words = alike[0].text + "".join(token.space + token.text for token in alike[1:])
            if first and (marks or link):
                yield Piece(op, Span(first))
                first = ""
            yield Piece(op, Span(first + words, marks, link))
