"""Blocks that show or offer something: pictures, films, sound and files."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from content_types.core.blocks.text import InlineRichText
from content_types.core.embeds import validate_embed_url
from content_types.core.identifiers import UrlBlock
from content_types.core.media_types import CAPTIONS, media_type

MEDIA_KINDS = [("video", "Video"), ("audio", "Audio")]
ALT_TEXT_HELP = (
    "Say in one sentence what the picture shows, for people who cannot see it. Not needed if the picture is decorative."
)
ALT_TEXT_MISSING = "Describe the picture in one sentence for people who cannot see it, or tick “decorative” if it adds nothing to the text."


class ImageBlock(blocks.StructBlock):
    """A picture with alt text, caption and credit."""

    image = ImageChooserBlock(help_text="Choose a picture, or upload one that you have the right to use.")
    alt_text = blocks.CharBlock(required=False, max_length=250, label="Alt text", help_text=ALT_TEXT_HELP)
    decorative = blocks.BooleanBlock(
        required=False, help_text="Tick if the picture adds nothing that the text does not say."
    )
    caption = blocks.CharBlock(required=False, max_length=250, help_text="Optional words under the picture.")
    credit = blocks.CharBlock(required=False, max_length=120, help_text="Who made it, such as “Photo: Leila Haddad”.")

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not self.is_deferred_validation and not value["decorative"] and not value["alt_text"].strip():
            raise StructBlockValidationError({"alt_text": ValidationError(ALT_TEXT_MISSING)})
        return value

    class Meta:
        icon = "image"
        label = "Image"
        description = "A picture with its alt text"
        preview_template = "core/block_previews/image.html"
        preview_value = {"caption": "The waiting room at half past eight."}


DURATION = r"^(?:\d{1,2}:[0-5]?\d|\d{1,3}):[0-5]\d$"
DURATION_INVALID = "Write minutes and seconds, such as 12:30, or hours too: 1:02:30."
DURATION_HELP = "How long it is, in minutes and seconds, such as 12:30."


def seconds_of(duration: str) -> int | None:
    """The seconds of a stored duration (``12:30``, ``1:02:30``); None for an empty one."""
    if not duration:
        return None
    total = 0
    for part in duration.split(":"):
        total = total * 60 + int(part)
    return total


def _duration() -> blocks.RegexBlock:
    return blocks.RegexBlock(
        regex=DURATION,
        required=False,
        max_length=9,
        error_messages={"invalid": DURATION_INVALID},
        help_text=DURATION_HELP,
    )


def _poster() -> ImageChooserBlock:
    return ImageChooserBlock(required=False, help_text="A still picture to show before it is played.")


class EmbedBlock(blocks.StructBlock):
    """A film or episode on one of a few sites, with a transcript."""

    url = UrlBlock(
        label="Address",
        validators=[validate_embed_url],
        help_text="Paste the https address from YouTube, Vimeo, Spotify, Apple Podcasts or SoundCloud.",
    )
    title = blocks.CharBlock(max_length=200, help_text="What it is; read out by screen readers.")
    duration = _duration()
    poster = _poster()
    transcript = InlineRichText(
        required=False, help_text="The words spoken, or a summary, for people who cannot listen."
    )

    class Meta:
        icon = "media"
        label = "Embed"
        description = "A film or podcast from YouTube, Vimeo, Spotify, Apple Podcasts or SoundCloud"
        preview_value = {
            "url": "https://www.youtube.com/watch?v=95ovIJ3dsNk",
            "title": "How childhood trauma affects health",
        }


class MediaBlock(blocks.StructBlock):
    """A recording, uploaded or at an address, with a transcript that is required."""

    kind = blocks.ChoiceBlock(choices=MEDIA_KINDS, default="video", help_text="Video or sound only.")
    title = blocks.CharBlock(max_length=200, help_text="What it is.")
    document = DocumentChooserBlock(
        required=False, label="File", help_text="Upload the recording as a document, or give its address below."
    )
    url = UrlBlock(required=False, label="Address", help_text="Where the recording is, if it is not uploaded here.")
    duration = _duration()
    poster = _poster()
    captions = DocumentChooserBlock(
        required=False, label="Captions file", help_text="A WebVTT file (.vtt), so that people can read along."
    )
    captions_url = UrlBlock(
        required=False, label="Address of captions", help_text="Where the WebVTT file is, if it is not uploaded here."
    )
    transcript = InlineRichText(help_text="The words spoken. People on a ward often cannot play sound.")

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if self.is_deferred_validation:
            return value
        errors = {}
        if bool(value["document"]) == bool(value["url"]):
            errors["url"] = ValidationError("Choose a file or give an address: one of the two.")
        if value["captions"] and value["captions_url"]:
            errors["captions_url"] = ValidationError("Choose a file of captions or give its address: one of the two.")
        elif value["captions"] and media_type(value["captions"].filename) != CAPTIONS:
            errors["captions"] = ValidationError("Captions are a WebVTT file, whose name ends with .vtt.")
        if errors:
            raise StructBlockValidationError(errors)
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


class DocumentBlock(blocks.StructBlock):
    """A file with a line on what it is for."""

    document = DocumentChooserBlock(help_text="Choose or upload the file. PDFs should have real text, not scans.")
    title = blocks.CharBlock(required=False, max_length=200, help_text="Leave empty to use the file's own title.")
    description = blocks.TextBlock(required=False, help_text="One line on what it is for.")

    class Meta:
        icon = "doc-full"
        label = "Document"
        description = "A file to download"
        preview_template = "core/block_previews/document.html"
        preview_value = {"title": "Prompt card", "description": "Two sides of A5, for your lanyard."}
