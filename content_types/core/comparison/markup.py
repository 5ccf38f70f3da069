"""Changes as HTML: read in order, they are understood without colours, and by ear."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from content_types.core.comparison.changes import Change, Folded, Kind, Line, folded, said_kind
from content_types.core.comparison.words import Op, Piece
from content_types.core.richtext_tree import BULLET, NUMBER, QUOTE, Span, inline_html

_TAGS = {Op.ADDED: "ins", Op.REMOVED: "del"}
_MOST_UNCHANGED = 2  # more neighbouring lines of a changed text that are as they were are folded away
_SIGNS = {BULLET: "•", NUMBER: "–", QUOTE: "“"}


def html_of(change: Change) -> SafeString:
    """What changed, without the label of the change itself, so that it stands under a heading of any level.

    ``ins`` and ``del`` have words for screen readers, and everything that was written is escaped. Classes begin with ``changes``; what has
    ``visually-hidden`` is for the reader's style to hide from the eye.
    """
    return _joined([*_lines(change.lines), _parts(change)])


def _parts(change: Change) -> SafeString:
    if not change.parts:
        return SafeString("")
    shown = (_folded(part) if isinstance(part, Folded) else _part(part, change.kind) for part in folded(change))
    return format_html('<ul class="changes">{}</ul>', _joined(shown))


def _part(part: Change, within: Kind) -> SafeString:
    said = said_kind(part, within)
    kind = format_html(' <span class="changes__kind">{}</span>', said.capitalize()) if said else ""
    name = "moved" if part.places else str(part.kind)
    contents = html_of(part)
    if part.kind is Kind.MOVED:
        contents = format_html("<details><summary>What it says</summary>{}</details>", contents)
    return format_html(
        '<li class="changes__part changes__part--{}"><p class="changes__label"><b>{}</b>{}</p>{}</li>',
        name,
        part.label,
        kind,
        contents,
    )


def _folded(run: Folded) -> SafeString:
    inside = _joined(_part(part, Kind.UNCHANGED) for part in run.parts)
    return format_html(
        '<li class="changes__folded"><details><summary>{}</summary><ul class="changes">{}</ul></details></li>',
        run.words,
        inside,
    )


def _lines(lines: Sequence[Line]) -> Iterator[SafeString]:
    """Lines of a text, of which long stretches that are as they were are folded away; a text without a change is whole."""
    some_changed = any(line.is_changed for line in lines)
    for changed, run in groupby(lines, key=lambda line: line.is_changed):
        stretch = list(run)
        shown = _joined(map(_line, stretch))
        if changed or not some_changed or len(stretch) <= _MOST_UNCHANGED:
            yield shown
        else:
            words = f"{len(stretch)} unchanged paragraphs"
            yield format_html("<details><summary>{}</summary>{}</details>", words, shown)


def _line(line: Line) -> SafeString:
    sign = f"{_SIGNS[line.style]} " if line.style in _SIGNS else ""
    words = _joined(_run(op, list(pieces)) for op, pieces in groupby(line.pieces, key=lambda piece: piece.op))
    level = format_html(" changes__line--{}", line.level) if line.level > 1 else ""
    return format_html('<p class="changes__line{}">{}{}</p>', level, sign, words)


def _run(op: Op, pieces: list[Piece]) -> SafeString:
    words = _inline([piece.span for piece in pieces])
    if op is Op.SAME:
        return words
    tag = mark_safe(_TAGS[op])
    return format_html('<{}><span class="visually-hidden">{}: </span>{}</{}>', tag, str(op), words, tag)


def _inline(spans: list[Span]) -> SafeString:
    """Spans with their marks, and links to addresses elsewhere; a link to an object of ours has no address before it is known who reads."""
    out: list[SafeString] = []
    for reference, some in groupby(spans, key=lambda span: span.link.reference if span.link else None):
        if reference is None:
            out.append(mark_safe(inline_html(list(some))))  # it escapes, and addresses have been sanitised
        else:
            words = mark_safe(inline_html([Span(span.text, span.marks) for span in some]))
            out.append(format_html('<span class="changes__link">{}</span>', words))
    return _joined(out)


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))
