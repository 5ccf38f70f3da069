"""What the API shows of blocks that show or offer something."""

from __future__ import annotations

from typing import Any

from content_types.core.blocks.media import MEDIA_KINDS, DocumentBlock, EmbedBlock, ImageBlock, MediaBlock, seconds_of
from content_types.core.documents import DocumentType
from content_types.core.embeds import PROVIDERS, find_player
from content_types.core.graphql.block_types import BlockApi
from content_types.core.graphql.fields import Attribute, Boolean, Enum, Int, String, field
from content_types.core.graphql.rich_text import RichTextType
from content_types.core.graphql.scalars import URL
from content_types.core.images import ImageType, ImageValue
from content_types.core.media_types import HTML, recording_type
from content_types.core.richtext import RichTextValue
from content_types.core.streams import BlockNode
from delivery.addresses import served

EmbedProvider = Enum(
    "EmbedProvider", [(p.name, p.label) for p in PROVIDERS], "A site whose films or episodes may be embedded."
)
MediaKind = Enum("MediaKind", MEDIA_KINDS, "Whether there is something to see.")
FILE, PAGE = "file", "page"
MediaSource = Enum(
    "MediaSource",
    [(FILE, "File"), (PAGE, "Page of another site")],
    "Whether an address is that of a file or of a page.",
    {
        FILE: "A file: for the `src` of a `video` or `audio` element",
        PAGE: "A page of another site: embed `playerUrl` where there is one, else link to `url`",
    },
)


def block_image(node: BlockNode, name: str = "image") -> ImageValue | None:
    """The image of a block with the alt text that was written for this use."""
    image = node.image(name)
    if image is None:
        return None
    decorative = bool("decorative" in node.block.child_blocks and node.get("decorative"))
    alt = "" if decorative else (node.get("alt_text") or image.description or image.title)
    return ImageValue(image, alt, decorative)


def _transcript(node: BlockNode) -> RichTextValue | None:
    return RichTextValue(node.group, node.get("transcript")) if node.get("transcript") else None


def _poster(node: BlockNode) -> ImageValue | None:
    image = node.image("poster")
    return ImageValue(image, "", decorative=True) if image is not None else None


def _mime_type(node: BlockNode) -> str | None:
    document = node.document("document")
    if document is None and not node.get("url"):
        return None
    return recording_type(document.filename if document else node.get("url"), node.get("kind")) or HTML


def _source(node: BlockNode) -> str | None:
    found = _mime_type(node)
    return found and source_of(found)


def source_of(mime_type: str) -> str:
    """Whether what has this MIME type is a file or a page."""
    return PAGE if mime_type == HTML else FILE


def _captions_url(node: BlockNode) -> str | None:
    document = node.document("captions")
    return served(document.url) if document else node.get("captions_url") or None


def _of_recording(mime_type: Any, source: Any) -> list[Any]:
    """What is said of every recording, a file's or a page's."""
    return [
        field(
            "source",
            MediaSource,
            "Whether `url` is a file or a page; null where the reader may not have the file.",
            resolve=lambda n, i: source(n),
        ),
        field(
            "mime_type",
            String,
            "MIME type of what is at `url`: `text/html` for a page.",
            resolve=lambda n, i: mime_type(n),
        ),
        field(
            "duration_seconds",
            Int,
            "How long it is; null where editors did not say.",
            resolve=lambda n, i: seconds_of(node_text(n, "duration")),
        ),
        field("poster", ImageType, "A still picture to show before it is played.", resolve=lambda n, i: _poster(n)),
    ]


def node_text(node: BlockNode, name: str) -> str:
    """The stored text of a child; empty where there is none."""
    return node.get(name) or ""


def provider_of(url: str) -> str | None:
    """The site whose players may be embedded that an address is on; None for any other."""
    found = find_player(url)
    return found[0].name if found else None


def player_of(url: str) -> str | None:
    """The address of the player for an ``iframe``; None for an address of any other site."""
    found = find_player(url)
    return found[1] if found else None


def _provider(node: BlockNode) -> str | None:
    return provider_of(node.get("url") or "")


def _player(node: BlockNode) -> str | None:
    return player_of(node.get("url") or "")


def media_url(node: BlockNode) -> str | None:
    """The address of a recording, uploaded or elsewhere; None where the viewer may not have the file."""
    document = node.document("document")
    if document:
        return served(document.url)
    return node.get("url") or None


BLOCKS = [
    BlockApi(
        ImageBlock,
        "A picture within the text.",
        [
            field(
                "image",
                ImageType,
                "The picture; null where the reader may not see it.",
                resolve=lambda n, i: block_image(n),
            ),
            field("caption", String, "Words under the picture."),
            field("credit", String, "Who made it."),
        ],
    ),
    BlockApi(
        EmbedBlock,
        "A film or episode on another site.",
        [
            field("url", URL, "The address of the film or episode."),
            field("title", String, "What it is."),
            field("provider", EmbedProvider, "The site that it is on.", resolve=lambda n, i: _provider(n)),
            field(
                "player_url",
                URL,
                "Address for an `iframe`, in the provider's form that tracks least.",
                resolve=lambda n, i: _player(n),
            ),
            *_of_recording(lambda node: HTML, lambda node: PAGE),
            field(
                "transcript",
                RichTextType,
                "The words spoken, or a summary.",
                resolve=lambda n, i: _transcript(n),
            ),
        ],
    ),
    BlockApi(
        MediaBlock,
        "A video or sound recording with its transcript.",
        [
            field("media_kind", MediaKind, "Video or audio.", required=True, resolve=Attribute("kind", required=True)),
            field("title", String, "What it is."),
            field(
                "url",
                URL,
                "Address of the recording; null where the reader may not have the file.",
                resolve=lambda n, i: media_url(n),
            ),
            *_of_recording(_mime_type, _source),
            field(
                "player_url",
                URL,
                "Address for an `iframe`, where `url` is a page of a site whose players may be embedded.",
                resolve=lambda n, i: _player(n),
            ),
            field("captions_url", URL, "Address of captions (WebVTT).", resolve=lambda n, i: _captions_url(n)),
            field(
                "transcript",
                RichTextType,
                "The words spoken.",
                resolve=lambda n, i: _transcript(n),
            ),
        ],
    ),
    BlockApi(
        DocumentBlock,
        "A file to download.",
        [
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
        ],
    ),
]
