"""Reading StreamFields for the API: straight from their stored form, in bulk, through visibility.

Wagtail turns a body into Python values one page at a time, with a query for each kind of chooser in each body. Here a body stays as it is
stored, and a :class:`BlockNode` walks it with the block definitions. What the choosers and links of all the bodies on a page of results
name is collected once, and fetched with one query a model, already narrowed to what the viewer may see: a draft, private or expired page
in a chooser is simply not there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Model
from wagtail import blocks
from wagtail.blocks.list_block import ListBlock
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page
from wagtail.rich_text.rewriters import FIND_A_TAG, FIND_EMBED_TAG, extract_attrs

from content_types.core.richtext import RichTextValue
from delivery.context import ReadContext
from delivery.translations import referred


class StreamGroup:
    """The streams of all the objects on one page of results, and what they refer to."""

    def __init__(self, context: ReadContext) -> None:
        self.context = context
        self._streams: list[tuple[blocks.StreamBlock, list[dict[str, Any]]]] = []
        self._html: list[str] = []
        self._found: dict[type[Model], dict[int, Any]] | None = None

    def add(self, field: StreamField, value: Any, owner: Any = None) -> list[BlockNode]:
        """Add one stored stream of an object; gives its top-level blocks, which know whose they are."""
        stream_block = field.stream_block
        raw = [entry for entry in value.raw_data if entry is not None] if value else []
        self._streams.append((stream_block, raw))
        nodes = stream_nodes(stream_block, raw, self)
        for node in nodes:
            node.owner = owner
        return nodes

    def add_html(self, html: str) -> None:
        """Add stored rich text from outside a stream, so that its links are fetched with the others."""
        self._html.append(html)

    def find(self, model: type[Model], key: Any) -> Any | None:
        """The page (specific), image or document with this key if the viewer may see it, else None."""
        if self._found is None:
            self._found = self._fetch()
        return self._found.get(model, {}).get(int(key)) if str(key).isdecimal() else None

    def _fetch(self) -> dict[type[Model], dict[int, Any]]:
        wanted: dict[type[Model], set[int]] = {Page: set(), get_image_model(): set(), get_document_model(): set()}
        for stream_block, raw in self._streams:
            for model, key in stream_references(stream_block, raw):
                wanted[model].add(key)
        for html in self._html:
            for model, key in html_references(html):
                wanted[model].add(key)
        viewer = self.context.viewer
        return {model: referred(viewer, model, keys) for model, keys in wanted.items()}


@dataclass(slots=True)
class BlockNode:
    """One block: its definition, its stored value, its id, the group it was read with, and whose it is if it stands in no other block."""

    block: blocks.Block
    raw: Any
    id: str | None
    group: StreamGroup
    owner: Any = None

    def get(self, name: str) -> Any:
        """The stored value of a child; a child added to the block since takes its default."""
        child = self.block.child_blocks[name]
        value = self.raw[name] if name in self.raw else child.get_default()
        if isinstance(child, blocks.DateBlock | blocks.DateTimeBlock | blocks.TimeBlock):
            return child.to_python(value) if value else None
        return value if name in self.raw or isinstance(value, str | int | float | bool) else None

    def items(self, name: str) -> list[BlockNode]:
        """The entries of a list child."""
        child = self.block.child_blocks[name].child_block
        return [BlockNode(child, value, key, self.group) for value, key in list_entries(self.raw.get(name))]

    def node(self, name: str) -> BlockNode:
        """A struct child."""
        return BlockNode(self.block.child_blocks[name], self.raw.get(name) or {}, self.id, self.group)

    def stream(self, name: str) -> list[BlockNode]:
        """The blocks of a stream child."""
        return stream_nodes(self.block.child_blocks[name], self.raw.get(name) or [], self.group)

    def rich_text(self, name: str) -> Any:
        """A rich text child."""
        return RichTextValue(self.group, self.raw.get(name) or "")

    def page(self, name: str) -> Page | None:
        """A chosen page, specific; None where the viewer may not see it."""
        return self.group.find(Page, self.raw.get(name))

    def image(self, name: str) -> Any | None:
        """A chosen image; None where the viewer may not see it."""
        return self.group.find(get_image_model(), self.raw.get(name))

    def document(self, name: str) -> Any | None:
        """A chosen document; None where the viewer may not see it."""
        return self.group.find(get_document_model(), self.raw.get(name))


def stream_nodes(block: blocks.StreamBlock, raw: list[dict[str, Any]], group: StreamGroup) -> list[BlockNode]:
    """The blocks of a stored stream; a block whose kind no longer exists is passed over, as Wagtail does."""
    return [
        BlockNode(block.child_blocks[entry["type"]], entry["value"], entry.get("id"), group)
        for entry in raw
        if entry["type"] in block.child_blocks
    ]


def list_entries(raw: Any) -> Iterator[tuple[Any, str | None]]:
    """The (value, id) pairs of a stored list block, in either of the forms that Wagtail stores."""
    for entry in raw or []:
        if _is_list_item(entry):
            yield entry["value"], entry.get("id")
        else:
            yield entry, None


def _is_list_item(entry: Any) -> bool:
    return isinstance(entry, dict) and entry.get("type") == "item" and "value" in entry


def html_references(html: str) -> Iterator[tuple[type[Model], int]]:
    """The pages, documents and images that stored rich text links to or shows."""
    for pattern, kind_attribute in _REFERENCES:
        for attributes in pattern.findall(html):
            values = extract_attrs(attributes)
            model = REFERENCE_MODELS.get(values.get(kind_attribute, ""))
            if model and values.get("id", "").isdigit():
                yield model(), int(values["id"])


def with_reference(html: str, model: type[Model], old: int, new: int) -> str:
    """Stored rich text in which what referred to one object of a model refers to another."""

    def changed(tag: re.Match[str], kind_attribute: str) -> str:
        values = extract_attrs(tag[1])
        named = REFERENCE_MODELS.get(values.get(kind_attribute, ""))
        if named is None or named() is not model or values.get("id") != str(old):
            return tag[0]
        return re.sub(r'(\sid=")[^"]*', rf"\g<1>{new}", tag[0])

    for pattern, kind_attribute in _REFERENCES:
        html = pattern.sub(partial(changed, kind_attribute=kind_attribute), html)
    return html


_REFERENCES = ((FIND_A_TAG, "linktype"), (FIND_EMBED_TAG, "embedtype"))
REFERENCE_MODELS: dict[str, Callable[[], type[Model]]] = {
    "page": lambda: Page,
    "document": get_document_model,
    "image": get_image_model,
}


def walk(block: blocks.Block, raw: Any) -> Iterator[tuple[blocks.Block, Any]]:
    """Every (leaf definition, stored value) below a block, depth first, in the order of the text."""
    if isinstance(block, blocks.StreamBlock):
        for entry in raw or []:
            if entry is not None and entry["type"] in block.child_blocks:
                yield from walk(block.child_blocks[entry["type"]], entry["value"])
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            if name in (raw or {}):
                yield from walk(child, raw[name])
    elif isinstance(block, ListBlock):
        for value, _ in list_entries(raw):
            yield from walk(block.child_block, value)
    else:
        yield block, raw


def mapped(block: blocks.Block, raw: Any, change: Callable[[blocks.Block, Any], Any]) -> Any:
    """A stored value whose leaves are what ``change`` makes of (leaf definition, stored value); what ``walk`` passes over stays as it is."""
    if isinstance(block, blocks.StreamBlock):
        return raw and [
            {**entry, "value": mapped(block.child_blocks[entry["type"]], entry["value"], change)}
            if entry is not None and entry["type"] in block.child_blocks
            else entry
            for entry in raw
        ]
    if isinstance(block, blocks.StructBlock):
        names = block.child_blocks.keys() & (raw or {}).keys()
        return raw and {**raw, **{name: mapped(block.child_blocks[name], raw[name], change) for name in names}}
    if isinstance(block, ListBlock):
        values = [mapped(block.child_block, value, change) for value, _ in list_entries(raw)]
        return raw and [
            {**entry, "value": value} if _is_list_item(entry) else value
            for entry, value in zip(raw, values, strict=True)
        ]
    return change(block, raw)


def stream_references(block: blocks.Block, raw: Any) -> Iterator[tuple[type[Model], int]]:
    """Every page, image and document that a stored stream names, in choosers and in rich text."""
    for leaf, value in walk(block, raw):
        if isinstance(leaf, blocks.RichTextBlock):
            yield from html_references(value or "")
        elif value in (None, ""):
            continue
        elif isinstance(leaf, blocks.PageChooserBlock):
            yield Page, int(value)
        elif isinstance(leaf, ImageChooserBlock):
            yield get_image_model(), int(value)
        elif isinstance(leaf, DocumentChooserBlock):
            yield get_document_model(), int(value)
