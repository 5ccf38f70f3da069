"""Blocks that order things: steps, checklists, tables, accordions, links and references."""

from __future__ import annotations

from typing import Any

import graphene
import idutils
from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.table_block.blocks import TableBlock as WagtailTableBlock
from wagtail.images.blocks import ImageChooserBlock

from content_types.core.blocks.media import ALT_TEXT_HELP, ALT_TEXT_MISSING, block_image
from content_types.core.blocks.text import InlineRichText
from content_types.core.context import ReadContext
from content_types.core.graphql.fields import Boolean, Int, String, field, list_of
from content_types.core.graphql.pages import page_interface
from content_types.core.images import ImageType
from content_types.core.richtext import RichTextContent
from content_types.core.streams import BlockNode, block_type, item_type


def validate_doi(value: str) -> None:
    """Refuse what is not a DOI (by idutils), and say what one looks like."""
    if value and not idutils.is_doi(value):
        raise ValidationError(
            "This is not a DOI. It begins with 10. and has a slash, such as 10.1016/S0140-6736(71)92410-X; leave it empty if there is none.",
            code="doi",
        )


@item_type("Step", "One thing to do.")
class StepBlock(blocks.StructBlock):
    """One thing to do, with a picture where it helps."""

    title = blocks.CharBlock(max_length=150, help_text="What to do, beginning with a verb.")
    text = InlineRichText(required=False, help_text="How to do it, in a few sentences.")
    image = ImageChooserBlock(required=False, help_text="Optional picture.")
    alt_text = blocks.CharBlock(required=False, max_length=250, label="Alt text", help_text=ALT_TEXT_HELP)

    graphql_fields = [
        field("title", String, "What to do.", required=True),
        field(
            "text",
            RichTextContent,
            "How to do it.",
            resolve=lambda n, i: n.rich_text("text") if n.get("text") else None,
        ),
        field("image", ImageType, "A picture of it.", resolve=lambda n, i: block_image(n)),
    ]

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if value["image"] and not value["alt_text"].strip():
            raise StructBlockValidationError({"alt_text": ValidationError(ALT_TEXT_MISSING)})
        return value

    class Meta:
        icon = "check"
        label = "Step"
        description = "One thing to do"
        preview_value = {
            "title": "Ask one question about money",
            "text": "<p>Say that you ask everybody, and why.</p>",
        }


@block_type("Things to do, in order.")
class StepsBlock(blocks.StructBlock):
    """Numbered steps."""

    title = blocks.CharBlock(required=False, max_length=150, help_text="Optional, such as “In your next clinic”.")
    steps = blocks.ListBlock(StepBlock(), min_num=1, help_text="In the order in which they are done.")

    graphql_fields = [
        field("title", String, "Title over the steps."),
        field(
            "steps",
            list_of(lambda: StepBlock.graphql_type),
            "The steps in order.",
            required=True,
            resolve=lambda n, i: n.items("steps"),
        ),
    ]

    class Meta:
        icon = "list-ol"
        label = "Steps"
        description = "Things to do, in order"
        preview_value = {
            "title": "In your next clinic",
            "steps": [
                {
                    "title": "Ask one question about money",
                    "text": "<p>Say that you ask everybody.</p>",
                    "image": None,
                    "alt_text": "",
                }
            ],
        }


@item_type("ChecklistItem", "One thing to tick off.")
class ChecklistItemBlock(blocks.StructBlock):
    """One thing to tick off."""

    text = blocks.CharBlock(max_length=250, help_text="One thing that is done or not done.")
    hint = blocks.CharBlock(required=False, max_length=250, help_text="Optional: how to know that it is done.")

    graphql_fields = [
        field("text", String, "What to tick off.", required=True),
        field("hint", String, "How to know that it is done."),
    ]


@block_type("Things to tick off, in any order.")
class ChecklistBlock(blocks.StructBlock):
    """Things to tick off."""

    title = blocks.CharBlock(required=False, max_length=150, help_text="Optional, such as “Before the family leaves”.")
    items = blocks.ListBlock(ChecklistItemBlock(), min_num=1, help_text="Each is one thing.")

    graphql_fields = [
        field("title", String, "Title over the list."),
        field(
            "items",
            list_of(lambda: ChecklistItemBlock.graphql_type),
            "The things to tick off.",
            required=True,
            resolve=lambda n, i: n.items("items"),
        ),
    ]

    class Meta:
        icon = "check"
        label = "Checklist"
        description = "Things to tick off"
        preview_value = {"title": "Before the family leaves", "items": [{"text": "They know who to ring", "hint": ""}]}


class TableRow(graphene.ObjectType):
    """One row of a table."""

    cells = graphene.List(
        graphene.NonNull(graphene.String), required=True, description="The words of each cell, from the left."
    )


def table_rows(node: BlockNode) -> list[list[str]]:
    """The cells of a table block as text; an empty cell is an empty string."""
    table = node.raw.get("table") or {}
    return [["" if cell is None else str(cell) for cell in row] for row in table.get("data") or []]


@block_type("A table of words or figures.")
class TableBlock(blocks.StructBlock):
    """A table with a caption; the header row or column is chosen in the table's own form."""

    caption = blocks.CharBlock(max_length=250, help_text="What the table shows; read out before it.")
    table = WagtailTableBlock(
        table_options={"minSpareRows": 0, "startRows": 3, "startCols": 3},
        help_text="Say first which row or column holds the headings. Keep it small: phones are narrow.",
    )

    graphql_fields = [
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
        ),
    ]

    class Meta:
        icon = "table"
        label = "Table"
        description = "A small table with a caption"
        preview_value = {
            "caption": "Who can help",
            "table": {
                "data": [["Need", "Who to ask"], ["Food", "Open Door Food Network"]],
                "first_row_is_table_header": True,
                "first_col_is_header": False,
                "table_header_choice": "row",
            },
        }


@item_type("AccordionItem", "One part of an accordion.")
class AccordionItemBlock(blocks.StructBlock):
    """A title that opens to show a text."""

    title = blocks.CharBlock(max_length=150, help_text="What readers see before they open it; a question works well.")
    text = InlineRichText(help_text="What they see after.")

    graphql_fields = [
        field("title", String, "What is seen before it opens.", required=True),
        field("text", RichTextContent, "What it holds.", required=True, resolve=lambda n, i: n.rich_text("text")),
    ]


@block_type("Parts that open one by one.")
class AccordionBlock(blocks.StructBlock):
    """Parts that open one by one."""

    title = blocks.CharBlock(required=False, max_length=150, help_text="Optional, such as “Questions people ask”.")
    items = blocks.ListBlock(AccordionItemBlock(), min_num=1, help_text="Never hide anything urgent in here.")

    graphql_fields = [
        field("title", String, "Title over the parts."),
        field(
            "sections",
            list_of(lambda: AccordionItemBlock.graphql_type),
            "The parts in order.",
            required=True,
            resolve=lambda n, i: n.items("items"),
        ),
    ]

    class Meta:
        icon = "collapse-down"
        label = "Accordion"
        description = "Questions and answers that open one by one"
        preview_value = {
            "title": "Questions people ask",
            "items": [{"title": "What if they say no?", "text": "<p>Thank them, and leave the door open.</p>"}],
        }


@block_type("Another page of the library.")
class ResourceLinkBlock(blocks.StructBlock):
    """A page of the library to read next."""

    page = blocks.PageChooserBlock(help_text="Readers see it only if they may.")
    note = blocks.CharBlock(required=False, max_length=250, help_text="Optional: why to read it.")

    graphql_fields = [
        field(
            "page",
            page_interface,
            "The page; null where the reader may not see it.",
            resolve=lambda n, i: n.page("page"),
        ),
        field("note", String, "Why to read it."),
    ]

    class Meta:
        icon = "doc-empty-inverse"
        label = "Resource link"
        description = "Points at another page of the library"
        preview_template = "core/block_previews/resource_link.html"
        preview_value = {"note": "Read this first."}


@item_type("Link", "One link.")
class LinkBlock(blocks.StructBlock):
    """A link to a page here or to an address elsewhere."""

    title = blocks.CharBlock(max_length=200, help_text="Say where it leads; never “click here”.")
    url = blocks.URLBlock(required=False, label="Address", help_text="An https address on another site …")
    page = blocks.PageChooserBlock(required=False, help_text="… or a page of this library.")
    description = blocks.CharBlock(required=False, max_length=250, help_text="Optional: why to follow it.")

    graphql_fields = [
        field("title", String, "What the link says.", required=True),
        field(
            "url",
            String,
            "Absolute address; null where the reader may not see the page.",
            resolve=lambda n, i: link_url(n, i),
        ),
        field("page", page_interface, "The page, when it is one of this library.", resolve=lambda n, i: n.page("page")),
        field("description", String, "Why to follow it."),
    ]

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if bool(value["url"]) == bool(value["page"]):
            message = "Give an address or choose a page: one of the two."
            raise StructBlockValidationError({"url": ValidationError(message)})
        return value


def link_url(node: BlockNode, info: Any) -> str | None:
    """The address of a link block, of either kind."""
    if node.raw.get("page"):
        page = node.page("page")
        return ReadContext.of(info.context).page_url(page) if page else None
    return node.get("url") or None


@block_type("Several links.")
class LinkListBlock(blocks.StructBlock):
    """Links with a title."""

    title = blocks.CharBlock(required=False, max_length=150, help_text="Optional, such as “Where to send families”.")
    links = blocks.ListBlock(LinkBlock(), min_num=1, help_text="The most useful first.")

    graphql_fields = [
        field("title", String, "Title over the links."),
        field(
            "links",
            list_of(lambda: LinkBlock.graphql_type),
            "The links in order.",
            required=True,
            resolve=lambda n, i: n.items("links"),
        ),
    ]

    class Meta:
        icon = "link"
        label = "Link list"
        description = "Links to pages here or elsewhere"
        preview_value = {
            "title": "Where to send families",
            "links": [
                {"title": "Healthy Start", "url": "https://www.healthystart.nhs.uk/", "page": None, "description": ""}
            ],
        }


@item_type("Reference", "One thing referred to.")
class ReferenceBlock(blocks.StructBlock):
    """One publication."""

    title = blocks.CharBlock(max_length=300, help_text="The title as published.")
    authors = blocks.CharBlock(
        required=False, max_length=300, help_text="As in the publication, such as “Tudor Hart J”."
    )
    year = blocks.IntegerBlock(required=False, min_value=1800, max_value=2100, help_text="Four digits.")
    url = blocks.URLBlock(required=False, label="Address", help_text="Where it can be read.")
    doi = blocks.CharBlock(
        required=False,
        max_length=200,
        label="DOI",
        validators=[validate_doi],
        help_text="Begins with 10., such as 10.1542/peds.2014-2888.",
    )

    graphql_fields = [
        field("title", String, "The title as published.", required=True),
        field("authors", String, "Who wrote it."),
        field("year", Int, "Year of publication."),
        field("url", String, "Where it can be read."),
        field("doi", String, "Digital object identifier, without a prefix."),
    ]


@block_type("What the text refers to.")
class ReferencesBlock(blocks.StructBlock):
    """A list of publications."""

    title = blocks.CharBlock(required=False, default="References", max_length=150, help_text="Usually “References”.")
    items = blocks.ListBlock(ReferenceBlock(), min_num=1, help_text="In the order of the text, or by name.")

    graphql_fields = [
        field("title", String, "Title over the list."),
        field(
            "items",
            list_of(lambda: ReferenceBlock.graphql_type),
            "The publications.",
            required=True,
            resolve=lambda n, i: n.items("items"),
        ),
    ]

    class Meta:
        icon = "list-ul"
        label = "References"
        description = "Publications that the text rests on"
        preview_value = {
            "title": "References",
            "items": [
                {
                    "title": "The inverse care law",
                    "authors": "Tudor Hart J",
                    "year": 1971,
                    "url": "",
                    "doi": "10.1016/S0140-6736(71)92410-X",
                }
            ],
        }
