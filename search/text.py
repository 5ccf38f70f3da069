"""Text as the search takes it: what a client sent made safe, and the words that every engine compares.

A text is cut into words here and nowhere else: documents for every engine, queries, synonyms, suggestions and highlights alike. An engine
gets words with spaces between, so that its own tokenizer has nothing left to decide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from anyascii import anyascii

from content_types.core.errors import BadInput

MAX_QUERY = 500  # characters
MAX_WORD = 64  # characters of a word that are compared

# Control characters become spaces; search.engines.base.MARK_START and MARK_END go.
_UNSOUND = {code: " " for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"} | {
    0xE000: "",
    0xE001: "",
}
# Lucene's English list, which the Elasticsearch analyser leaves out too.
STOP_WORDS = frozenset(
    {
        "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is", "it", "no", "not", "of", "on", "or",
        "such", "that", "the", "their", "then", "there", "these", "they", "this", "to", "was", "will", "with",
    }
)  # fmt: skip

# What people type and word processors make where an apostrophe is meant: curly and straight ones, modifier letters, primes, accents alone.
APOSTROPHES = "'’‘‛ʼʻʹʾʿˈ`´′＇՚ꞌ"
# Of “child’s”, “we’ll” and “they’ve” these are no part of the word; of “don’t” and “O’Brien” everything is.
_CLITICS = frozenset({"s", "ll", "re", "ve", "d", "m"})
# What French and Italian put before a vowel, each a word of its own: “l’enfant”, “Côte d’Ivoire”.
_ELIDED = "[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|dell|all|dall|nell|sull|coll|quell|quest|un"
_VOWELS = "aeiouhàâäæèéêëìíîïòóôöœùúûü"
# Written without spaces: each character is a word, so that “東京” is found in “東京都”.
_IDEOGRAPHS = "\u3005\u3040-\u309f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_NUMBER_SPACES = "[\u00a0\u2009\u202f]"
_IN_NUMBERS = "[,\u00a0\u2009\u202f'’]"
_TATWEEL = "\u0640"


def clean(text: str) -> str:
    """The text without what no database or JSON can carry: control characters become spaces, lone surrogates and our own marks go."""
    if text.isprintable():
        return text
    return text.encode("utf-8", "ignore").decode().translate(_UNSOUND)


def checked_query(query: str | None) -> str:
    """The query ready for an engine: clean, white space folded; empty means browse. Raises BadInput when it is too long."""
    if query is None:
        return ""
    if len(query) > MAX_QUERY:
        raise BadInput(
            f"`query` may have at most {MAX_QUERY} characters; {len(query)} were given. Shorten it to what matters.",
            "query",
        )
    return " ".join(clean(query).split())


# --- Letters ------------------------------------------------------------------------------------------------------------------------


def fold(text: str) -> str:
    """The text without accents, so that “Zoë” is found by “zoe”; Latin letters of every kind and compatibility forms become the plain ones,
    and what nobody sees (soft hyphens, joiners, marks of direction) goes.
    """
    return text if text.isascii() else clean(text).translate(_FOLDED)


class _Folded(dict[int, str]):
    """What each character becomes, found when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _folded(chr(code))
        return found


_FOLDED = _Folded()


def _folded(character: str) -> str:
    made = "".join(map(_plain, unicodedata.normalize("NFKD", character)))
    kind = unicodedata.decomposition(character).partition(" ")[0]
    if kind == "<fraction>":
        return f" {made} "  # “3½” is 3, 1 and 2
    # What is raised stands behind a word as a note or a power, and is no part of it; of a formula it is found all the same.
    return f" {made}" if kind == "<super>" and made.isdecimal() else made


def _plain(character: str) -> str:
    if _is_unseen(character) or unicodedata.combining(character):
        return ""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if not character.isascii() and unicodedata.name(character, "").startswith("LATIN"):
        plain = anyascii(character)  # ø, æ, đ, ħ, ı, ł, ß, þ: no accent makes them out of others
        return plain if plain.isalpha() else character
    return character


def _is_unseen(character: str) -> bool:
    """Whether a character is no part of how a word is spelled: formats, variants of pictures, enclosing marks."""
    kind = unicodedata.category(character)
    if kind == "Mn":
        return "VARIATION SELECTOR" in unicodedata.name(character, "") or character == "\u034f"
    return kind in ("Cf", "Me") or character == _TATWEEL


# --- Words --------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Written:
    """A word as it stands in a text: the words that are compared for it, mostly one, and its place."""

    words: tuple[str, ...]
    start: int
    end: int


def tokens(text: str) -> list[str]:
    """The words of a text in order, folded, small: letters and digits alone, so nothing in them is query syntax.

    “A&E” is ``ae``, “U.S.S.” ``uss``, “1,200” ``1200``, “child’s” ``child``, “don’t” ``dont``, “O’Brien” ``obrien``.
    """
    return list(chain.from_iterable(map(_words_of, chunks(text).findall(text))))


def written(text: str) -> Iterator[Written]:
    """The same words with their places. A place never begins or ends within a character as people see it, nor within another place."""
    for match in chunks(text).finditer(text):
        start = match.start()
        for one in parts_of(match[0]):
            yield Written(one.words, start + one.start, start + one.end)


@lru_cache(maxsize=50_000)
def parts_of(chunk: str) -> tuple[Written, ...]:
    """The words of a piece of a text (``chunks``), with their places in it."""
    if chunk.isalnum() and chunk.isascii():
        return (Written((chunk[:MAX_WORD].lower(),), 0, len(chunk)),)
    last = _LAST.search(chunk)
    end = last.start() if last and fold(last[1]).lower() in _CLITICS else len(chunk)
    kept = chunk[:end]
    whole = _INITIALS.fullmatch(kept) is not None
    places = [(0, end)] if whole else [one.span() for one in _parts(kept.isascii()).finditer(kept)]
    found = (Written(_compared(kept[start:until]), start, until) for start, until in places)
    return tuple(one for one in found if one.words)


@lru_cache(maxsize=50_000)
def _words_of(chunk: str) -> tuple[str, ...]:
    if chunk.isalnum() and chunk.isascii():
        return (chunk[:MAX_WORD].lower(),)
    return tuple(word for one in parts_of(chunk) for word in one.words)


def _compared(part: str) -> tuple[str, ...]:
    """The words that are compared for a part: what may stand within a word belongs to it, and what folding adds cuts it."""
    folded = fold(part.translate(_WITHIN)).casefold()
    return tuple(word[:MAX_WORD] for word in _parts(folded.isascii()).findall(folded))


_WITHIN = dict.fromkeys(map(ord, f"{APOSTROPHES}.&,\u00a0\u2009\u202f"))
_LAST = re.compile(rf"\.?[{APOSTROPHES}]([^{APOSTROPHES}]*)$")
# U.S.S., Ph.D., A&E
_INITIALS = re.compile(r"[^\W\d_](?:\.[^\W\d_])+|[^\W\d_]{1,2}(?:\.[^\W\d_])+|[^\W\d_](?:&[^\W\d_])+")


def chunks(text: str) -> re.Pattern[str]:
    """Finds the pieces of this text that are cut into words each by itself (``parts_of``); equal pieces are cut alike."""
    return _chunks(text.isascii())


@cache
def _chunks(ascii_only: bool) -> re.Pattern[str]:
    """Words with what may join them to the next: dots, commas, ampersands, apostrophes, the spaces of large numbers."""
    plain = r"[A-Za-z0-9]+" if ascii_only else rf"[^\W_{APOSTROPHES}]+"
    run = plain if ascii_only else rf"{plain}(?:[{_marks()}]+(?:{plain})?)*"
    joint = r"\.?'|[.,&`]" if ascii_only else rf"\.?[{APOSTROPHES}]|[.,&]|(?<=\d){_NUMBER_SPACES}(?=\d{{3}})"
    return re.compile(rf"{run}(?:(?:{joint}){run})*")


@cache
def _parts(ascii_only: bool) -> re.Pattern[str]:
    """Finds the words within a piece."""
    marks = "" if ascii_only else _marks()
    letter = rf"[^\W\d_{APOSTROPHES}]"
    first = rf"[^\W_{APOSTROPHES}{_IDEOGRAPHS}]"
    word = f"{first}+" if ascii_only else f"(?:{first}[{marks}]*)+"
    kinds = [
        rf"(?<![\d.])\d{{1,3}}(?:{_IN_NUMBERS}\d{{3}})+(?!\d)",  # 1,200
        rf"(?<!{first})(?i:{_ELIDED})(?=[{APOSTROPHES}](?i:[{_VOWELS}]))",  # l’enfant
        rf"{word}(?:(?<!\d)[{APOSTROPHES}](?={letter}){word})*",  # don’t
    ]
    if not ascii_only:
        kinds.append(rf"[{_IDEOGRAPHS}][{marks}]*")
    return re.compile("|".join(kinds))


@cache
def _marks() -> str:
    """What a word has within beside letters and digits, for a pattern: marks, and what nobody sees. As ranges."""
    ranges: list[list[int]] = []
    for code in (0xAD, *range(0x300, 0x1F000), *range(0xE0000, 0xE01F0)):
        if not is_mark(chr(code)):
            continue
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


def is_mark(character: str) -> bool:
    """Whether a character belongs to the one before it: an accent, a vowel sign, a joiner, what nobody sees."""
    return unicodedata.category(character)[0] == "M" or _is_unseen(character)
