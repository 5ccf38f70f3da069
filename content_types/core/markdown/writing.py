"""Writing Markdown (https://spec.commonmark.org/0.31.2/, and tables as GitHub's, https://github.github.com/gfm/#tables-extension-).

What is written reads back as the same words: whatever would be a sign is escaped, and what Markdown has no sign for is an HTML tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# Signs anywhere, and signs at the beginning of a line.
_SIGNS = re.compile(r"([\\`*_\[\]<>~|]|&(?=#?\w+;))")
_BEGINS = re.compile(r"^([-+=#]|\d{1,9}(?=[.)]))", re.MULTILINE)
_PLAIN_ADDRESS = re.compile(r"[\w%:/?#@!$'*+,;=~.&-]+", re.ASCII)
_ENTITY = re.compile(r"&(?=#?\w+;)")
_ANGLES = re.compile(r"([<>\\])")
_LAST_SIGNS = re.compile(r"(#+)$")
_SPACE = re.compile(r"[^\S\n]+")
MAX_HEADING = 6


def words(text: str) -> str:
    """Plain text, its line breaks kept; nothing in it is a sign."""
    return broken(at_line_start(escaped(_folded(text))))


def line(text: str) -> str:
    """Plain text on one line."""
    return at_line_start(escaped(_folded(text.replace("\n", " "))))


def _folded(text: str) -> str:
    lines = (_SPACE.sub(" ", one).strip() for one in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(one for one in lines if one)


def escaped(text: str) -> str:
    """Text that holds no sign of Markdown within a line."""
    return _SIGNS.sub(r"\\\1", text)


def at_line_start(text: str) -> str:
    """Escaped text of which no line begins as a heading, list or line would."""
    return _BEGINS.sub(lambda found: f"\\{found[1]}" if not found[1].isdigit() else f"{found[1]}\\", text)


def broken(text: str) -> str:
    """Escaped text with its line breaks as Markdown's."""
    return text.replace("\n", "\\\n")


def address(url: str) -> str:
    """An address as it stands in a link or picture."""
    url = "".join(f"%{ord(one):02X}" if one.isspace() or ord(one) < 32 else one for one in url)
    if _PLAIN_ADDRESS.fullmatch(url):
        return _ENTITY.sub(r"\\&", url)
    return "<" + _ENTITY.sub("&amp;", _ANGLES.sub(r"\\\1", url)) + ">"


def link(text: str, url: str | None) -> str:
    """Plain text that leads somewhere, if there is an address."""
    return f"[{escaped(_one_line(text))}]({address(url)})" if url else line(text)


def picture(alt: str, url: str) -> str:
    """A picture with its alternative text."""
    return f"![{escaped(_one_line(alt))}]({address(url)})"


def _one_line(text: str) -> str:
    return _folded(text.replace("\n", " "))


def heading(level: int, text: str) -> str:
    """A heading, 1 to 6."""
    return f"{'#' * min(level, MAX_HEADING)} {_closed(text)}" if text.strip() else ""


def _closed(text: str) -> str:
    return _LAST_SIGNS.sub(r"\\\1", escaped(_one_line(text)))  # which would otherwise close the heading


def strong(text: str) -> str:
    """A short plain text that stands out, alone on its line."""
    return f"**{escaped(_one_line(text))}**" if _one_line(text) else ""


def together(*parts: str | None) -> str:
    """Parts one after the other; what is empty is left out."""
    return "\n\n".join(part for part in parts if part)


def quoted(*parts: str | None) -> str:
    """Parts in a quotation."""
    return "\n".join(f"> {one}".rstrip(" ") for one in together(*parts).split("\n"))


def items(entries: Iterable[str], *, numbered: bool = False, sign: str = "") -> str:
    """A list of parts, each already Markdown; ``sign`` stands before each."""
    written = []
    for number, entry in enumerate(entries, 1):
        marker = f"{number}. " if numbered else "- "
        first, *others = f"{sign}{entry}".split("\n")
        written.append("\n".join([marker + first, *((" " * len(marker) + one) if one else "" for one in others)]))
    return ("\n\n" if any("\n\n" in one for one in written) else "\n").join(written)


def table(rows: Sequence[Sequence[str]], *, header: bool) -> str:
    """A table of plain texts. Without a header the first line is empty, because Markdown wants one."""
    if not rows:
        return ""
    width = max(len(row) for row in rows)
    first, body = (rows[0], rows[1:]) if header else ([], rows)
    lines = [_row(first, width), "|" + " --- |" * width, *(_row(row, width) for row in body)]
    return "\n".join(lines)


def _row(cells: Sequence[str], width: int) -> str:
    shown = [escaped(_folded(cell)).replace("\n", "<br>") for cell in cells]
    return "| " + " | ".join([*shown, *[""] * (width - len(shown))]) + " |"


def section(title: str, *parts: str) -> str:
    """Parts below a heading; nothing where there are none."""
    inside = together(*parts)
    return together(heading(2, title), inside) if inside else ""


def facts(*pairs: tuple[str, str]) -> str:
    """A short list of names and values, each value already Markdown; what has no value is left out."""
    return items(f"{line(name)}: {value}" for name, value in pairs if value)
