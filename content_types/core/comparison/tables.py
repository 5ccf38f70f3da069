"""Tables in two versions, row by row: a table of tables could not be read on a phone, nor heard."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Any

from content_types.core.comparison.changes import ABSENT, Change, Path, at, empty, whole
from content_types.core.comparison.names import Names
from content_types.core.comparison.sequences import Entry, Match, match
from content_types.core.comparison.texts import prose_lines, whole_lines

Row = list[str]
Columns = list[tuple[int | None, int | None, str]]  # where each stands in both versions, and what it is called
_HEADINGS = {"row": "The first row", "column": "The first column", "both": "The first row and column"}


def compare_tables(path: Path, before: Any, after: Any, names: Names) -> list[Change]:
    """The rows of a table in two versions, and which of its cells are headings."""
    sides = [_rows(raw) for raw in (before, after)]
    columns = _columns(sides[0], sides[1], after if after is not ABSENT else before)
    entries = [[_entry(row) for row in rows] for rows in sides]
    rows = [
        _compare_row(path, found, at(found.before, sides[0]), at(found.after, sides[1]), columns, names)
        for found in match(entries[0], entries[1])
    ]
    shown = ["" if raw is ABSENT else _headings(raw) for raw in (before, after)]
    headings = whole("Headings", path, before, after, lines=whole_lines(shown[0], shown[1]))
    return ([headings] if headings else []) + rows


def _entry(row: Row) -> Entry:
    return Entry(row, key=tuple(row), text=lambda: " ".join(row))


def _rows(raw: Any) -> list[Row]:
    data = [] if raw is ABSENT or not raw else raw.get("data") or []
    return [["" if cell is None else str(cell) for cell in row] for row in data]


def _headings(raw: Any) -> str:
    return _HEADINGS.get((raw or {}).get("table_header_choice") or "", "")


def _columns(before: list[Row], after: list[Row], table: Any) -> Columns:
    """Columns are the same by place; where there are more or fewer than before, by what stands in the first row."""
    heads = before[0] if before else [], after[0] if after else []
    named = bool(table) and table is not ABSENT and table.get("first_row_is_table_header")
    if len(heads[0]) == len(heads[1]) or not before or not after:
        pairs: list[tuple[int | None, int | None]] = [
            (n if n < len(heads[0]) else None, n if n < len(heads[1]) else None)
            for n in range(max(map(len, heads), default=0))
        ]
    else:
        pairs = _by_head(*heads)
    return [(i, j, _called(heads, i, j, named=named)) for i, j in pairs]


def _by_head(before: Row, after: Row) -> list[tuple[int | None, int | None]]:
    pairs: list[tuple[int | None, int | None]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            pairs += zip(range(i1, i2), range(j1, j2), strict=True)
        else:
            pairs += [(i, None) for i in range(i1, i2)] + [(None, j) for j in range(j1, j2)]
    return pairs


def _called(heads: tuple[Row, Row], i: int | None, j: int | None, *, named: bool) -> str:
    words = heads[1][j] if j is not None else heads[0][i] if i is not None else ""
    return words if named and words.strip() else f"Column {((j if j is not None else i) or 0) + 1}"


def _compare_row(path: Path, found: Match, old: Any, new: Any, columns: Columns, names: Names) -> Change:
    here, label = (*path, str(found.place)), f"Row {found.place + 1}"
    cells = [
        whole(called, here, old, new, lines=prose_lines(_cell(old, i), _cell(new, j), names))
        for i, j, called in columns
    ]
    row = whole(label, here, old, new, parts=[cell for cell in cells if cell])
    return (row or empty(label, here, old, new)).of_several("row", found.move)


def _cell(row: Any, column: int | None) -> str:
    return row[column] if row is not ABSENT and column is not None and column < len(row) else ""
