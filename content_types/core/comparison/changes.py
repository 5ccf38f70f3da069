"""What a comparison gives: a tree of changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from content_types.core.comparison.words import Op, Piece
from content_types.core.richtext_tree import PARAGRAPH

Path = tuple[str, ...]
ABSENT: Any = object()  # in place of a value that only the other version has


class Kind(StrEnum):
    """What became of a field, a block, an item or a row."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, an item of a list, a quote or a picture of a text, in both versions at once."""

    pieces: tuple[Piece, ...]
    style: str = PARAGRAPH
    level: int = 0

    @property
    def is_changed(self) -> bool:
        return any(piece.op is not Op.SAME for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Change:
    """A field, a block, an item or a row in two versions: words of its own (``lines``), or ``parts``.

    ``path`` is where it stands in the editors' form: the field, then the ids of blocks and the names of their children. A block that was
    moved has ``places``: where it stood and where it stands, from 1; its kind says whether it was changed besides. Of what was changed,
    fields that are as they were are left out; blocks, items and rows are kept, in the order of the second version.
    """

    label: str
    kind: Kind
    path: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    parts: tuple[Change, ...] = ()
    noun: str = ""  # what it is one of, if it is one of several: “block”, “item”, “row”
    places: tuple[int, int] | None = None

    def of_several(self, noun: str, moved: tuple[int, int] | None) -> Change:
        """The same as one of several, which stood and stands at these places from 0 if it was moved."""
        if moved is None:
            return replace(self, noun=noun)
        kind = Kind.MOVED if self.kind is Kind.UNCHANGED else self.kind
        return replace(self, noun=noun, kind=kind, places=(moved[0] + 1, moved[1] + 1))


def at(place: int | None, some: Sequence[Any]) -> Any:
    """What stands at this place; ``ABSENT`` at none."""
    return ABSENT if place is None else some[place]


def empty(label: str, path: Path, before: Any, after: Any) -> Change:
    """A block, item or row that says nothing yet, and is there all the same."""
    kind = Kind.ADDED if before is ABSENT else Kind.REMOVED if after is ABSENT else Kind.UNCHANGED
    return Change(label, kind, path)


def whole(
    label: str, path: Path, before: Any, after: Any, *, lines: tuple[Line, ...] = (), parts: Sequence[Change] = ()
) -> Change | None:
    """A change made of its words or parts; None where it has neither. What was changed has no fields in it that were not."""
    if not lines and not parts:
        return None
    changed = any(line.is_changed for line in lines) or any(_is_changed(part) for part in parts)
    if before is ABSENT or after is ABSENT:
        kind = Kind.ADDED if before is ABSENT else Kind.REMOVED
    else:
        kind = Kind.CHANGED if changed else Kind.UNCHANGED
    if kind is Kind.CHANGED:
        parts = [part for part in parts if part.noun or _is_changed(part)]
    return Change(label, kind, path, lines, tuple(parts))


def _is_changed(part: Change) -> bool:
    return part.kind is not Kind.UNCHANGED


@dataclass(frozen=True, slots=True)
class Folded:
    """Neighbours that are as they were."""

    parts: tuple[Change, ...]

    @property
    def words(self) -> str:
        """How many there are, such as “4 unchanged blocks”."""
        noun = self.parts[0].noun
        return f"{len(self.parts)} unchanged {noun}{'s' if len(self.parts) != 1 else ''}"


def folded(change: Change) -> Iterator[Change | Folded]:
    """The parts of a change, with each run of unchanged ones as one; all of them where nothing else is there."""
    if change.kind in (Kind.UNCHANGED, Kind.MOVED):
        yield from change.parts
        return
    run: list[Change] = []
    for part in change.parts:
        if part.kind is Kind.UNCHANGED and part.noun:
            run.append(part)
            continue
        if run:
            yield Folded(tuple(run))
            run = []
        yield part
    if run:
        yield Folded(tuple(run))


def said_kind(change: Change, within: Kind | None) -> str:
    """What is said beside the label: that it was added or removed, unless all around it was, and from where to where it was moved."""
    if change.places:
        return f"moved from place {change.places[0]} to place {change.places[1]}"
    return str(change.kind) if change.kind in (Kind.ADDED, Kind.REMOVED) and change.kind is not within else ""
