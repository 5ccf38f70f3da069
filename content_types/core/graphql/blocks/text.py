"""What the API shows of blocks that hold words."""

from __future__ import annotations

from content_types.core.blocks.text import (
    CALLOUT_KINDS,
    CalloutBlock,
    HeadingBlock,
    KeyFactBlock,
    KeyFactsBlock,
    QuoteBlock,
    ReflectionBlock,
    RichTextBlock,
    heading_anchor,
)
from content_types.core.graphql.block_types import BlockApi, block_type
from content_types.core.graphql.fields import Attribute, Enum, Int, String, field, list_of
from content_types.core.graphql.rich_text import RichTextType
from content_types.core.graphql.scalars import URL
from content_types.core.richtext import RichTextValue

CalloutKind = Enum("CalloutKind", CALLOUT_KINDS, "What a callout is for.")

BLOCKS = [
    BlockApi(
        RichTextBlock,
        "Formatted text as sanitised HTML.",
        [
            field(
                "text",
                RichTextType,
                "The formatted text.",
                required=True,
                resolve=lambda node, info: RichTextValue(node.group, node.raw or ""),
            )
        ],
    ),
    BlockApi(
        HeadingBlock,
        "A heading within the text.",
        [
            field(
                "heading", String, "The words of the heading.", required=True, resolve=Attribute("text", required=True)
            ),
            field(
                "level",
                Int,
                "2, 3 or 4, as in HTML h2 to h4.",
                required=True,
                resolve=lambda n, i: int(n.get("level")[1]),
            ),
            field(
                "anchor",
                String,
                "Fragment identifier, unique enough to link to.",
                required=True,
                resolve=lambda n, i: heading_anchor(n),
            ),
        ],
    ),
    BlockApi(
        QuoteBlock,
        "Words of somebody else, set apart.",
        [
            field(
                "quote",
                String,
                "The words quoted, without quotation marks.",
                required=True,
                resolve=Attribute("text", required=True),
            ),
            field("attribution", String, "Who said it."),
            field("role", String, "What the speaker is or does."),
            field("source_url", URL, "Where the words can be read."),
        ],
    ),
    BlockApi(
        KeyFactBlock,
        "One figure and what it counts.",
        [
            field("figure", String, "The figure as written, such as “1 in 3”.", required=True),
            field("label", String, "What the figure counts.", required=True),
            field("source_title", String, "Who published it."),
            field("source_url", URL, "Where it can be checked."),
        ],
        name="KeyFact",
    ),
    BlockApi(
        KeyFactsBlock,
        "Figures that stand out.",
        [
            field("title", String, "Title over the figures."),
            field(
                "facts",
                list_of(block_type(KeyFactBlock)),
                "The figures in order.",
                required=True,
                resolve=lambda n, i: n.items("facts"),
            ),
        ],
    ),
    BlockApi(
        CalloutBlock,
        "A boxed note.",
        [
            field(
                "callout_kind",
                CalloutKind,
                "What the note is for.",
                required=True,
                resolve=Attribute("kind", required=True),
            ),
            field("title", String, "What the note is about."),
            field("text", RichTextType, "The note.", required=True, resolve=lambda n, i: n.rich_text("text")),
        ],
    ),
    BlockApi(
        ReflectionBlock,
        "A question to think about, alone or as a team.",
        [
            field("question", String, "The question.", required=True),
            field("prompt", String, "How to use it."),
        ],
    ),
]
