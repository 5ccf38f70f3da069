"""Taking out of a text what would show who wrote it: addresses, telephone numbers, IP addresses, their full name.

The text is compared in a plain form of itself: compatibility characters folded (NFKC), characters that are not seen left out. What is found
there is replaced in the text as it was written. All expressions are bounded, and looked for once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from review.inbound.plain import cleaned

ADDRESS, NUMBER = "[address removed]", "[number removed]"
SHORTEST, RARE = 3, 7  # letters of a part of a name that is looked for by itself; and in small letters, too
_AT = r"(?:\s{0,3}(?:@|\(at\)|\[at\]|\{at\}|<at>|&#0*64;|&commat;|%40)\s{0,3}| at )"
_DOT = r"(?:\s?\.\s?|\s?(?:\(dot\)|\[dot\]|\{dot\}|<dot>)\s?| dot )"
_ADDRESS = re.compile(
    rf"[\w.!#$%&'*+/=?^`{{|}}~-]{{1,64}}{_AT}[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{1,6}}", re.IGNORECASE
)
# At least nine digits, as a telephone number is written; a date and a time have colons, and stay.
_NUMBER = re.compile(r"(?<![\w:])(?:\+|\(|00)?\d(?:[ \t\n().\-/?\ufffd\u2010-\u2015]{0,3}\d){8,16}(?![\w:])")
_IP4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]\d)")
_IP6 = re.compile(r"(?<![\w:])(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{1,4}(?![\w:])", re.IGNORECASE)
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"]{1,2000}", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")


def redacted(text: str, addresses: Iterable[str], names: Iterable[str], shown: str) -> str:
    """The text without any mail address, telephone number or IP address, and with ``shown`` in place of the ``names`` of who wrote it."""
    text, addresses, names = cleaned(text), list(addresses), list(names)
    plain, places = _plain(text)
    hosts = {one.rpartition("@")[2] for one in addresses}
    spans = [(match.start(), match.end(), ADDRESS) for one in hosts for match in _spelled(one).finditer(plain)]
    spans += [(match.start(), match.end(), ADDRESS) for one in addresses for match in _spelled(one).finditer(plain)]
    spans += [(match.start(), match.end(), ADDRESS) for match in _ADDRESS.finditer(plain)]
    for pattern in (_NUMBER, _IP4, _IP6):
        spans += [(match.start(), match.end(), NUMBER) for match in pattern.finditer(plain)]
    parts = {one.casefold() for name in names for one in _WORD.findall(name) if len(one) >= SHORTEST}
    for match in _LINK.finditer(plain):  # to a page of their own, such as a profile elsewhere
        if any(part in match[0].casefold() for part in parts):
            spans.append((match.start(), match.end(), ADDRESS))
    spans += [(begin, end, shown) for begin, end in _names(plain, names, shown)]
    return _replaced(text, places, spans)


def _plain(text: str) -> tuple[str, list[int]]:
    """The text in its plain form, and for each character of that where it stands in the text."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        if letter in "?\ufffd" and not text[place - 1 : place + 2].count(" ") and 0 < place < len(text) - 1:
            continue  # what a program made of a character it did not know
        for one in letter if letter.isascii() else unicodedata.normalize("NFKC", letter):
            if unicodedata.category(one) not in ("Cf", "Mn", "Me") and one != "\u3164":
                letters.append(one)
                places.append(place)
    return "".join(letters), places


def _spelled(words: str) -> re.Pattern[str]:
    """An address or a name however it is broken: between its letters and digits may stand up to three other characters, or “at” and “dot”."""
    parts = _WORD.findall(unicodedata.normalize("NFKC", words))
    spelled = [r"[\W_]{0,3}".join(re.escape(letter) for letter in part) for part in parts]
    between = r"[\W_]{1,6}(?:(?:at|dot)[\W_]{1,6})?"
    return re.compile(rf"(?<![^\W_]){between.join(spelled)}(?![^\W_])" if spelled else r"(?!)", re.IGNORECASE)


def _names(plain: str, names: Iterable[str], shown: str) -> Iterator[tuple[int, int]]:
    """Where the whole of a name stands, either way round, and its parts with a capital where the shown name does not have them."""
    known = {one.casefold() for one in _WORD.findall(shown)}
    for name in names:
        parts = _WORD.findall(unicodedata.normalize("NFKC", name))
        if not parts or {one.casefold() for one in parts} <= known:
            continue
        for order in (parts, [parts[-1], *parts[:-1]], parts[::-1]):
            for match in _spelled(" ".join(order)).finditer(plain):
                yield match.span()
        for part in parts:
            if len(part) >= SHORTEST and part.casefold() not in known:
                # As a word by itself only with a capital: “Hope” is a name, “hope” a word.
                wanted = {part[0].upper() + part[1:], part.upper(), part.title()}
                wanted |= {part.lower()} if len(part) >= RARE else set()
                spelled = "|".join(re.escape(one) for one in sorted(wanted))
                for match in re.finditer(rf"(?<![^\W_])(?:{spelled})(?![^\W_])", plain):
                    yield match.span()


def _replaced(text: str, places: list[int], spans: list[tuple[int, int, str]]) -> str:
    kept: list[str] = []
    done = 0
    for begin, end, instead in sorted(spans, key=lambda one: (one[0], -one[1])):
        if begin == end:
            continue
        first, last = places[begin], places[end - 1] + 1
        if first < done:
            done = max(done, last)  # overlaps what is gone already: its rest goes, too
            continue
        kept += [text[done:first], instead]
        done = last
    return "".join([*kept, text[done:]])
