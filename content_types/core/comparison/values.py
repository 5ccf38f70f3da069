"""Stored values of blocks in two versions: streams, lists and structs down to their words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import formats
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import capfirst
from django.utils.timezone import is_aware, localtime
from wagtail import blocks
from wagtail.blocks.list_block import ListBlock
from wagtail.contrib.table_block.blocks import TableBlock

from content_types.core.comparison.changes import ABSENT, Change, Line, Path, at, empty, whole
from content_types.core.comparison.names import Names, key_of
from content_types.core.comparison.sequences import Entry, match
from content_types.core.comparison.tables import compare_tables
from content_types.core.comparison.texts import named_lines, prose_lines, rich_lines, whole_lines
from content_types.core.richtext import says_nothing
from content_types.core.streams import list_entries, walk

_PROSE = (blocks.CharBlock, blocks.TextBlock, blocks.RawHTMLBlock, blocks.BlockQuoteBlock)
Item = tuple[Any, blocks.Block, str, Any]  # id, definition, label, stored value


def compare_values(block: blocks.Block, label: str, path: Path, before: Any, after: Any, names: Names) -> Change | None:
    """A block's value in two versions, either of which may be ``ABSENT``; None where neither says anything."""
    if isinstance(block, blocks.StreamBlock):
        sides = [list(_stream_items(block, value)) for value in (before, after)]
        return whole(label, path, before, after, parts=compare_items(path, sides[0], sides[1], "block", names))
    if isinstance(block, ListBlock):
        sides = [list(_list_items(block, value)) for value in (before, after)]
        return whole(label, path, before, after, parts=compare_items(path, sides[0], sides[1], "item", names))
    if isinstance(block, blocks.StructBlock):
        return whole(label, path, before, after, parts=_children(block, path, before, after, names))
    if isinstance(block, TableBlock):
        return whole(label, path, before, after, parts=compare_tables(path, before, after, names))
    return whole(label, path, before, after, lines=_leaf_lines(block, before, after, names))


def compare_items(path: Path, before: Sequence[Item], after: Sequence[Item], noun: str, names: Names) -> list[Change]:
    """The entries of a stream or a list in two versions, matched by their ids: which stayed, came, went, and were moved."""
    changes = []
    for found in match([*map(_entry, before)], [*map(_entry, after)]):
        old, new = at(found.before, before), at(found.after, after)
        key, block, label, _ = old if new is ABSENT else new
        here = (*path, str(key or found.place))
        values = [one if one is ABSENT else one[3] for one in (old, new)]
        label = label or f"{capfirst(noun)} {found.place + 1}"
        change = compare_values(block, label, here, values[0], values[1], names)
        changes.append((change or empty(label, here, old, new)).of_several(noun, found.move))
    return changes


def _entry(item: Item) -> Entry:
    key, block, _, value = item
    return Entry(value, block.name, key, json.dumps(value, sort_keys=True, default=str), lambda: _words(block, value))


def _words(block: blocks.Block, value: Any) -> str:
    return " ".join(json.dumps(leaf, ensure_ascii=False, default=str) for _, leaf in walk(block, value))


def _stream_items(block: blocks.StreamBlock, raw: Any) -> Iterator[Item]:
    for entry in raw if raw is not ABSENT and raw else ():
        if entry is not None and entry["type"] in block.child_blocks:
            child = block.child_blocks[entry["type"]]
            yield entry.get("id"), child, str(child.label), entry["value"]


def _list_items(block: ListBlock, raw: Any) -> Iterator[Item]:
    for value, key in list_entries(None if raw is ABSENT else raw):
        yield key, block.child_block, "", value


def _children(block: blocks.StructBlock, path: Path, before: Any, after: Any, names: Names) -> list[Change]:
    found = (
        compare_values(
            child, str(child.label), (*path, name), _child(child, before, name), _child(child, after, name), names
        )
        for name, child in block.child_blocks.items()
    )
    return [change for change in found if change is not None]


def _child(block: blocks.Block, raw: Any, name: str) -> Any:
    """The stored value of a child; what was added to the block since is not there yet."""
    return ABSENT if raw is ABSENT else (raw or {}).get(name)


def _leaf_lines(block: blocks.Block, before: Any, after: Any, names: Names) -> tuple[Line, ...]:
    if isinstance(block, blocks.RichTextBlock):
        texts = ["" if raw is ABSENT or not raw or says_nothing(raw) else raw for raw in (before, after)]
        return rich_lines(texts[0], texts[1], names)
    if isinstance(block, blocks.ChooserBlock):
        keys = [None if raw is ABSENT or raw in (None, "") else key_of(block, raw) for raw in (before, after)]
        return named_lines(keys[0], keys[1], lambda key: names.of(block.model_class, key))
    shown = ["" if raw is ABSENT else _shown(block, raw) for raw in (before, after)]
    if isinstance(block, _PROSE) and not isinstance(block, blocks.URLBlock):
        return prose_lines(shown[0], shown[1], names)
    return whole_lines(shown[0], shown[1])


def _shown(block: blocks.Block, raw: Any) -> str:
    """A stored value in words; empty where nothing was chosen, typed or ticked."""
    if _is_empty(raw):
        return ""
    if isinstance(block, blocks.DateBlock):
        return shown_value(parse_date(str(raw)) or raw)
    if isinstance(block, blocks.DateTimeBlock):
        return shown_value(parse_datetime(str(raw)) or raw)
    if isinstance(block, blocks.ChoiceBlock | blocks.MultipleChoiceBlock):
        labels = labels_of(block.field.choices)
        return ", ".join(labels.get(one, str(one)) for one in (raw if isinstance(raw, list) else [raw]))
    return shown_value(raw)


def labels_of(choices: Any) -> dict[Any, str]:
    """The labels of choices by value, groups of them too."""
    found: dict[Any, str] = {}
    for value, label in choices:
        found |= labels_of(label) if isinstance(label, list | tuple) else {value: str(label)}
    return found


def shown_value(value: Any) -> str:
    """A number, a date or a switch in words; moments in the time zone of whoever reads, with its name."""
    if _is_empty(value):
        return ""
    if value is True:
        return "Yes"
    if hasattr(value, "tzinfo") and hasattr(value, "date"):
        moment = localtime(value) if is_aware(value) else value
        return formats.date_format(moment, "j F Y, H:i T").strip()
    if hasattr(value, "isoformat") and hasattr(value, "year"):
        return formats.date_format(value, "j F Y")
    return str(value)


def _is_empty(value: Any) -> bool:
    """Whether nothing was chosen, typed or ticked; nought is a number."""
    return value is None or value is False or value == "" or value == []
