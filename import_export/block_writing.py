"""Writing blocks: from the form in which Wagtail stores a stream to the plain data of the format, the inverse of ``block_reading``."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from wagtail import blocks
from wagtail.blocks.list_block import ListBlock
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from content_types.core.streams import list_entries
from import_export.block_reading import stored_default
from import_export.markup import write_rich_text
from import_export.naming import Naming
from import_export.yaml_writer import Bare


def write_stream(block: blocks.StreamBlock, stored: Any, naming: Naming) -> Any:
    """The data of a stored stream; None when it is empty. Blocks whose kind no longer exists are left out, as Wagtail does."""
    entries = [entry for entry in stored or [] if entry is not None and entry["type"] in block.child_blocks]
    if not entries:
        return None
    if len(block.child_blocks) > 1:
        return [
            {one["type"]: write_block(block.child_blocks[one["type"]], one["value"], naming) for one in [entry]}
            for entry in entries
        ]
    child = next(iter(block.child_blocks.values()))
    values = [write_block(child, entry["value"], naming) for entry in entries]
    return values[0] if block.meta.max_num == 1 else values


def write_block(block: blocks.Block, stored: Any, naming: Naming) -> Any:
    """The data of any stored block."""
    if isinstance(block, blocks.StreamBlock):
        return write_stream(block, stored, naming)
    if isinstance(block, blocks.StructBlock):
        return _struct(block, stored or {}, naming)
    if isinstance(block, ListBlock):
        return [write_block(block.child_block, value, naming) for value, _ in list_entries(stored)]
    if isinstance(block, TableBlock):
        return _table(stored or {})
    return _leaf(block, stored, naming)


def _struct(block: blocks.StructBlock, stored: dict[str, Any], naming: Naming) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for name, child in block.child_blocks.items():
        if isinstance(child, TableBlock):
            data.update(_table(stored.get(name) or {}))
        elif name in stored:
            value = write_block(child, stored[name], naming)
            if not _same(value, write_block(child, stored_default(child), naming)):
                data[name] = value
    return data


def _same(value: Any, default: Any) -> bool:
    """Whether a file may leave the value out: nothing, in any of its forms, is nothing."""
    empty: tuple[Any, ...] = (None, "", [], {})
    return bool(value == default and type(value) is type(default)) or (value in empty and default in empty)


def _table(stored: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    if stored.get("first_row_is_table_header"):
        data["header_row"] = True
    if stored.get("first_col_is_header"):
        data["header_column"] = True
    data["rows"] = [["" if cell is None else str(cell) for cell in row] for row in stored.get("data") or []]
    return data


def _leaf(block: blocks.Block, stored: Any, naming: Naming) -> Any:
    if isinstance(block, ImageChooserBlock):
        return naming.image(stored)
    if isinstance(block, DocumentChooserBlock):
        return naming.document(stored)
    if isinstance(block, blocks.PageChooserBlock):
        return naming.page(stored)
    if isinstance(block, blocks.ChooserBlock):
        return naming.term(block.model_class, stored)
    if isinstance(block, blocks.RichTextBlock):
        return write_rich_text(stored or "", naming.markup)
    if isinstance(block, blocks.DecimalBlock):
        return None if stored in (None, "") else Bare(decimal_text(Decimal(str(stored))))
    if isinstance(block, blocks.DateBlock | blocks.DateTimeBlock):
        return Bare(stored.isoformat() if isinstance(stored, date | datetime) else str(stored)) if stored else None
    return stored


def decimal_text(number: Decimal) -> str:
    """A number without the zeros that say nothing: 31000, 12.5."""
    shown = f"{number:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown
