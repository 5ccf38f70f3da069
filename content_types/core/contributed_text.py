"""Markdown and simple HTML of a member as rich text and as blocks of a body: what editors could have written, and nothing else.

Markdown becomes HTML first (CommonMark with tables; HTML in it is text). HTML is sanitised by nh3 to what is understood here, read once from its beginning to its end, and written
again from the tree of rich text. So nothing that was sent is stored as it came.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from html import escape
from html.parser import HTMLParser
from typing import Any
from uuid import uuid4

import nh3
from markdown_it import MarkdownIt

from content_types.core.errors import BadInput
from content_types.core.identifiers import normalise_link
from content_types.core.richtext import ALLOWED_SCHEMES, ALLOWED_TAGS, sanitise
from content_types.core.richtext_tree import MARKS, QUOTE, REFERENCE, Tree, html_of, read_tree
from content_types.core.text import one_line

MARKDOWN, HTML = "markdown", "html"
LONGEST = 100_000  # characters
DEEPEST = 5  # lists in lists
# What more than these is made of, nobody has written; and reading it would keep a worker busy.
MOST_SIGNS = {MARKDOWN: 6_000, HTML: 10_000}  # characters that begin something, lines among them
MOST_TAGS = 20_000
MOST_NESTED = 100  # tags in tags
MOST_CELLS = 10_000  # of a table
FILE = "upload:"  # begins the address of a file that was sent along
HEADINGS = {f"h{level}": level for level in range(1, 7)}
# Each is a paragraph, where it is not what it is made of.
_LIKE_PARAGRAPHS = {
    "div", "section", "article", "figure", "figcaption", "pre", "dl", "dt", "dd", "details", "summary", "main", "header",
    "footer", "aside", "address",
}  # fmt: skip
_TABLE = {"table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption"}
_VOID = {"br", "hr", "img"}
_UNDERSTOOD = ALLOWED_TAGS | set(HEADINGS) | _LIKE_PARAGRAPHS | _TABLE
_ATTRIBUTION = re.compile(r"^(?:—|–|--|―)\s*(.+)$")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)

_SIGNS = {MARKDOWN: re.compile(r"[\n*_`~!<>&|#\\\[\]]|^[ \t]*[-+]", re.MULTILINE), HTML: re.compile(r"[\n<&]")}
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)")  # in what nh3 has written

Find = Callable[[str], Any]  # the key of a file that was sent along -> what is made of it, or None


def clean_text(text: str) -> str:
    """Words without characters that cannot be seen or turn the direction of others; a newline and a tab stay."""
    return _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _require_readable(text: str, form: str) -> None:
    """Raise BadInput for a text that consists of signs in place of words, or has a table that is too large."""
    if len(_SIGNS[form].findall(text)) > MOST_SIGNS[form]:
        raise BadInput("It has too many lines, signs or tags. Send it in parts.")
    lines = text.split("\n") if form == MARKDOWN else [""]
    if max(line.count("|") for line in lines) * len(lines) > 2 * MOST_CELLS:
        raise BadInput("It has a table that is too large. Send that as a file.")


def _require_flat(html: str) -> str:
    """Sanitised HTML as it is. Raises BadInput where it has too many tags, or they are nested too deeply."""
    depth = tags = 0
    for end, tag in _TAG.findall(html):
        if tag in _VOID:
            continue
        depth += -1 if end else 1
        tags += not end
        if depth > MOST_NESTED or tags > MOST_TAGS:
            raise BadInput("It has too many tags, or tags nested too deeply. Send its words alone, or as Markdown.")
    return html


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "maxNesting": 20, "breaks": True}).enable("table")


def as_html(text: str, form: str) -> str:
    """What was sent as HTML that holds only tags that are understood here. Raises BadInput for what nobody has written."""
    text = clean_text(text)
    _require_readable(text, form)
    if form == MARKDOWN:
        parser = _markdown()
        parser.validateLink = lambda url: True  # type: ignore[method-assign]  # nh3 looks at addresses
        text = parser.render(text)
    html = nh3.clean(
        text,
        tags=_UNDERSTOOD,
        attributes={"a": {"href"}, "img": {"src", "alt"}},
        url_schemes=(ALLOWED_SCHEMES - {REFERENCE.rstrip(":")}) | {FILE.rstrip(":")},
        link_rel=None,
    )
    return _require_flat(html)


def stored(tree: Tree) -> str:
    """A tree as the editor stores it."""
    html = nh3.clean(
        html_of(tree),
        tags=ALLOWED_TAGS - {"img"},
        attributes={"a": {"href"}},
        url_schemes=ALLOWED_SCHEMES,
        link_rel=None,
    )
    return re.sub(rf'<a href="{REFERENCE}(page|document)/(\d+)">', r'<a linktype="\1" id="\2">', html)


def rich_text(text: str, form: str) -> str:
    """One rich text: headings and cells of tables are paragraphs in it, and it has no pictures."""
    reader = _Reader(lambda key: None, whole=True)
    reader.read(as_html(text, form))
    return reader.text()


def body_blocks(text: str, form: str, find: Find = lambda key: None) -> list[dict[str, Any]]:
    """The blocks of a body: texts, headings in an order without gaps, tables, quotes, and pictures that ``find`` knows, each as it is stored."""
    reader = _Reader(find)
    reader.read(as_html(text, form))
    return [{**one, "id": str(uuid4())} for one in reader.blocks]


@dataclass
class _Table:
    caption: list[str] = field(default_factory=list)
    rows: list[list[list[str]]] = field(default_factory=list)
    heads: list[list[bool]] = field(default_factory=list)
    in_caption: bool = False

    def add(self, words: str) -> None:
        if self.in_caption:
            self.caption.append(words)
        elif self.rows and self.rows[-1]:
            self.rows[-1][-1].append(words)

    def value(self, caption: str) -> dict[str, Any] | None:
        """The block; None for a table without cells."""
        rows = [[one_line("".join(cell)) for cell in row] for row in self.rows if row]
        heads = [row for row in self.heads if row]
        width = max((len(row) for row in rows), default=0)
        if not width:
            return None
        if width * len(rows) > MOST_CELLS:
            raise BadInput("It has a table that is too large. Send that as a file.")
        first_row = all(heads[0])
        first_column = all(row[0] for row in heads[1:]) if len(heads) > 1 else False
        choice = {(True, True): "both", (True, False): "row", (False, True): "column", (False, False): "neither"}
        table = {
            "data": [row + [""] * (width - len(row)) for row in rows],
            "cell": [],
            "mergeCells": [],
            "first_row_is_table_header": first_row,
            "first_col_is_header": first_column,
            "table_header_choice": choice[first_row, first_column],
            "table_caption": "",
        }
        return {
            "type": "table",
            "value": {"caption": (one_line("".join(self.caption)) or caption)[:250], "table": table},
        }


class _Reader(HTMLParser):
    """Reads sanitised HTML into blocks; with ``whole`` everything stays in one text."""

    def __init__(self, find: Find, whole: bool = False) -> None:
        super().__init__(convert_charrefs=True)
        self.find, self.whole = find, whole
        self.blocks: list[dict[str, Any]] = []
        self.out: list[str] = []
        self.open: list[str] = []  # what is open in ``out``
        self.lists = 0
        self.quotes = 0
        self.heading: tuple[int, list[str]] | None = None
        self.table: _Table | None = None
        self.level = 1  # of the heading before
        self.last_heading = ""
        self.preformatted = False

    def read(self, html: str) -> None:
        self.feed(html)
        self.close()
        self._flush()

    def text(self) -> str:
        return "".join(one["value"] for one in self.blocks if one["type"] == "rich_text")

    # What is written

    def _write(self, tag: str, shown: str = "") -> None:
        self.out.append(f"<{tag}{shown}>")
        if tag not in _VOID:
            self.open.append(tag)

    def _end(self, tag: str) -> None:
        if tag in self.open:
            while (last := self.open.pop()) != tag:
                self.out.append(f"</{last}>")
            self.out.append(f"</{tag}>")

    def _flush(self) -> None:
        """End the text that is being written; what is open goes on in the next."""
        html = "".join([*self.out, *(f"</{tag}>" for tag in reversed(self.open))])
        tree = read_tree(sanitise(html))
        kept: list[str] = []
        for tag in self.open:
            if tag != "a" and not (tag in MARKS and tag in kept):  # a mark in itself says nothing more
                kept.append(tag)
        self.open, self.out = kept, [f"<{tag}>" for tag in kept]
        if tree:
            self.blocks.append(self._quote(tree) or {"type": "rich_text", "value": stored(tree)})

    def _quote(self, tree: Tree) -> dict[str, Any] | None:
        """A text that is a quotation, of words alone, as a quote."""
        plain = all(one.style == QUOTE and not any(span.link for span in one.spans) for one in tree)
        if self.whole or not plain:
            return None
        lines = [line for one in tree for line in one.text.split("\n") if line.strip()]
        said = _ATTRIBUTION.match(lines[-1]) if len(lines) > 1 else None
        value = {"text": "\n".join(lines[:-1] if said else lines), "attribution": said[1][:120] if said else ""}
        return {"type": "quote", "value": {**value, "role": "", "source_url": ""}}

    # What is read

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if self.table is not None:
            self._in_table(tag)
        elif self.heading is not None:
            if tag in _VOID:
                self.heading[1].append(" ")
        elif tag in HEADINGS and not self.whole:
            if not self.quotes:
                self._flush()
            self.heading = (HEADINGS[tag], [])
        elif tag == "table" and not self.whole:
            self._flush()
            self.table = _Table()
        elif tag == "img":
            self._picture(values)
        elif tag == "a":
            self._link(values.get("href", ""))
        elif tag in {"ul", "ol"}:
            self.lists += 1
            if self.lists <= DEEPEST:
                self._write(tag)
        elif tag == "blockquote":
            self.quotes += 1
            if self.quotes == 1:
                if not self.lists and not self.whole:
                    self._flush()
                self._write(tag)
        elif tag in ALLOWED_TAGS:
            self._write(tag)
        else:
            self.preformatted = tag == "pre"
            self._end("p")
            self._write("p")

    def handle_endtag(self, tag: str) -> None:
        if self.table is not None:
            self._end_in_table(tag)
        elif self.heading is not None:
            if tag in HEADINGS:
                self._end_heading()
        elif tag in {"ul", "ol"}:
            self.lists -= 1
            if self.lists < DEEPEST:
                self._end(tag)
        elif tag == "blockquote":
            self.quotes -= 1
            if self.quotes == 0:
                self._end(tag)
                if not self.lists and not self.whole:
                    self._flush()
        elif tag in ALLOWED_TAGS:
            self._end(tag)
        else:
            self.preformatted = False
            self._end("p")

    def handle_data(self, data: str) -> None:
        if self.table is not None:
            self.table.add(data)
        elif self.heading is not None:
            self.heading[1].append(data)
        else:
            if not self.open and data.strip():
                self._write("p")
            self.out.append(escape(data, quote=False).replace("\n", "<br>" if self.preformatted else "\n"))

    def _end_heading(self) -> None:
        assert self.heading is not None
        (asked, words), self.heading = self.heading, None
        text = one_line("".join(words))
        if not text:
            return
        if self.quotes or self.lists:  # part of what it stands in
            self.out.append(f"<p><b>{escape(text, quote=False)}</b></p>")
            return
        self.level = min(max(asked, 2), self.level + 1, 4)
        self.last_heading = text
        self.blocks.append({"type": "heading", "value": {"text": text[:200], "level": f"h{self.level}", "anchor": ""}})

    def _in_table(self, tag: str) -> None:
        assert self.table is not None
        table = self.table
        if tag == "caption":
            table.in_caption = True
        elif tag == "tr":
            table.rows.append([])
            table.heads.append([])
        elif tag in {"td", "th"}:
            if not table.rows:
                table.rows.append([])
                table.heads.append([])
            table.rows[-1].append([])
            table.heads[-1].append(tag == "th")
        else:
            table.add(" ")

    def _end_in_table(self, tag: str) -> None:
        assert self.table is not None
        if tag == "caption":
            self.table.in_caption = False
        elif tag == "table":
            made, self.table = self.table.value(self.last_heading), None
            if made is not None:
                self.blocks.append(made)

    def _picture(self, values: dict[str, str]) -> None:
        source, words = values.get("src", ""), one_line(values.get("alt", ""))
        found = self.find(source.removeprefix(FILE)) if source.startswith(FILE) and not self.whole else None
        if isinstance(found, dict):
            self._flush()
            value = {**found["value"], "alt_text": (words or found["value"].get("alt_text", ""))[:250]}
            self.blocks.append({**found, "value": value})
        elif words:
            self.handle_data(words)

    def _link(self, href: str) -> None:
        if href.startswith(FILE):
            found = self.find(href.removeprefix(FILE))
            href = f"{REFERENCE}document/{found}" if isinstance(found, int) else ""
        else:
            href = normalise_link(href)
            scheme = href.partition(":")[0].lower()
            if not href.startswith("#") and scheme not in ALLOWED_SCHEMES - {REFERENCE.rstrip(":")}:
                href = ""
        if href:
            self._write("a", f' href="{escape(href)}"')
