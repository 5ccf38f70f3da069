"""Changes as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from content_types.core.comparison.changes import Change, Folded, Kind, Line, folded, said_kind
from content_types.core.comparison.words import Op

_AROUND = {Op.SAME: ("", ""), Op.REMOVED: ("[-", "-]"), Op.ADDED: ("{+", "+}")}


def text_of(change: Change) -> str:
    """What changed, without the label of the change itself: ``[-removed-]`` and ``{+added+}`` as in a word diff of Git, a line a part."""
    return "\n".join(_contents(change, ""))


def _contents(change: Change, indent: str) -> Iterator[str]:
    for line in change.lines:
        yield indent + _line(line)
    for part in folded(change):
        if isinstance(part, Folded):
            yield f"{indent}({part.words})"
        else:
            yield from _part(part, indent, change.kind)


def _part(part: Change, indent: str, within: Kind) -> Iterator[str]:
    said = said_kind(part, within)
    label = f"{indent}{part.label}{f' ({said})' if said else ''}:"
    if len(part.lines) == 1 and not part.parts:
        yield f"{label} {_line(part.lines[0])}"
        return
    yield label
    yield from _contents(part, f"{indent}  ")


def _line(line: Line) -> str:
    out = []
    for op, pieces in groupby(line.pieces, key=lambda piece: piece.op):
        begin, end = _AROUND[op]
        out.append(f"{begin}{''.join(piece.span.text for piece in pieces)}{end}".replace("\n", " "))
    return "".join(out)
