"""Texts in two versions: paragraphs first, then the words of those that changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import Any

from content_types.core.comparison.changes import Line
from content_types.core.comparison.names import Names
from content_types.core.comparison.sequences import Entry, match
from content_types.core.comparison.words import Op, Piece, compare_spans
from content_types.core.richtext import stored_tree
from content_types.core.richtext_tree import PARAGRAPH, RULE, Element, Link, Span, Tree

_CALLED = {"bullet_item": "list item", "numbered_item": "numbered item"}


def rich_lines(before: str, after: str, names: Names) -> tuple[Line, ...]:
    """Stored rich text in two versions."""
    return _lines(stored_tree(before), stored_tree(after), names)


def prose_lines(before: str, after: str, names: Names) -> tuple[Line, ...]:
    """Plain text in two versions, a paragraph a line."""
    return _lines(_plain_tree(before), _plain_tree(after), names)


def whole_lines(before: str, after: str) -> tuple[Line, ...]:
    """What is read as one, such as a name, a choice or a date: removed and added, never in part."""
    if before == after:
        return (Line((Piece(Op.SAME, Span(after)),)),) if after else ()
    pieces = (Piece(Op.REMOVED, Span(before)), Piece(Op.ADDED, Span(after)))
    return (Line(tuple(piece for piece in pieces if piece.span.text)),)


def named_lines(before: Any, after: Any, name: Callable[[Any], str]) -> tuple[Line, ...]:
    """A chosen thing in two versions, by its key; None if there is none."""
    names = ["" if key is None else name(key) for key in (before, after)]
    if before != after and names[0] == names[1]:
        names[1] = f"{names[1]} (another one)"
    return whole_lines(names[0], names[1])


def set_lines(before: Collection[Any], after: Collection[Any], name: Callable[[Any], str]) -> tuple[Line, ...]:
    """Things that have no order, such as topics and tags, by their keys."""
    ops = {key: Op.SAME if key in before else Op.ADDED for key in after}
    ops |= {key: Op.REMOVED for key in before if key not in ops}
    named = sorted(((op, name(key)) for key, op in ops.items()), key=lambda one: (one[0] is Op.REMOVED, one[1]))
    pieces: list[Piece] = []
    for op, words in named:
        pieces += [Piece(Op.SAME, Span(", "))] * bool(pieces) + [Piece(op, Span(words))]
    return (Line(tuple(pieces)),) if pieces else ()


def _plain_tree(text: str) -> Tree:
    return tuple(Element(PARAGRAPH, (Span(line),)) for line in text.splitlines() if line.strip())


def _lines(before: Tree, after: Tree, names: Names) -> tuple[Line, ...]:
    if len(before) == len(after) == 1:
        return (_line(before[0], after[0], names),)
    entries = [[_entry(element) for element in tree] for tree in (before, after)]
    lines: list[Line] = []
    for found in match(*entries, may_move=False):
        old = None if found.before is None else before[found.before]
        new = None if found.after is None else after[found.after]
        lines.append(_line(old, new, names))
    return tuple(lines)


def _entry(element: Element) -> Entry:
    return Entry(element, key=element, text=lambda: element.text)


def _line(old: Element | None, new: Element | None, names: Names) -> Line:
    shown = new or old
    assert shown is not None  # a match has one of the two
    pieces = compare_spans(_spans(old, names), _spans(new, names))
    if old and new and (old.style, old.level) != (new.style, new.level):
        pieces = (*_restyled(old, new), *pieces)
    return Line(tuple(_told(pieces, names)), shown.style, shown.level)


def _spans(element: Element | None, names: Names) -> tuple[Span, ...]:
    if element is None:
        return ()
    if element.picture:
        alt = f" ({element.picture.alt})" if element.picture.alt else ""
        return (Span(f"Picture: {names.of_reference(element.picture.reference)}{alt}"),)
    return (Span("Line across"),) if element.style == RULE else element.spans


def _restyled(old: Element, new: Element) -> Iterator[Piece]:
    """That a paragraph is an item now, or stands further in."""
    for op, element in ((Op.REMOVED, old), (Op.ADDED, new)):
        level = f" at level {element.level}" if old.level and new.level and old.level != new.level else ""
        yield Piece(op, Span(f"{_CALLED.get(element.style, element.style)}{level}"))
    yield Piece(Op.SAME, Span(": "))


def _told(pieces: tuple[Piece, ...], names: Names) -> Iterator[Piece]:
    """With where a link leads, where it came or went: the words alone may be as they were."""
    for n, piece in enumerate(pieces):
        yield piece
        link = piece.span.link
        ends = n + 1 == len(pieces) or (pieces[n + 1].op, pieces[n + 1].span.link) != (piece.op, link)
        if link and piece.op is not Op.SAME and ends:
            yield Piece(piece.op, replace(piece.span, text=f" (leads to {_target(link, names)})", marks=(), link=None))


def _target(link: Link, names: Names) -> str:
    return names.of_reference(link.reference) if link.reference else link.url
