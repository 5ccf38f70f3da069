"""Rich text as a tree: a list of elements whose spans of text have marks and links, in the manner of Portable Text
(https://github.com/portabletext/portabletext). HTML and Markdown are written from it, so all three always say the same.

The grammar is what the editor makes: paragraphs, quotes, items of nested lists, lines and pictures stand one after the other; inside are
words, marks, links and line breaks. What an import nests otherwise is put into it, without a word lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from html.parser import HTMLParser
from itertools import groupby
from typing import NamedTuple

PARAGRAPH, QUOTE, BULLET, NUMBER, RULE, PICTURE = "paragraph", "quote", "bullet_item", "numbered_item", "rule", "image"
LISTS = {"ul": BULLET, "ol": NUMBER}
MARKS = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "sup": "superscript", "sub": "subscript"}
TAGS = {"bold": "b", "italic": "i", "superscript": "sup", "subscript": "sub"}
LINK_REL = "noopener noreferrer"
REFERENCE = "reference:"  # the scheme of an address that names an object of ours, before it is known who reads
_SPACE = re.compile(r"[ \t\n\r\f]+")


class Reference(NamedTuple):
    """An object that rich text links to or shows: ``page``, ``document`` or ``image``, and its key."""

    kind: str
    key: int

    @classmethod
    def read(cls, address: str) -> Reference | None:
        """The object that an address names; None for any other address."""
        kind, _, key = address.removeprefix(REFERENCE).partition("/")
        return cls(kind, int(key)) if address.startswith(REFERENCE) and key.isdecimal() else None

    @property
    def address(self) -> str:
        return f"{REFERENCE}{self.kind}/{self.key}"


@dataclass(frozen=True, slots=True)
class Link:
    """Where words lead: an address, and the object of ours that has it."""

    url: str
    reference: Reference | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Words alike in marks and link; a line break is a newline. Marks stand as they nest, the outermost first."""

    text: str
    marks: tuple[str, ...] = ()
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of ours within the text, with the alternative text of this place."""

    reference: Reference
    alt: str
    url: str
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Element:
    """A paragraph, a quote, an item of a list at a level from 1, a line, or a picture."""

    style: str
    spans: tuple[Span, ...] = ()
    level: int = 0
    picture: Picture | None = None

    @property
    def text(self) -> str:
        """Its words; a line break is a newline."""
        return "".join(span.text for span in self.spans)


Tree = tuple[Element, ...]


class _Reader(HTMLParser):
    """Reads sanitised HTML, which is well-formed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.spans: list[Span] = []
        self.marks: list[str] = []
        self.link: Link | None = None
        self.lists: list[str] = []
        self.quotes = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in MARKS:
            self.marks.append(MARKS[tag])
        elif tag == "a":
            self.link = _link(values.get("href", ""))
        elif tag == "br":
            self._add("\n")
        elif tag == "img":
            self._show(values)
        else:
            self._begin(tag)

    def _begin(self, tag: str) -> None:
        if tag == "p" and self.spans and (self.lists or self.quotes):
            self._add("\n")  # a second paragraph of an item or quote
            return
        self._end()
        if tag in LISTS:
            self.lists.append(LISTS[tag])
        elif tag == "blockquote":
            self.quotes += 1
        elif tag == "hr":
            self.elements.append(Element(RULE))

    def handle_endtag(self, tag: str) -> None:
        if tag in MARKS:
            self.marks.remove(MARKS[tag])
        elif tag == "a":
            self.link = None
        elif tag == "p" and (self.lists or self.quotes):
            return
        else:
            self._end()
            if tag in LISTS:
                self.lists.pop()
            elif tag == "blockquote":
                self.quotes -= 1

    def handle_data(self, data: str) -> None:
        self._add(_SPACE.sub(" ", data))

    def _add(self, text: str) -> None:
        self.spans.append(Span(text, tuple(dict.fromkeys(self.marks)), self.link))

    def _show(self, values: dict[str, str]) -> None:
        reference = Reference.read(values.get("src", ""))
        if reference and reference.kind == "image":
            self._end()
            self.elements.append(Element(PICTURE, picture=Picture(reference, values.get("alt", ""), reference.address)))

    def _end(self) -> None:
        spans = folded(self.spans)
        self.spans = []
        if spans:
            style = self.lists[-1] if self.lists else QUOTE if self.quotes else PARAGRAPH
            self.elements.append(Element(style, spans, len(self.lists)))

    def close(self) -> None:
        super().close()
        self._end()


def _link(address: str) -> Link | None:
    reference = Reference.read(address)
    if reference:
        return Link(address, reference)
    return Link(address) if address and not address.startswith(REFERENCE) else None


def folded(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Spans with white space as a browser shows it, neighbours that are alike as one, and none that is empty."""
    parts: list[Span] = []
    before = "\n"
    for span in spans:
        text = re.sub(r" *\n *", "\n", span.text)
        if before in " \n":
            text = text.lstrip(" ")
        if text:
            before = text[-1]
            parts.append(replace(span, text=text))
    _strip_before_breaks(parts)
    while parts and not parts[-1].text.rstrip(" \n"):
        parts.pop()
    if parts:
        parts[-1] = replace(parts[-1], text=parts[-1].text.rstrip(" \n"))
    while parts and not parts[0].text.lstrip("\n"):
        del parts[0]
    if parts:
        parts[0] = replace(parts[0], text=parts[0].text.lstrip(" \n"))
    return tuple(
        Span("".join(one.text for one in alike), marks, link)
        for (marks, link), alike in groupby((one for one in parts if one.text), key=lambda one: (one.marks, one.link))
    )


def _strip_before_breaks(parts: list[Span]) -> None:
    """Blanks at the end of a line, where the break is in the next span."""
    for position in range(len(parts) - 1):
        if parts[position + 1].text.startswith("\n"):
            parts[position] = replace(parts[position], text=parts[position].text.rstrip(" "))


def read_tree(html: str) -> Tree:
    """The tree of sanitised HTML. An item's level is at most one more than that of the item before it."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    levels, before = [], 0
    for element in reader.elements:
        before = min(element.level, before + 1)
        levels.append(replace(element, level=before) if element.level else element)
    return tuple(levels)


def html_of(tree: Tree) -> str:
    """HTML from which ``read_tree`` gives this tree again: tags without classes, addresses and words escaped."""
    out: list[str] = []
    for in_list, elements in groupby(tree, key=lambda one: one.level > 0):
        some = list(elements)
        out += _lists(some) if in_list else map(_block, some)
    return "".join(out)


def _block(element: Element) -> str:
    if element.picture:
        shown = element.picture
        return (
            f'<img src="{escape(shown.url)}" alt="{escape(shown.alt)}" width="{shown.width}" height="{shown.height}"'
            ' loading="lazy">'
        )
    if element.style == RULE:
        return "<hr>"
    tag = "blockquote" if element.style == QUOTE else "p"
    return f"<{tag}>{inline_html(element.spans)}</{tag}>"


def _lists(items: list[Element]) -> Iterator[str]:
    """Items of lists, each nested list within the item before it."""
    open_lists: list[str] = []
    for item in items:
        while len(open_lists) > item.level or (len(open_lists) == item.level and open_lists[-1] != item.style):
            yield f"</li></{_list_tag(open_lists.pop())}>"
        if len(open_lists) == item.level:
            yield "</li>"
        while len(open_lists) < item.level:
            open_lists.append(item.style)
            yield f"<{_list_tag(item.style)}>"
        yield f"<li>{inline_html(item.spans)}"
    while open_lists:
        yield f"</li></{_list_tag(open_lists.pop())}>"


def _list_tag(style: str) -> str:
    return "ul" if style == BULLET else "ol"


def inline_html(spans: Sequence[Span]) -> str:
    """Spans as HTML: links outermost, marks nested as they stand."""
    out: list[str] = []
    for link, alike in groupby(spans, key=lambda span: span.link.url if span.link else None):
        words = _marked(list(alike))
        out.append(words if link is None else f'<a href="{escape(link)}" rel="{LINK_REL}">{words}</a>')
    return "".join(out)


def _marked(spans: list[Span]) -> str:
    out: list[str] = []
    open_marks: list[str] = []
    for span in spans:
        shared = _shared(open_marks, span.marks)
        out += (f"</{TAGS[mark]}>" for mark in reversed(open_marks[shared:]))
        out += (f"<{TAGS[mark]}>" for mark in span.marks[shared:])
        open_marks = list(span.marks)
        out.append(escape(span.text, quote=False).replace("\n", "<br>"))
    out += (f"</{TAGS[mark]}>" for mark in reversed(open_marks))
    return "".join(out)


def _shared(before: Sequence[str], after: Sequence[str]) -> int:
    """How many marks, from the outermost, go on."""
    for position, (one, other) in enumerate(zip(before, after, strict=False)):
        if one != other:
            return position
    return min(len(before), len(after))


def plain_of(tree: Tree) -> str:
    """The words alone, white space folded."""
    return " ".join(" ".join(element.text for element in tree).split())
