"""The body: one stream of blocks for every page of the library."""

from __future__ import annotations

from typing import Any

from wagtail import blocks

from content_types.core.blocks.media import DocumentBlock, EmbedBlock, ImageBlock, MediaBlock
from content_types.core.blocks.structure import (
    AccordionBlock,
    ChecklistBlock,
    LinkListBlock,
    ReferencesBlock,
    ResourceLinkBlock,
    StepsBlock,
    TableBlock,
)
from content_types.core.blocks.text import (
    CalloutBlock,
    HeadingBlock,
    KeyFactsBlock,
    QuoteBlock,
    ReflectionBlock,
    RichTextBlock,
    check_heading_order,
    validation_error_for_blocks,
)

BODY_BLOCKS: list[tuple[str, blocks.Block]] = [
    ("rich_text", RichTextBlock(group="Words")),
    ("heading", HeadingBlock(group="Words")),
    ("quote", QuoteBlock(group="Words")),
    ("callout", CalloutBlock(group="Words")),
    ("key_facts", KeyFactsBlock(group="Words")),
    ("reflection", ReflectionBlock(group="Words")),
    ("steps", StepsBlock(group="Lists and tables")),
    ("checklist", ChecklistBlock(group="Lists and tables")),
    ("table", TableBlock(group="Lists and tables")),
    ("accordion", AccordionBlock(group="Lists and tables")),
    ("image", ImageBlock(group="Pictures, sound and files")),
    ("embed", EmbedBlock(group="Pictures, sound and files")),
    ("media", MediaBlock(group="Pictures, sound and files")),
    ("document", DocumentBlock(group="Pictures, sound and files")),
    ("resource_link", ResourceLinkBlock(group="Links")),
    ("link_list", LinkListBlock(group="Links")),
    ("references", ReferencesBlock(group="Links")),
]


class BodyBlock(blocks.StreamBlock):
    """The stream of a body; checks what concerns several blocks at once."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        super().__init__(local_blocks or BODY_BLOCKS, **kwargs)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        headings = [(position, child) for position, child in enumerate(cleaned) if child.block_type == "heading"]
        problems = check_heading_order([int(child.value["level"][1]) for _, child in headings])
        if problems:
            raise validation_error_for_blocks({headings[i][0]: message for i, message in problems})
        return cleaned
