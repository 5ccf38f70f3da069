"""Text as the search takes it: what a client sent made safe, and the forms that the database engine compares."""

from __future__ import annotations

import re
import unicodedata

from content_types.core.errors import BadInput

MAX_QUERY = 500  # characters

_WORD = re.compile(r"\w+")
# Between single letters it makes one word of them, as in “A&E”: “a” and “e” apart would say nothing, or be a vitamin.
AMPERSAND = r"(?<=\b[A-Za-z])&(?=[A-Za-z]\b)"
_AMPERSAND = re.compile(AMPERSAND)
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


def fold(text: str) -> str:
    """The text without accents, so that “Zoë” is found by “zoe”; compatibility forms become the plain ones."""
    if text.isascii():
        return text
    return "".join(one for one in unicodedata.normalize("NFKD", clean(text)) if not unicodedata.combining(one))


def tokens(text: str) -> list[str]:
    """The words of a text in order, folded, small: letters and digits alone, so nothing in them is query syntax. “A&E” is one, ``ae``."""
    folded = fold(text).lower()
    return _WORD.findall(_AMPERSAND.sub("", folded) if "&" in folded else folded)
