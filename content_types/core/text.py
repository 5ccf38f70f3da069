"""The words of a stored body, for reading time and search."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock

from content_types.core.richtext import plain_text
from content_types.core.streams import walk

# Blocks whose stored value is not prose: keys, addresses, switches.
_SILENT = (blocks.ChoiceBlock, blocks.URLBlock, blocks.BooleanBlock, blocks.RegexBlock, blocks.ChooserBlock)

# Control characters and line breaks as Unicode knows them, with the blanks around them; a tab is a blank.
_BREAKS = re.compile(r"\s*[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]+\s*")


def one_line(text: str) -> str:
    """The text on one line, as headers, file names, subjects and calendars need it; no control characters."""
    return _BREAKS.sub(" ", text).strip()


def stream_text(stream_block: blocks.StreamBlock, raw: Any) -> Iterator[str]:
    """Every piece of prose in a stored stream, in reading order; no mark-up, addresses or settings."""
    for leaf, value in walk(stream_block, raw):
        yield from leaf_text(leaf, value)


def leaf_text(leaf: blocks.Block, value: Any) -> Iterator[str]:
    """The prose of a stored value whose block holds no others."""
    if value in (None, "") or isinstance(leaf, _SILENT):
        return
    if isinstance(leaf, blocks.RichTextBlock):
        yield plain_text(value)
    elif isinstance(leaf, TableBlock):
        for row in value.get("data") or []:
            yield " ".join(str(cell) for cell in row if cell)
    elif isinstance(leaf, blocks.CharBlock | blocks.TextBlock):
        yield str(value)


def body_text(value: Any) -> Iterator[str]:
    """The prose of a StreamField's value."""
    if value:
        yield from stream_text(value.stream_block, list(value.raw_data))


def headings(value: Any) -> list[str]:
    """The words of a body's headings."""
    if not value:
        return []
    return [str(entry["value"].get("text", "")) for entry in value.raw_data if entry and entry["type"] == "heading"]
