"""Blocks that show or offer something: pictures, films, sound and files."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from content_types.core.blocks.text import InlineRichText
from content_types.core.context import ReadContext
from content_types.core.documents import DocumentType
from content_types.core.embeds import PROVIDERS, find_player, validate_embed_url
from content_types.core.graphql.fields import Attribute, Boolean, Enum, String, field
from content_types.core.images import ImageType, ImageValue
from content_types.core.richtext import RichTextContent
from content_types.core.streams import BlockNode, block_type

ALT_TEXT_HELP = (
    "Say in one sentence what the picture shows, for people who cannot see it. Not needed if the picture is decorative."
)
ALT_TEXT_MISSING = "Describe the picture in one sentence for people who cannot see it, or tick “decorative” if it adds nothing to the text."


def block_image(node: BlockNode, name: str = "image") -> ImageValue | None:
    """The image of a block with the alt text that was written for this use."""
    image = node.image(name)
    if image is None:
        return None
    decorative = bool("decorative" in node.block.child_blocks and node.get("decorative"))
    alt = "" if decorative else (node.get("alt_text") or image.description or image.title)
    return ImageValue(image, alt, decorative)


@block_type("A picture within the text.")
class ImageBlock(blocks.StructBlock):
    """A picture with alt text, caption and credit."""

    image = ImageChooserBlock(help_text="Choose a picture, or upload one that you have the right to use.")
    alt_text = blocks.CharBlock(required=False, max_length=250, label="Alt text", help_text=ALT_TEXT_HELP)
    decorative = blocks.BooleanBlock(
        required=False, help_text="Tick if the picture adds nothing that the text does not say."
    )
    caption = blocks.CharBlock(required=False, max_length=250, help_text="Optional words under the picture.")
    credit = blocks.CharBlock(required=False, max_length=120, help_text="Who made it, such as “Photo: Leila Haddad”.")

    graphql_fields = [
        field(
            "image",
            ImageType,
            "The picture; null where the reader may not see it.",
            resolve=lambda n, i: block_image(n),
        ),
        field("caption", String, "Words under the picture."),
        field("credit", String, "Who made it."),
    ]

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not value["decorative"] and not value["alt_text"].strip():
            raise StructBlockValidationError({"alt_text": ValidationError(ALT_TEXT_MISSING)})
        return value

    class Meta:
        icon = "image"
        label = "Image"
        description = "A picture with its alt text"
        preview_template = "core/block_previews/image.html"
        preview_value = {"caption": "The waiting room at half past eight."}


EmbedProvider = Enum(
    "EmbedProvider", [(p.name, p.label) for p in PROVIDERS], "A site whose films or episodes may be embedded."
)


@block_type("A film or episode on another site.")
class EmbedBlock(blocks.StructBlock):
    """A film or episode on one of a few sites, with a transcript."""

    url = blocks.URLBlock(
        label="Address",
        validators=[validate_embed_url],
        help_text="Paste the https address from YouTube, Vimeo, Spotify, Apple Podcasts or SoundCloud.",
    )
    title = blocks.CharBlock(max_length=200, help_text="What it is; read out by screen readers.")
    transcript = InlineRichText(
        required=False, help_text="The words spoken, or a summary, for people who cannot listen."
    )

    graphql_fields = [
        field("url", String, "The address of the film or episode."),
        field("title", String, "What it is."),
        field("provider", EmbedProvider, "The site that it is on.", resolve=lambda n, i: _provider(n)),
        field(
            "player_url",
            String,
            "Address for an `iframe`, in the provider's form that tracks least.",
            resolve=lambda n, i: _player(n),
        ),
        field(
            "transcript",
            RichTextContent,
            "The words spoken, or a summary.",
            resolve=lambda n, i: _transcript(n),
        ),
    ]

    class Meta:
        icon = "media"
        label = "Embed"
        description = "A film or podcast from YouTube, Vimeo, Spotify, Apple Podcasts or SoundCloud"
        preview_value = {
            "url": "https://www.youtube.com/watch?v=95ovIJ3dsNk",
            "title": "How childhood trauma affects health",
        }


def _transcript(node: BlockNode) -> RichTextContent | None:
    return RichTextContent(node, node.get("transcript")) if node.get("transcript") else None


def _provider(node: BlockNode) -> str | None:
    found = find_player(node.get("url") or "")
    return found[0].name if found else None


def _player(node: BlockNode) -> str | None:
    found = find_player(node.get("url") or "")
    return found[1] if found else None


MediaKind = Enum("MediaKind", [("video", "Video"), ("audio", "Audio")], "Whether there is something to see.")


@block_type("A video or sound recording with its transcript.")
class MediaBlock(blocks.StructBlock):
    """A recording, uploaded or at an address, with a transcript that is required."""

    kind = blocks.ChoiceBlock(
        choices=[("video", "Video"), ("audio", "Audio")], default="video", help_text="Video or sound only."
    )
    title = blocks.CharBlock(max_length=200, help_text="What it is.")
    document = DocumentChooserBlock(
        required=False, label="File", help_text="Upload the recording as a document, or give its address below."
    )
    url = blocks.URLBlock(
        required=False, label="Address", help_text="Where the recording is, if it is not uploaded here."
    )
    transcript = InlineRichText(help_text="The words spoken. People on a ward often cannot play sound.")

    graphql_fields = [
        field("media_kind", MediaKind, "Video or audio.", required=True, resolve=Attribute("kind", required=True)),
        field("title", String, "What it is."),
        field(
            "url",
            String,
            "Address of the recording; null where the reader may not have the file.",
            resolve=lambda n, i: _media_url(n, i),
        ),
        field(
            "transcript",
            RichTextContent,
            "The words spoken.",
            resolve=lambda n, i: _transcript(n),
        ),
    ]

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if bool(value["document"]) == bool(value["url"]):
            raise StructBlockValidationError(
                {"url": ValidationError("Choose a file or give an address: one of the two.")}
            )
        return value

    class Meta:
        icon = "media"
        label = "Video or audio"
        description = "A recording with its transcript"
        preview_value = {
            "kind": "audio",
            "title": "A Schwarz Round, ten minutes",
            "url": "https://media.example.org/round.mp3",
            "transcript": "<p>Welcome, everybody.</p>",
        }


def _media_url(node: BlockNode, info: Any) -> str | None:
    document = node.document("document")
    if document:
        return ReadContext.of(info.context).absolute(document.url)
    return node.get("url") or None


@block_type("A file to download.")
class DocumentBlock(blocks.StructBlock):
    """A file with a line on what it is for."""

    document = DocumentChooserBlock(help_text="Choose or upload the file. PDFs should have real text, not scans.")
    title = blocks.CharBlock(required=False, max_length=200, help_text="Leave empty to use the file's own title.")
    description = blocks.TextBlock(required=False, help_text="One line on what it is for.")

    graphql_fields = [
        field(
            "document",
            DocumentType,
            "The file; null where the reader may not have it.",
            resolve=lambda n, i: n.document("document"),
        ),
        field("title", String, "What to call it here; null means the file's own title."),
        field("description", String, "What it is for."),
        field(
            "available",
            Boolean,
            "False when the reader may not have the file.",
            required=True,
            resolve=lambda n, i: n.document("document") is not None,
        ),
    ]

    class Meta:
        icon = "doc-full"
        label = "Document"
        description = "A file to download"
        preview_template = "core/block_previews/document.html"
        preview_value = {"title": "Prompt card", "description": "Two sides of A5, for your lanyard."}
