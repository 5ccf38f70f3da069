"""Rich text as Markdown, written from its tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from string import punctuation
from unicodedata import category

from content_types.core.markdown import writing
from content_types.core.richtext_tree import BULLET, PICTURE, QUOTE, RULE, TAGS, Element, Span, Tree

SIGNS = {"bold": "**", "italic": "_"}


def rich_text_markdown(tree: Tree) -> str:
    """The tree as CommonMark; an empty tree is empty."""
    parts: list[str] = []
    for in_list, elements in groupby(tree, key=lambda one: one.level > 0):
        some = list(elements)
        parts += [_list(some)] if in_list else [_block(one) for one in some]
    return writing.together(*parts)


def _block(element: Element) -> str:
    if element.style == PICTURE and element.picture:
        return writing.picture(element.picture.alt, element.picture.url)
    if element.style == RULE:
        return "---"
    inline = inline_markdown(element.spans)
    return writing.quoted(inline) if element.style == QUOTE else inline


def _list(elements: Sequence[Element]) -> str:
    """Items of lists, each nested list indented below the item before it."""
    lines: list[str] = []
    open_lists: list[tuple[str, int]] = []  # style and number of the last item
    indents: list[int] = []
    for element in elements:
        del open_lists[element.level :], indents[element.level :]
        style, number = open_lists[-1] if len(open_lists) == element.level else (element.style, 0)
        if style != element.style:
            number = 0
            lines += [""] if element.level == 1 else []
        marker = "- " if element.style == BULLET else f"{number + 1}. "
        indent = indents[element.level - 2] if element.level > 1 else 0
        open_lists[element.level - 1 :] = [(element.style, number + 1)]
        indents[element.level - 1 :] = [indent + len(marker)]
        first, *others = inline_markdown(element.spans).split("\n")
        lines += [" " * indent + marker + first, *(" " * (indent + len(marker)) + one for one in others)]
    return "\n".join(lines)


def inline_markdown(spans: Sequence[Span]) -> str:
    """Spans as one paragraph: links outermost, marks nested as they stand."""
    pieces: list[str] = []
    grouped = [
        (link, list(alike)) for link, alike in groupby(spans, key=lambda span: span.link.url if span.link else None)
    ]
    for position, (link, alike) in enumerate(grouped):
        before_link = link is None and position + 1 < len(grouped)
        inner = _marked(alike, 0, pieces[-1][-1:] if pieces and link is None else "", "[" if before_link else "")
        if before_link and inner.endswith("!"):
            inner = f"{inner[:-1]}\\!"  # it would make a picture of the link
        pieces.append(inner if link is None else f"[{inner}]({writing.address(link)})")
    return writing.broken(writing.at_line_start("".join(pieces)))


def _marked(spans: Sequence[Span], depth: int, before: str, after: str) -> str:
    """Spans whose first ``depth`` marks are written already, between these characters."""
    groups = [
        (mark, list(alike))
        for mark, alike in groupby(spans, key=lambda span: span.marks[depth] if len(span.marks) > depth else None)
    ]
    out = ""
    for position, (mark, alike) in enumerate(groups):
        if mark is None:
            out += "".join(writing.escaped(span.text) for span in alike)
            continue
        following = groups[position + 1] if position + 1 < len(groups) else None
        right = after if following is None else following[1][0].text[0] if following[0] is None else "<"
        out += _emphasised(mark, alike, depth, out[-1:] or before, right)
    return out


def _emphasised(mark: str, spans: Sequence[Span], depth: int, left: str, right: str) -> str:
    """Spans within a mark: with signs where these are read as emphasis for sure, else with a tag. Blanks at the ends stand outside."""
    words, begins, ends = _without_blanks(spans)
    inner = _marked(words, depth + 1, "<", "<")
    sign = SIGNS.get(mark)
    if sign and _takes_signs(inner, sign, begins or left, ends or right):
        return f"{begins}{sign}{inner}{sign}{ends}"
    return f"{begins}<{TAGS[mark]}>{inner}</{TAGS[mark]}>{ends}"


def _without_blanks(spans: Sequence[Span]) -> tuple[list[Span], str, str]:
    words = list(spans)
    begins = " " if words[0].text[0] == " " else ""
    ends = " " if words[-1].text[-1] == " " else ""
    if not "".join(span.text for span in words).strip(" "):
        return words, "", ""
    words[0] = replace(words[0], text=words[0].text.removeprefix(begins))
    words[-1] = replace(words[-1], text=words[-1].text.removesuffix(ends))
    return [span for span in words if span.text], begins, ends


def _takes_signs(inner: str, sign: str, left: str, right: str) -> bool:
    """Whether signs around a text open and close emphasis, by the rules of delimiter runs, however a reader counts symbols."""
    edges = ((inner[0], left), (inner[-1], right))
    return all(
        not within.isspace()
        and within != "\\"
        and (_apart(beyond) or (within.isalnum() and sign == "**" and beyond.isalnum()))
        for within, beyond in edges
    )


def _apart(character: str) -> bool:
    return not character or character.isspace() or character in punctuation or category(character).startswith("P")
