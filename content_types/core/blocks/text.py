"""Blocks that hold words: rich text, headings, quotes, facts, callouts and reflection questions."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from wagtail import blocks

from content_types.core.identifiers import UrlBlock
from content_types.core.richtext import RICH_TEXT_FEATURES, says_nothing
from content_types.core.streams import BlockNode

HEADING_LEVELS = [("h2", "Section (H2)"), ("h3", "Sub-section (H3)"), ("h4", "Smaller heading (H4)")]
CALLOUT_KINDS = [("info", "Good to know"), ("warning", "Take care"), ("safeguarding", "Safeguarding")]


class FilledRichTextBlock(blocks.RichTextBlock):
    """Rich text that, where it is required, says something: an editor that was opened and left gives an empty paragraph."""

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if self.required and says_nothing(cleaned.source or ""):
            raise ValidationError(self.field.error_messages["required"], code="required")
        return cleaned


class RichTextBlock(FilledRichTextBlock):
    """Formatted text; headings are a block of their own, so that their order can be checked."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", RICH_TEXT_FEATURES)
        kwargs.setdefault("help_text", "Ordinary text. Select words to make them bold or to link them to a page.")
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        label = "Text"
        description = "Paragraphs, lists and links"
        preview_value = "<p>Ask every family about money, <b>kindly and as routine</b>, and say why you ask.</p>"


def InlineRichText(**kwargs: Any) -> FilledRichTextBlock:
    """A rich text child of another block, with the features that every text in the library has."""
    kwargs.setdefault("features", RICH_TEXT_FEATURES)
    return FilledRichTextBlock(**kwargs)


def heading_anchor(node: BlockNode) -> str:
    """The fragment identifier of a heading: the editor's own, else the slug of its text."""
    return str(node.get("anchor") or slugify(str(node.get("text") or "")) or "section")


class HeadingBlock(blocks.StructBlock):
    """A heading, with a level and an anchor that links can point at."""

    text = blocks.CharBlock(max_length=200, help_text="Say what the next part is about, in a few words.")
    level = blocks.ChoiceBlock(
        choices=HEADING_LEVELS,
        default="h2",
        help_text="Start with a section (H2). Use H3 only under an H2, and H4 only under an H3.",
    )
    anchor = blocks.RegexBlock(
        regex=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        required=False,
        max_length=80,
        help_text="Leave empty: it is made from the text. Links to this heading end in #this-word.",
        error_messages={"invalid": "Use small letters, digits and hyphens only, such as asking-about-money."},
    )

    class Meta:
        icon = "title"
        label = "Heading"
        description = "Divides the text so that readers can skim it"
        preview_value = {"text": "Asking about money", "level": "h2"}
        form_classname = "struct-block heading-block"


class QuoteBlock(blocks.StructBlock):
    """A quotation with its speaker."""

    text = blocks.TextBlock(help_text="The words themselves, without quotation marks.")
    attribution = blocks.CharBlock(
        required=False, max_length=120, help_text="Who said it. Never a patient's real name."
    )
    role = blocks.CharBlock(required=False, max_length=120, help_text="For example: parent of two, Leeds.")
    source_url = UrlBlock(required=False, label="Source address", help_text="Where it was said, if it is on the web.")

    class Meta:
        icon = "openquote"
        label = "Quote"
        description = "Somebody's own words"
        preview_value = {"text": "Nobody had ever asked us before.", "attribution": "A mother of two"}


class KeyFactBlock(blocks.StructBlock):
    """One figure, what it counts, and where it comes from."""

    figure = blocks.CharBlock(max_length=40, help_text="Short: 4.5 million, 1 in 3, £31,000.")
    label = blocks.CharBlock(max_length=200, help_text="What the figure counts, and when.")
    source_title = blocks.CharBlock(required=False, max_length=200, help_text="Who published it, and the year.")
    source_url = UrlBlock(required=False, label="Source address", help_text="Where readers can check it.")


class KeyFactsBlock(blocks.StructBlock):
    """A few figures side by side."""

    title = blocks.CharBlock(required=False, max_length=120, help_text="Optional, such as “Child poverty in the UK”.")
    facts = blocks.ListBlock(KeyFactBlock(), min_num=1, max_num=6, help_text="One to six figures; three read best.")

    class Meta:
        icon = "order"
        label = "Key facts"
        description = "Up to six figures with their sources"
        preview_value = {
            "title": "In a class of thirty",
            "facts": [{"figure": "9", "label": "children live in poverty", "source_title": "DWP, 2024"}],
        }


class CalloutBlock(blocks.StructBlock):
    """A note that must not be missed."""

    kind = blocks.ChoiceBlock(
        choices=CALLOUT_KINDS,
        default="info",
        help_text="Safeguarding is for what to do when a child may be at risk.",
    )
    title = blocks.CharBlock(max_length=120, help_text="What the note is about.")
    text = InlineRichText(help_text="Two or three sentences.")

    class Meta:
        icon = "warning"
        label = "Callout"
        description = "A boxed note: good to know, take care, or safeguarding"
        preview_value = {
            "kind": "safeguarding",
            "title": "If you are worried about a child",
            "text": "<p>Speak to your safeguarding lead today. Do not wait for the next clinic.</p>",
        }


class ReflectionBlock(blocks.StructBlock):
    """A question for the reader."""

    question = blocks.TextBlock(help_text="One open question. Avoid questions with a yes or no answer.")
    prompt = blocks.TextBlock(required=False, help_text="Optional: how to use it, such as “five minutes in pairs”.")

    class Meta:
        icon = "help"
        label = "Reflection question"
        description = "A question to think about, alone or as a team"
        preview_value = {"question": "When did you last ask a family how they travelled to you?"}


def check_heading_order(levels: list[int]) -> list[tuple[int, str]]:
    """Find headings that skip a level.

    Takes the levels (2 to 4) of a body's headings in order; gives (position, what to do) for each that is wrong.
    """
    problems: list[tuple[int, str]] = []
    previous = 1
    for position, level in enumerate(levels):
        if level > previous + 1:
            need = f"H{previous + 1}"
            why = (
                "The first heading must be a section (H2)"
                if previous == 1
                else f"After an H{previous} comes an H{previous} or {need}"
            )
            problems.append((position, f"{why}. Change this heading to {need}, or add the missing heading before it."))
        previous = level
    return problems


def validation_error_for_blocks(errors: dict[int, str]) -> ValidationError:
    """A StreamField error that Wagtail shows beside the blocks at these positions."""
    from wagtail.blocks import StreamBlockValidationError

    return StreamBlockValidationError(
        block_errors={position: ValidationError(message) for position, message in errors.items()}
    )
