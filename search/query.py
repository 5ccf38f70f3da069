"""What a member typed, understood: words, "quoted phrases", -words that must not occur, and field:value words.

Nothing anybody types is an error: what is no syntax is words. The parser is total, deterministic, and linear in the length of the query.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from search.text import STOP_WORDS, fold, written

# Field words, and the exact values of a document that each asks for.
FIELD_WORDS: Mapping[str, str] = {
    "type": "type",
    "topic": "topics",
    "profession": "professions",
    "setting": "care_settings",
    "place": "places",
    "tag": "tags",
    "person": "people",
    "kind": "kind",
    "level": "level",
    "licence": "licence",
    "license": "licence",
    "format": "attendance",
    "attendance": "attendance",
    "stage": "stage",
    "status": "status",
    "organisation": "organisations",
    "year": "year",
}
MAX_WORDS = 64  # that are looked for; what follows is left out
LISTED = 6  # words at most that somebody lists for each that is excluded; more are a sentence
MAX_PARTS = 20  # phrases, excluded words and field words each

_PIECE = re.compile(
    r"""(?P<minus>(?<!\S)-)?
        (?:(?P<field>[A-Za-z]+):\s*(?=["\w]))?
        (?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+)|")""",
    re.VERBOSE,
)
_CLOSING = re.compile(r"\w-$")  # a dash behind a word
_SHORT_NUMBER = re.compile(r"\d{1,3}\b")
_PUNCTUATION = ".,;:!?()"
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))


@dataclass(frozen=True)
class Word:
    """A word as the engines compare it (folded, small), and where it stands in the source."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class FieldWord:
    """``field`` of a document must have (``negated``: not have) any of ``values``, in the form of slugs."""

    field: str
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True)
class Query:
    """A query understood. ``words`` are in order, each once a place; any of them may match. Phrases and excluded hold folded words."""

    source: str
    words: tuple[Word, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()
    fields: tuple[FieldWord, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is looked for, so that the query browses (within its field words and without what it excludes)."""
        return not self.words and not self.phrases

    @property
    def prose(self) -> str:
        """The words and phrases as they were typed, without what is syntax."""
        words = [self.source[one.start : one.end] for one in self.words]
        return " ".join([*dict.fromkeys(words), *(" ".join(words) for words in self.phrases)])

    @property
    def telling(self) -> tuple[str, ...]:
        """The words that say something, each once; stop words only where there is nothing else."""
        every = tuple(
            dict.fromkeys([one.text for one in self.words] + [word for words in self.phrases for word in words])
        )
        return tuple(word for word in every if word not in STOP_WORDS) or every

    def replaced(self, corrections: Mapping[str, str]) -> Query:
        """The query with these words replaced, everywhere but in phrases and field words; the source says so too."""
        source, words, shift = self.source, [], 0
        for one in self.words:
            new = corrections.get(one.text)
            start, end = one.start + shift, one.end + shift
            if new is not None:
                # A capital at its beginning stays one.
                written = new.capitalize() if source[start].isupper() else new
                source = source[:start] + written + source[end:]
                shift += len(written) - (one.end - one.start)
                end = start + len(written)
            words.append(Word(new if new is not None else one.text, start, end))
        return Query(source, tuple(words), self.phrases, self.excluded, self.fields)


def parse(source: str) -> Query:
    """Understand a query. ``source`` is clean text (``search.text.checked_query``); an unbalanced quote opens nothing."""
    text = source.translate(_QUOTES)
    if text.count('"') % 2:
        last = text.rindex('"')
        text = f"{text[:last]} {text[last + 1 :]}"
    words: list[Word] = []
    phrases: list[tuple[str, ...]] = []
    excluded: list[tuple[str, ...]] = []
    fields: list[FieldWord] = []
    pieces = [match for match in _PIECE.finditer(text) if match["phrase"] or match["word"]]
    dashes = _dashes(pieces)
    for nth, match in enumerate(pieces):
        piece = match["phrase"] if match["phrase"] is not None else match["word"]
        negated, field = bool(match["minus"]) and nth not in dashes, (match["field"] or "").lower()
        start = match.start("phrase") if match["phrase"] is not None else match.start("word")
        if field in FIELD_WORDS:
            many = [piece] if match["phrase"] is not None else piece.split(",")
            values = tuple(dict.fromkeys(filter(None, map(slug_of, many))))[:MAX_PARTS]
            if values and len(fields) < MAX_PARTS:
                fields.append(FieldWord(FIELD_WORDS[field], values, negated))
            continue
        if field:
            words.extend(_words(field, match.start("field")))
        found = _words(piece, start)
        if not found:
            continue
        if negated:
            excluded.append(tuple(one.text for one in found))
        elif match["phrase"] is not None and len(found) > 1:
            phrases.append(tuple(one.text for one in found))
        else:
            words.extend(found)
    return Query(
        source, tuple(words[:MAX_WORDS]), tuple(phrases[:MAX_PARTS]), tuple(excluded[:MAX_PARTS]), tuple(fields)
    )


def _dashes(pieces: Sequence[re.Match[str]]) -> frozenset[int]:
    """Which pieces have a dash before them that is none of ours: “calcium -dependent release”, “the poor -and their children- wait”.

    Before a phrase or a field a minus is meant. Before a word it is where words are listed. In running prose (a stop word, many words for a dash, or
    one that closes a parenthesis) it is at the end alone, where no sentence ends with it; before a short number (“covid -19”) never.
    """
    plain = [nth for nth, one in enumerate(pieces) if one["word"] and not one["minus"] and not one["field"]]
    said = [pieces[nth]["word"].strip(_PUNCTUATION).lower() for nth in plain]
    closed = any(_CLOSING.search(one["word"] or "") for one in pieces)
    minuses = sum(1 for one in pieces if one["minus"])
    prose = closed or len(plain) > LISTED * minuses or any(word in STOP_WORDS for word in said)
    found = set()
    for nth, one in enumerate(pieces):
        if not one["minus"] or one["field"] or one["phrase"] is not None:
            continue
        inside = bool(plain) and nth < plain[-1]
        if (prose and (inside or closed or one["word"][-1] in ".?!;:,")) or (
            plain and _SHORT_NUMBER.match(one["word"])
        ):
            found.add(nth)
    return frozenset(found)


def slug_of(value: str) -> str:
    """A value of a field word as documents have it: “Food insecurity” is ``food-insecurity``."""
    return "-".join(re.findall(r"[\w.]+", fold(value).lower().replace("_", "-")))


def _words(piece: str, start: int) -> list[Word]:
    """The words of a piece of the source. Of one that folding takes apart (“½” is 1 and 2) all are at the same place."""
    return [Word(text, start + one.start, start + one.end) for one in written(piece) for text in one.words]
