"""What the API shows of blocks that order things."""

from __future__ import annotations

import graphene

from content_types.core.blocks.structure import (
    AccordionBlock,
    AccordionItemBlock,
    ChecklistBlock,
    ChecklistItemBlock,
    LinkBlock,
    LinkListBlock,
    ReferenceBlock,
    ReferencesBlock,
    ResourceLinkBlock,
    StepBlock,
    StepsBlock,
    TableBlock,
)
from content_types.core.graphql.block_types import BlockApi, block_type
from content_types.core.graphql.blocks.media import block_image
from content_types.core.graphql.fields import Boolean, Int, String, field, list_of
from content_types.core.graphql.pages import page_interface
from content_types.core.graphql.rich_text import RichTextType
from content_types.core.graphql.scalars import URL
from content_types.core.identifiers import normalise_doi
from content_types.core.images import ImageType
from content_types.core.streams import BlockNode


class TableRow(graphene.ObjectType):
    """One row of a table."""

    cells = graphene.List(
        graphene.NonNull(graphene.String), required=True, description="The words of each cell, from the left."
    )


def table_rows(node: BlockNode) -> list[list[str]]:
    """The cells of a table block as text; an empty cell is an empty string."""
    table = node.raw.get("table") or {}
    return [["" if cell is None else str(cell) for cell in row] for row in table.get("data") or []]


def link_url(node: BlockNode) -> str | None:
    """The address of a link block, of either kind; None where the viewer may not see the page."""
    if node.raw.get("page"):
        page = node.page("page")
        return node.group.context.page_url(page) if page else None
    return node.get("url") or None


BLOCKS = [
    BlockApi(
        StepBlock,
        "One thing to do.",
        [
            field("title", String, "What to do.", required=True),
            field(
                "text",
                RichTextType,
                "How to do it.",
                resolve=lambda n, i: n.rich_text("text") if n.get("text") else None,
            ),
            field("image", ImageType, "A picture of it.", resolve=lambda n, i: block_image(n)),
        ],
        name="Step",
    ),
    BlockApi(
        StepsBlock,
        "Things to do, in order.",
        [
            field("title", String, "Title over the steps."),
            field(
                "steps",
                list_of(block_type(StepBlock)),
                "The steps in order.",
                required=True,
                resolve=lambda n, i: n.items("steps"),
            ),
        ],
    ),
    BlockApi(
        ChecklistItemBlock,
        "One thing to tick off.",
        [
            field("text", String, "What to tick off.", required=True),
            field("hint", String, "How to know that it is done."),
        ],
        name="ChecklistItem",
    ),
    BlockApi(
        ChecklistBlock,
        "Things to tick off, in any order.",
        [
            field("title", String, "Title over the list."),
            field(
                "items",
                list_of(block_type(ChecklistItemBlock)),
                "The things to tick off.",
                required=True,
                resolve=lambda n, i: n.items("items"),
            ),
        ],
    ),
    BlockApi(
        TableBlock,
        "A table of words or figures.",
        [
            field("caption", String, "What the table shows."),
            field(
                "has_header_row",
                Boolean,
                "Whether the first row holds headings.",
                required=True,
                resolve=lambda n, i: bool((n.raw.get("table") or {}).get("first_row_is_table_header")),
            ),
            field(
                "has_header_column",
                Boolean,
                "Whether the first column holds headings.",
                required=True,
                resolve=lambda n, i: bool((n.raw.get("table") or {}).get("first_col_is_header")),
            ),
            field(
                "rows",
                list_of(TableRow),
                "All rows from the top, the header row included.",
                required=True,
                resolve=lambda n, i: [TableRow(cells=row) for row in table_rows(n)],
                written_in="table",
            ),
        ],
    ),
    BlockApi(
        AccordionItemBlock,
        "One part of an accordion.",
        [
            field("title", String, "What is seen before it opens.", required=True),
            field("text", RichTextType, "What it holds.", required=True, resolve=lambda n, i: n.rich_text("text")),
        ],
        name="AccordionItem",
    ),
    BlockApi(
        AccordionBlock,
        "Parts that open one by one.",
        [
            field("title", String, "Title over the parts."),
            field(
                "sections",
                list_of(block_type(AccordionItemBlock)),
                "The parts in order.",
                required=True,
                resolve=lambda n, i: n.items("items"),
                written_in="items",
            ),
        ],
    ),
    BlockApi(
        ResourceLinkBlock,
        "Another page of the library.",
        [
            field(
                "page",
                page_interface,
                "The page; null where the reader may not see it.",
                resolve=lambda n, i: n.page("page"),
            ),
            field("note", String, "Why to read it."),
        ],
    ),
    BlockApi(
        LinkBlock,
        "One link.",
        [
            field("title", String, "What the link says.", required=True),
            field(
                "url",
                URL,
                "Absolute address; null where the reader may not see the page.",
                resolve=lambda n, i: link_url(n),
            ),
            field(
                "page", page_interface, "The page, when it is one of this library.", resolve=lambda n, i: n.page("page")
            ),
            field("description", String, "Why to follow it."),
        ],
        name="Link",
    ),
    BlockApi(
        LinkListBlock,
        "Several links.",
        [
            field("title", String, "Title over the links."),
            field(
                "links",
                list_of(block_type(LinkBlock)),
                "The links in order.",
                required=True,
                resolve=lambda n, i: n.items("links"),
            ),
        ],
    ),
    BlockApi(
        ReferenceBlock,
        "One thing referred to.",
        [
            field("title", String, "The title as published.", required=True),
            field("authors", String, "Who wrote it."),
            field("year", Int, "Year of publication."),
            field("url", URL, "Where it can be read."),
            field(
                "doi",
                String,
                "Digital object identifier, without a prefix.",
                resolve=lambda n, i: normalise_doi(n.get("doi") or "") or None,
            ),
        ],
        name="Reference",
    ),
    BlockApi(
        ReferencesBlock,
        "What the text refers to.",
        [
            field("title", String, "Title over the list."),
            field(
                "items",
                list_of(block_type(ReferenceBlock)),
                "The publications.",
                required=True,
                resolve=lambda n, i: n.items("items"),
            ),
        ],
    ),
]
