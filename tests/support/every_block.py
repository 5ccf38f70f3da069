"""Every kind of block of the library, each with an example in its field of a page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Collection
from wagtail_factories import DocumentFactory, ImageFactory

from content_types.core.registry import ContentType
from content_types.core.streams import mapped
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.knowledge.models import KnowledgeArticlePage
from tests.support.tree import Tree
from tests.support.types import TYPES, factory_of

NAMES = UUID("6f0b2f0e-7c1b-4b58-9a65-0d6a1f4f2f10")
BLOCK = """__typename ... on RichTextBlock { text { html } } ... on HeadingBlock { heading level anchor }
  ... on QuoteBlock { quote attribution role sourceUrl } ... on CalloutBlock { calloutKind title text { html } }
  ... on KeyFactsBlock { title facts { figure label sourceTitle sourceUrl } } ... on ReflectionBlock { question prompt }
  ... on StepsBlock { title steps { title text { html } } } ... on ChecklistBlock { title items { text hint } }
  ... on TableBlock { caption rows { cells } } ... on AccordionBlock { title sections { title text { html } } }
  ... on ImageBlock { image { alt } caption credit } ... on EmbedBlock { url title transcript { html } }
  ... on MediaBlock { mediaKind title url transcript { html } } ... on DocumentBlock { title description }
  ... on ResourceLinkBlock { note } ... on LinkListBlock { title links { title url description } }
  ... on ReferencesBlock { title items { title authors year url doi } }"""
ITEMS = "items { text prefix wordingNote options { label } }"
# A draft: its title, its sources, and every block that it may hold with all that is written in it.
DRAFT = f"""query($token: String!) {{ page(by: {{previewToken: $token}}) {{ title
  ... on Resource {{ summary sources {{ title }} body {{ {BLOCK} }} }}
  ... on Event {{ resources {{ {BLOCK} }} }}
  ... on Tool {{ steps {{ title text {{ html }} }} questionnaire {{ sections {{ title introduction {ITEMS} }} }}
    businessCase {{ problem {{ html }} localFigures {{ figure label sourceTitle }} ask {{ html }}
      costs {{ item amount }}
      benefit {{ html }} successMeasures }} }}
  ... on WellbeingGuidance {{ steps {{ title text {{ html }} }} movements {{ name url description }}
    helpfulLinks {{ title url description }} }}
}} }}"""


@dataclass(frozen=True)
class BlockKind:
    """A kind of block in a field of a content type."""

    type: ContentType
    field: str
    name: str

    def __str__(self) -> str:
        return f"{self.type.name}-{self.field}-{self.name}"

    @property
    def key(self) -> str:
        """The id of the example."""
        return str(uuid5(NAMES, str(self)))

    @property
    def block(self) -> blocks.Block:
        stream: Any = self.type.model._meta.get_field(self.field)
        block: blocks.Block = stream.stream_block.child_blocks[self.name]
        return block


def block_kinds() -> list[BlockKind]:
    """All that the registered types have, a block of every body only once."""
    return list(_kinds())


def _kinds() -> Iterator[BlockKind]:
    seen = set()
    for one in TYPES:
        for field in one.model._meta.get_fields():
            if isinstance(field, StreamField):
                for name in field.stream_block.child_blocks:
                    if field.name != "body" or name not in seen:
                        yield BlockKind(one, field.name, name)
                    seen.add(name)


def example(kind: BlockKind, tree: Tree) -> dict[str, Any]:
    """The block of the picker's preview as it is stored, with something of this library in each chooser."""
    block = kind.block

    def filled(leaf: blocks.Block, value: Any) -> Any:
        if value:
            return value
        if isinstance(leaf, blocks.PageChooserBlock):
            others = KnowledgeArticlePage.objects.filter(title="Another page")
            return (others.first() or KnowledgeArticlePageFactory(parent=tree.knowledge, title="Another page")).pk
        if isinstance(leaf, ImageChooserBlock):
            return ImageFactory(title="A picture").pk
        if isinstance(leaf, DocumentChooserBlock):
            return DocumentFactory(title="A file").pk
        return value

    raw = block.get_prep_value(block.get_preview_value())
    if isinstance(block, blocks.StructBlock):
        choosers = (name for name, child in block.child_blocks.items() if isinstance(child, blocks.ChooserBlock))
        raw = {**dict.fromkeys(choosers), **raw}
    return {"type": kind.name, "id": kind.key, "value": mapped(block, raw, filled)}


def draft_with(tree: Tree, kinds: list[BlockKind]) -> Any:
    """A saved page with an example of each of these, which are kinds of one field of one type."""
    ((content_type, field),) = {(one.type.name, one.field): (one.type, one.field) for one in kinds}.values()
    if not Collection.objects.exists():
        Collection.add_root(name="Root")  # an emptied database keeps not even the roots that migrations made
    page = factory_of(content_type.model)(parent=tree.indexes[content_type.folder], title="A page of blocks")
    setattr(page, field, json.dumps([example(one, tree) for one in kinds]))
    if hasattr(page, "shows"):
        page.kind = next(kind for kind in page.Kind if _shows(page, kind, field))
    page.save_revision()
    return page


def _shows(page: Any, kind: Any, field: str) -> bool:
    page.kind = kind
    return bool(page.shows(field))
