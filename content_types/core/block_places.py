"""The blocks of a page by their ids: what a row that belongs to a block is kept by.

Wagtail gives a block of a stream its id when it is made. It stays when the block is moved, when the page is copied and in translations; a block that is
duplicated gets one of its own. Blocks within blocks are not counted: what is said of a block is said of all that is in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from wagtail.fields import StreamField

from content_types.core.streams import walk
from content_types.core.text import leaf_text

if TYPE_CHECKING:  # Django's own class takes no parameters
    _CharField = models.CharField[str, str]
else:
    _CharField = models.CharField

WORDS = 60  # characters of a block's words that tell it from others


@dataclass(frozen=True)
class BlockPlace:
    """Where a block stands, and what it is called."""

    id: str
    field: str
    number: int  # from 1
    label: str  # “Callout: Ask one question”


class BlockPicker(forms.Select):
    """The block of the form that a row is about. A script fills in the blocks, for a form may have some that are saved nowhere."""

    class Media:
        js = ("cms/admin/block_evidence.js",)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        attrs = {key: one for key, one in (attrs or {}).items() if key != "maxlength"}
        return super().get_context(name, value, {**attrs, "data-block-picker": ""})

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        """What is chosen, and nothing else."""
        chosen = value[0] if value else ""
        self.choices = [("", "Choose a block"), *([(chosen, "A block of this page")] if chosen else [])]
        return super().optgroups(name, value, attrs)


class BlockField(_CharField):
    """The id of a block in one of the streams of the page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 100, **kwargs})

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"widget": BlockPicker, **kwargs})


def blocks_of(page: Any) -> Iterator[BlockPlace]:
    """The blocks of all streams of a page as it stands in memory, in the order of the text. No SQL beyond the streams themselves."""
    for field in page._meta.fields:
        if not isinstance(field, StreamField):
            continue
        value, children, number = getattr(page, field.name), field.stream_block.child_blocks, 0
        for entry in value.raw_data if value else ():
            if entry is None or entry["type"] not in children:
                continue  # as the files and the API have it
            number += 1
            if entry.get("id"):
                block = children[entry["type"]]
                yield BlockPlace(str(entry["id"]), field.name, number, _label(block, entry["value"]))


def place_of_block(page: Any, key: str) -> BlockPlace | None:
    """The block of a page with an id; None where there is none any more."""
    return next((one for one in blocks_of(page) if one.id == key), None)


def _label(block: Any, raw: Any) -> str:
    texts = (" ".join(text.split()) for leaf, value in walk(block, raw) for text in leaf_text(leaf, value))
    words = next((text for text in texts if text), "")
    short = words if len(words) <= WORDS else f"{words[: WORDS - 1].rstrip()}…"
    return f"{block.label}: {short}" if short else str(block.label)


def ids_in_form(data: Any, streams: list[str]) -> set[str] | None:
    """The ids of the blocks that a form was sent with; None where it was sent without one of its streams."""
    found: set[str] = set()
    for name in streams:
        count = str(data.get(f"{name}-count", ""))
        if not count.isdecimal():
            return None
        found.update(
            data.get(f"{name}-{number}-id", "")
            for number in range(int(count))
            if not data.get(f"{name}-{number}-deleted")
        )
    return found - {""}
