"""What the API shows of pages that are not resources."""

from __future__ import annotations

from content_types.core.graphql.block_types import BlockInterface
from content_types.core.graphql.fields import Date, String, field, list_of
from content_types.core.graphql.library import featured, resource_interface
from content_types.core.graphql.rich_text import RichTextType
from content_types.core.graphql.streams import BODY_MARKDOWN, resolve_markdown, resolve_rich_text, resolve_stream

INTRODUCED_FIELDS = [
    field(
        "introduction", RichTextType, "What this part of the site is for.", resolve=resolve_rich_text("introduction")
    ),
]

HOME_FIELDS = [
    *INTRODUCED_FIELDS,
    field(
        "featured",
        list_of(resource_interface),
        "What editors show first, in their order, as far as the reader may see it.",
        required=True,
        resolve=featured,
    ),
]

STANDARD_PAGE_FIELDS = [
    field("body", list_of(BlockInterface), "The text as blocks.", required=True, resolve=resolve_stream("body")),
    field("body_markdown", String, BODY_MARKDOWN, required=True, resolve=resolve_markdown("body")),
    field("last_updated", Date, "When it was last changed in substance."),
]
