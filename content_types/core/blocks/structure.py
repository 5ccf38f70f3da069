"""Blocks that order things: steps, checklists, tables, accordions, links and references."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.table_block.blocks import TableBlock as WagtailTableBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail_localize.segments import StringSegmentValue

from content_types.core.blocks.media import ALT_TEXT_HELP, ALT_TEXT_MISSING
from content_types.core.blocks.text import InlineRichText
from content_types.core.identifiers import DoiBlock, UrlBlock


class StepBlock(blocks.StructBlock):
    """One thing to do, with a picture where it helps."""

    title = blocks.CharBlock(max_length=150, help_text="What to do, beginning with a verb.")
    text = InlineRichText(required=False, help_text="How to do it, in a few sentences.")
    image = ImageChooserBlock(required=False, help_text="Optional picture.")
    alt_text = blocks.CharBlock(required=False, max_length=250, label="Alt text", help_text=ALT_TEXT_HELP)

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not self.is_deferred_validation and value["image"] and not value["alt_text"].strip():
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


class StepsBlock(blocks.StructBlock):
    """Numbered steps."""

    title = blocks.CharBlock(required=False, max_length=150, help_text="Optional, such as “In your next clinic”.")
    steps = blocks.ListBlock(StepBlock(), min_num=1, help_text="In the order in which they are done.")

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


class ChecklistItemBlock(blocks.StructBlock):
    """One thing to tick off."""

    text = blocks.CharBlock(max_length=250, help_text="One thing that is done or not done.")
    hint = blocks.CharBlock(required=False, max_length=250, help_text="Optional: how to know that it is done.")


class ChecklistBlock(blocks.StructBlock):
    """Things to tick off."""

    title = blocks.CharBlock(required=False, max_length=150, help_text="Optional, such as “Before the family leaves”.")
    items = blocks.ListBlock(ChecklistItemBlock(), min_num=1, help_text="Each is one thing.")

    class Meta:
        icon = "check"
        label = "Checklist"
        description = "Things to tick off"
        preview_value = {"title": "Before the family leaves", "items": [{"text": "They know who to ring", "hint": ""}]}


class TableCellsBlock(WagtailTableBlock):
    """The cells of a table, each of which is translated on its own."""

    def get_translatable_segments(self, value: Any) -> list[StringSegmentValue]:
        """The texts of the cells as wagtail-localize asks for them, by row and column from 0."""
        return [
            StringSegmentValue(f"{row}-{column}", text)
            for row, cells in enumerate((value or {}).get("data") or ())
            for column, text in enumerate(cells)
            if text
        ]

    def restore_translated_segments(self, value: Any, segments: Iterable[StringSegmentValue]) -> Any:
        """A table with the texts of these cells in the place of its own."""
        data = [list(cells) for cells in value["data"]]
        for segment in segments:
            row, _, column = segment.path.partition("-")
            data[int(row)][int(column)] = segment.render_text()
        return {**value, "data": data}


class TableBlock(blocks.StructBlock):
    """A table with a caption; the header row or column is chosen in the table's own form."""

    caption = blocks.CharBlock(max_length=250, help_text="What the table shows; read out before it.")
    table = TableCellsBlock(
        table_options={"minSpareRows": 0, "startRows": 3, "startCols": 3},
        help_text="Say first which row or column holds the headings. Keep it small: phones are narrow.",
    )

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


class AccordionItemBlock(blocks.StructBlock):
    """A title that opens to show a text."""

    title = blocks.CharBlock(max_length=150, help_text="What readers see before they open it; a question works well.")
    text = InlineRichText(help_text="What they see after.")


class AccordionBlock(blocks.StructBlock):
    """Parts that open one by one."""

    title = blocks.CharBlock(required=False, max_length=150, help_text="Optional, such as “Questions people ask”.")
    items = blocks.ListBlock(AccordionItemBlock(), min_num=1, help_text="Never hide anything urgent in here.")

    class Meta:
        icon = "collapse-down"
        label = "Accordion"
        description = "Questions and answers that open one by one"
        preview_value = {
            "title": "Questions people ask",
            "items": [{"title": "What if they say no?", "text": "<p>Thank them, and leave the door open.</p>"}],
        }


class ResourceLinkBlock(blocks.StructBlock):
    """A page of the library to read next."""

    page = blocks.PageChooserBlock(help_text="Readers see it only if they may.")
    note = blocks.CharBlock(required=False, max_length=250, help_text="Optional: why to read it.")

    class Meta:
        icon = "doc-empty-inverse"
        label = "Resource link"
        description = "Points at another page of the library"
        preview_template = "core/block_previews/resource_link.html"
        preview_value = {"note": "Read this first."}


class LinkBlock(blocks.StructBlock):
    """A link to a page here or to an address elsewhere."""

    title = blocks.CharBlock(max_length=200, help_text="Say where it leads; never “click here”.")
    url = UrlBlock(required=False, label="Address", help_text="An https address on another site …")
    page = blocks.PageChooserBlock(required=False, help_text="… or a page of this library.")
    description = blocks.CharBlock(required=False, max_length=250, help_text="Optional: why to follow it.")

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not self.is_deferred_validation and bool(value["url"]) == bool(value["page"]):
            message = "Give an address or choose a page: one of the two."
            raise StructBlockValidationError({"url": ValidationError(message)})
        return value


class LinkListBlock(blocks.StructBlock):
    """Links with a title."""

    title = blocks.CharBlock(required=False, max_length=150, help_text="Optional, such as “Where to send families”.")
    links = blocks.ListBlock(LinkBlock(), min_num=1, help_text="The most useful first.")

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


class ReferenceBlock(blocks.StructBlock):
    """One publication."""

    title = blocks.CharBlock(max_length=300, help_text="The title as published.")
    authors = blocks.CharBlock(
        required=False, max_length=300, help_text="As in the publication, such as “Tudor Hart J”."
    )
    year = blocks.IntegerBlock(required=False, min_value=1800, max_value=2100, help_text="Four digits.")
    url = UrlBlock(required=False, label="Address", help_text="Where it can be read.")
    doi = DoiBlock(
        required=False, max_length=200, label="DOI", help_text="Begins with 10., such as 10.1542/peds.2014-2888."
    )


class ReferencesBlock(blocks.StructBlock):
    """A list of publications."""

    title = blocks.CharBlock(required=False, default="References", max_length=150, help_text="Usually “References”.")
    items = blocks.ListBlock(ReferenceBlock(), min_num=1, help_text="In the order of the text, or by name.")

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
