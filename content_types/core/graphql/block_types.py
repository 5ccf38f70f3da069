"""The GraphQL types of blocks: what the API shows of each block class, declared beside it and joined by ``registration.py``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import graphene
from grapple.registry import registry
from wagtail import blocks
from wagtail.blocks.list_block import ListBlock

from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import object_fields
from content_types.core.graphql.related import child_rows
from content_types.core.graphql.scalars import URL, Date
from content_types.core.library import BlockEvidence, LibraryPage
from content_types.core.streams import BlockNode

_evidence_rows = child_rows(BlockEvidence, "block_evidence")


class Evidence(graphene.ObjectType):
    """Who wrote a block, where it comes from and when it is checked again, where that is not as for the rest of the page."""

    written_by = graphene.String(description="Who wrote it, as editors wrote the name.")
    source_title = graphene.String(description="What it comes from.")
    source_url = URL(description="Where that can be read.")
    review_due = Date(description="When it should be checked again.")

    @staticmethod
    def resolve_written_by(root: BlockEvidence, info: Any) -> str | None:
        return root.written_by or None

    @staticmethod
    def resolve_source_title(root: BlockEvidence, info: Any) -> str | None:
        return root.source_title or None

    @staticmethod
    def resolve_source_url(root: BlockEvidence, info: Any) -> str | None:
        return root.source_url or None


class BlockInterface(graphene.Interface):
    """One block of a StreamField. Select its fields with a fragment on the block's own type."""

    class Meta:
        name = "Block"

    block_id = graphene.ID(
        description="Identifies the block within its field; stable while the page is edited. Not unique: copies and translations of a page "
        "have the same, so it is no key for a cache."
    )
    block_type = graphene.String(required=True, description="The name of the block in the editor, such as `key_facts`.")

    evidence = graphene.Field(
        Evidence,
        description="Who wrote it, its source and its day of review, of a block of a resource that stands in no other block; null for most.",
    )

    @classmethod
    def resolve_type(cls, instance: BlockNode, info: Any) -> type[graphene.ObjectType]:
        """The registered type of the block's class, or of the nearest class that it inherits from."""
        found = shown(type(instance.block))
        if found is None:
            raise LookupError(
                f"{type(instance.block).__name__} has no GraphQL type: name it among its package's BLOCKS"
            )
        return cast(type[graphene.ObjectType], registry.streamfield_blocks[found.block])

    @staticmethod
    def resolve_block_id(root: BlockNode, info: Any) -> str | None:
        return root.id

    @staticmethod
    def resolve_block_type(root: BlockNode, info: Any) -> str:
        return str(root.block.name)

    @staticmethod
    @costs(once=100, length=0)  # null for nearly all; the rows of all are read at once
    def resolve_evidence(root: BlockNode, info: Any) -> BlockEvidence | None:
        if root.id is None or not isinstance(root.owner, LibraryPage):
            return None
        return next(
            (row for row in _evidence_rows(root.owner, info) if row.block == root.id and row.says_something), None
        )


@dataclass(frozen=True)
class BlockApi:
    """What the API shows of a block class, and of those that inherit from it.

    Without ``name`` it is a block that can stand in a StreamField: its type is named as the class and is a `Block`. A struct inside another
    block, or one alone in its stream, has a ``name`` of its own.
    """

    block: type[blocks.Block]
    description: str
    fields: Sequence[Any]
    name: str | None = None


_shown: dict[type, BlockApi] = {}


def show_blocks(declared: Iterable[BlockApi]) -> None:
    """Give blocks their GraphQL types. Raises ValueError for a class that is declared twice."""
    for one in declared:
        if _shown.setdefault(one.block, one) is not one:
            raise ValueError(f"{one.block.__name__} is declared twice: what the API shows of a block is said once")
        registry.streamfield_blocks[one.block] = _object_type(one)


def _object_type(api: BlockApi) -> type[graphene.ObjectType]:
    name = api.name or api.block.__name__
    interfaces = () if api.name else (BlockInterface,)
    meta = type("Meta", (), {"interfaces": interfaces, "description": api.description, "name": name})
    return type(name, (graphene.ObjectType,), {"Meta": meta, **object_fields(api.fields)})


def shown(block: type) -> BlockApi | None:
    """What was declared of a block class, or of the nearest class that it inherits from."""
    return next((_shown[base] for base in block.__mro__ if base in _shown), None)


def block_type(block: type[blocks.Block]) -> Callable[[], type[graphene.ObjectType]]:
    """A callable that gives the GraphQL type of a block class once it is registered."""
    return lambda: cast(type[graphene.ObjectType], registry.streamfield_blocks[block])


def types_of_streams() -> list[type[graphene.ObjectType]]:
    """The types of the blocks that can stand in a StreamField."""
    return [registry.streamfield_blocks[one.block] for one in _shown.values() if one.name is None]


def undeclared(stream: blocks.StreamBlock) -> set[type[blocks.Block]]:
    """The classes of blocks and structs in a stream, at any depth, of which nothing was declared."""
    found: set[type[blocks.Block]] = set()
    waiting: list[tuple[blocks.Block, bool]] = [(child, True) for child in stream.child_blocks.values()]
    while waiting:
        block, needs_type = waiting.pop()
        if needs_type and shown(type(block)) is None:
            found.add(type(block))
        if isinstance(block, blocks.StructBlock | blocks.StreamBlock):
            inner = isinstance(block, blocks.StreamBlock)
            waiting += [
                (child, inner or isinstance(child, blocks.StructBlock)) for child in block.child_blocks.values()
            ]
        elif isinstance(block, ListBlock):
            child = block.child_block
            waiting.append((child, isinstance(child, blocks.StructBlock)))
    return found
