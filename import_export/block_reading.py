"""Reading blocks: from nodes to the form in which Wagtail stores a stream, driven by the block definitions alone.

The rules of the format: a struct is a map; a list block is a list; a stream is a list of maps with one block name each; a stream that knows
one kind of block is a plain list of its values, and with ``max_num=1`` the value itself; a table's ``rows``, ``header_row`` and
``header_column`` stand beside the other fields of its struct.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from wagtail import blocks
from wagtail.blocks.list_block import ListBlock
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page

from content_types.core.identifiers import DoiBlock, UrlBlock, normalise_doi, normalise_url
from import_export import scalars
from import_export.dates import Calendar, DateError
from import_export.markup import read_rich_text
from import_export.problems import SourceLocation, did_you_mean
from import_export.references import References
from import_export.yaml_reader import Mapping, Node, Scalar

TABLE_KEYS = ("header_row", "header_column", "rows")


@dataclass
class Trace:
    """Where a stored value came from: its place, and those of its parts by name or position."""

    location: SourceLocation
    parts: dict[str | int, Trace] = field(default_factory=dict)


def block_id(address: str, path: str) -> str:
    """The id of a block that comes from a file: by the page and the place there, so that it is the same every time."""
    return str(uuid5(NAMESPACE_URL, f"{address}#{path}"))


@dataclass(frozen=True)
class BlockReader:
    """Reads blocks of one page. ``address`` makes the blocks' ids: the same file gives the same ids every time."""

    references: References
    calendar: Calendar
    address: str

    def read_stream(
        self, block: blocks.StreamBlock, node: Node, location: SourceLocation, path: str
    ) -> tuple[list[Any], Trace]:
        """The stored form of a stream."""
        trace = Trace(location)
        names = list(block.child_blocks)
        if len(names) == 1 and block.meta.max_num == 1:
            if isinstance(node, Scalar) and node.text is None:
                return [], trace
            return [self._stream_child(block, names[0], node, location, f"{path}/0", trace, 0)], trace
        stored: list[Any] = []
        for entry, place in scalars.entries(node, location):
            name, value, at = (names[0], entry, place) if len(names) == 1 else self._named(block, entry, place)
            if name is not None:
                position = len(stored)
                stored.append(self._stream_child(block, name, value, at, f"{path}/{position}", trace, position))
        return stored, trace

    def _named(
        self, block: blocks.StreamBlock, entry: Node, location: SourceLocation
    ) -> tuple[str | None, Node, SourceLocation]:
        names = ", ".join(block.child_blocks)
        if not isinstance(entry, Mapping) or not entry.entries:
            location.problem(f"This is not a block. Write “- name:” and its value; the blocks are {names}.")
            return None, entry, location
        name, value = next(iter(entry.entries.items()))
        if len(entry.entries) > 1:
            others = ", ".join(list(entry.entries)[1:])
            location.problem(
                f"A block is one name and its value, but here are also {others}. Indent the fields of “{name}” below it, or begin a new block with “- ”."
            )
        if name not in block.child_blocks:
            location.problem(
                f"There is no block “{name}” here.{did_you_mean(name, block.child_blocks)} The blocks are {names}."
            )
            return None, value, location
        return name, value, location.key(name, entry.key_lines[name])

    def _stream_child(
        self,
        block: blocks.StreamBlock,
        name: str,
        node: Node,
        location: SourceLocation,
        path: str,
        trace: Trace,
        position: int,
    ) -> dict[str, Any]:
        value, trace.parts[position] = self.read(block.child_blocks[name], node, location, path)
        return {"type": name, "value": value, "id": self._id(path)}

    def _id(self, path: str) -> str:
        return block_id(self.address, path)

    def read(self, block: blocks.Block, node: Node, location: SourceLocation, path: str) -> tuple[Any, Trace]:
        """The stored form of any block."""
        if isinstance(block, blocks.StreamBlock):
            return self.read_stream(block, node, location, path)
        if isinstance(block, blocks.StructBlock):
            return self._struct(block, node, location, path)
        if isinstance(block, ListBlock):
            return self._list(block, node, location, path)
        if isinstance(block, TableBlock):
            known = scalars.mapping(node, location, TABLE_KEYS)
            return (self._table(known, location) if known else None), Trace(location)
        return self._leaf(block, node, location), Trace(location)

    def _struct(
        self, block: blocks.StructBlock, node: Node, location: SourceLocation, path: str
    ) -> tuple[dict[str, Any], Trace]:
        trace = Trace(location)
        known = scalars.mapping(node, location, struct_keys(block))
        stored: dict[str, Any] = {}
        for name, child in block.child_blocks.items():
            if isinstance(child, TableBlock):
                stored[name] = self._table(known, location) if known else None
                trace.parts[name] = Trace(
                    location.key("rows", known.key_lines.get("rows", location.line) if known else location.line)
                )
            elif known is not None and name in known.entries:
                place = location.key(name, known.key_lines[name])
                stored[name], trace.parts[name] = self.read(child, known.entries[name], place, f"{path}/{name}")
            else:
                stored[name] = stored_default(child)
                trace.parts[name] = Trace(location.key(name, location.line))
        return stored, trace

    def _list(self, block: ListBlock, node: Node, location: SourceLocation, path: str) -> tuple[list[Any], Trace]:
        trace = Trace(location)
        stored: list[Any] = []
        for position, (entry, place) in enumerate(scalars.entries(node, location)):
            below = f"{path}/{position}"
            value, trace.parts[position] = self.read(block.child_block, entry, place, below)
            stored.append({"type": "item", "value": value, "id": self._id(below)})
        return stored, trace

    def _table(self, known: Mapping, location: SourceLocation) -> dict[str, Any] | None:
        found: dict[str, bool] = {}
        for name in TABLE_KEYS[:2]:
            node = known.entries.get(name)
            found[name] = bool(node and scalars.boolean(node, location.key(name, known.key_lines[name])))
        if "rows" not in known.entries:
            location.key("rows", location.line).problem(
                "The table has no rows. Write a list of rows, each a list of cells: - [a, b]."
            )
            return None
        place = location.key("rows", known.key_lines["rows"])
        rows: list[list[str]] = []
        for row, at in scalars.entries(known.entries["rows"], place):
            cells = [scalars.text(cell, where) or "" for cell, where in scalars.entries(row, at)]
            if rows and len(cells) != len(rows[0]):
                at.problem(
                    f'This row has {len(cells)} cells, but the first has {len(rows[0])}. Make them equal; write "" for an empty cell and put quotes round a cell with a comma.'
                )
            rows.append(cells)
        if not rows or not rows[0]:
            place.problem("The table is empty. Write a list of rows, each a list of cells: - [a, b].")
            return None
        return stored_table(rows, found["header_row"], found["header_column"])

    def _leaf(self, block: blocks.Block, node: Node, location: SourceLocation) -> Any:
        if isinstance(block, blocks.ChooserBlock):
            return self._chosen(block, node, location)
        if isinstance(block, blocks.RichTextBlock):
            html = scalars.text(node, location)
            literal = isinstance(node, Scalar) and node.literal
            return read_rich_text(html, location, self.references, literal) if html else ""
        if isinstance(block, blocks.MultipleChoiceBlock):
            return [word for word, _ in scalars.words(node, location)]
        if isinstance(block, blocks.ChoiceBlock):
            return scalars.choice(node, location, block_choices(block)) or ""
        for kinds, read in _LEAVES:
            if isinstance(block, kinds):
                return read(self, node, location)
        raise TypeError(
            f"The format has no form for a {type(block).__name__}: add one to block_reading and block_writing"
        )

    def _chosen(self, block: blocks.ChooserBlock, node: Node, location: SourceLocation) -> int | None:
        name = scalars.text(node, location)
        if not name:
            return None
        if isinstance(block, ImageChooserBlock):
            return self.references.image(name, location)
        if isinstance(block, DocumentChooserBlock):
            return self.references.document(name, location)
        if isinstance(block, blocks.PageChooserBlock):
            targets = block.target_models
            return self.references.page(name, location, targets[0] if len(targets) == 1 else Page)
        return self.references.term(block.model_class, name, location)

    def _moment(self, node: Node, location: SourceLocation, read: Callable[[str], Any]) -> str | None:
        word = scalars.text(node, location)
        if not word:
            return None
        try:
            return str(read(word).isoformat())
        except DateError as error:
            location.problem(str(error))
            return None


_LEAVES: list[tuple[tuple[type, ...], Callable[[BlockReader, Node, SourceLocation], Any]]] = [
    ((blocks.BooleanBlock,), lambda reader, node, location: scalars.boolean(node, location) or False),
    ((blocks.IntegerBlock,), lambda reader, node, location: scalars.integer(node, location)),
    ((blocks.FloatBlock,), lambda reader, node, location: scalars.floating(node, location)),
    ((blocks.DecimalBlock,), lambda reader, node, location: _decimal_text(node, location)),
    ((blocks.DateBlock,), lambda reader, node, location: reader._moment(node, location, reader.calendar.read_date)),
    (
        (blocks.DateTimeBlock,),
        lambda reader, node, location: reader._moment(node, location, reader.calendar.read_moment),
    ),
    ((DoiBlock,), lambda reader, node, location: normalise_doi(scalars.text(node, location) or "")),
    ((UrlBlock,), lambda reader, node, location: normalise_url(scalars.text(node, location) or "")),
    (
        (blocks.CharBlock, blocks.TextBlock, blocks.URLBlock, blocks.RegexBlock, blocks.EmailBlock, blocks.TimeBlock),
        lambda reader, node, location: scalars.text(node, location) or "",
    ),
]


def _decimal_text(node: Node, location: SourceLocation) -> str | None:
    number = scalars.decimal(node, location)
    return None if number is None else str(number)


def struct_keys(block: blocks.StructBlock) -> list[str]:
    """The keys of a struct's map: its children, and for a table the three keys of its own."""
    keys: list[str] = []
    for name, child in block.child_blocks.items():
        keys.extend(TABLE_KEYS if isinstance(child, TableBlock) else [name])
    return keys


def block_choices(block: blocks.ChoiceBlock) -> list[str]:
    """The values of a choice block."""
    return [str(value) for value, _ in block.field.choices]


def stored_default(block: blocks.Block) -> Any:
    """What a child stores when the file says nothing of it; an absent list or stream is empty."""
    if isinstance(block, ListBlock | blocks.StreamBlock):
        return []
    if isinstance(block, blocks.StructBlock):
        return {name: stored_default(child) for name, child in block.child_blocks.items()}
    default = block.get_prep_value(block.get_default())
    if default is None and isinstance(
        block,
        blocks.CharBlock
        | blocks.TextBlock
        | blocks.ChoiceBlock
        | blocks.RichTextBlock
        | blocks.URLBlock
        | blocks.RegexBlock,
    ):
        return ""
    return default


def stored_table(rows: list[list[str]], header_row: bool, header_column: bool) -> dict[str, Any]:
    """A table as Wagtail stores it."""
    both = {(True, True): "both", (True, False): "row", (False, True): "column", (False, False): "neither"}
    return {
        "data": rows,
        "cell": [],
        "mergeCells": [],
        "first_row_is_table_header": header_row,
        "first_col_is_header": header_column,
        "table_header_choice": both[header_row, header_column],
        "table_caption": "",
    }
