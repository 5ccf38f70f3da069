"""A stream as Markdown: each class of block says how, beside its package's other declarations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from wagtail import blocks

from content_types.core.markdown.rich_text import rich_text_markdown
from content_types.core.markdown.writing import together
from content_types.core.richtext import RichTextValue
from content_types.core.streams import BlockNode

Write = Callable[[BlockNode], str]
_written: dict[type, Write] = {}


def write_blocks(declared: Mapping[type[blocks.Block], Write]) -> None:
    """Say how blocks are written. Raises ValueError for a class that is declared twice."""
    for block, write in declared.items():
        if _written.setdefault(block, write) is not write:
            raise ValueError(f"{block.__name__} is declared twice: how it is written as Markdown is said once")


def writer_of(block: type) -> Write | None:
    """How a class of blocks is written, or the nearest class that it inherits from."""
    return next((_written[base] for base in block.__mro__ if base in _written), None)


def markdown_of(nodes: Iterable[BlockNode]) -> str:
    """Blocks as Markdown, one after the other, as the viewer of their group may see them. Raises LookupError for one that does not say how."""
    return together(*(block_markdown(node) for node in nodes))


def block_markdown(node: BlockNode) -> str:
    """One block as Markdown; empty where there is nothing that the viewer may see."""
    write = writer_of(type(node.block))
    if write is None:
        raise LookupError(f"{type(node.block).__name__} has no Markdown: name it in its package's markdown.py")
    return write(node)


def text_markdown(text: RichTextValue | None) -> str:
    """Rich text as Markdown; none is empty."""
    return rich_text_markdown(text.tree) if text else ""
