"""Rich text: what editors may use, and what the API gives of it. Every form is written from one tree (``richtext_tree``)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

import nh3
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.rich_text import get_text_for_indexing
from wagtail.rich_text.rewriters import EmbedRewriter, LinkRewriter, MultiRuleRewriter

from content_types.core.richtext_tree import (
    LINK_REL,
    REFERENCE,
    Element,
    Link,
    Picture,
    Reference,
    Tree,
    folded,
    html_of,
    plain_of,
    read_tree,
)
from delivery.addresses import served

if TYPE_CHECKING:
    from content_types.core.streams import StreamGroup

# No headings: they are a block, so that their order can be checked and each has an anchor.
RICH_TEXT_FEATURES = [
    "bold", "italic", "ol", "ul", "link", "document-link", "image", "blockquote", "hr", "superscript", "subscript",
]  # fmt: skip

ALLOWED_TAGS = {"p", "br", "hr", "b", "strong", "i", "em", "ul", "ol", "li", "a", "img", "blockquote", "sup", "sub"}
ALLOWED_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}}
ALLOWED_SCHEMES = {"https", "http", "mailto", "tel", REFERENCE.rstrip(":")}
_INVISIBLE = " \u00ad\u200b\u200c\u200d\u2060\ufeff"


@dataclass(frozen=True)
class RichTextValue:
    """Rich text where it stands: the stored form, and the group that finds what it names for its reader."""

    group: StreamGroup
    source: str

    @cached_property
    def tree(self) -> Tree:
        """As the group's viewer may see it, with absolute addresses: a link to what they may not see is its words, a picture is not there."""
        return shown_tree(self.source, self.group)

    @property
    def html(self) -> str:
        """Sanitised HTML of the tree."""
        known = _without_references(self.source)
        return html_of(self.tree) if known is None else known

    @property
    def plain(self) -> str:
        """The words, white space folded."""
        return plain_of(stored_tree(self.source))

    def find(self, reference: Reference) -> Any:
        """The page, document or image that a link or picture of the tree names."""
        return self.group.find(_MODELS[reference.kind](), reference.key)


_MODELS = {"page": lambda: Page, "document": get_document_model, "image": get_image_model}


def plain_text(source: str) -> str:
    """The words of stored rich text, white space folded."""
    return " ".join(get_text_for_indexing(source).split())


def says_nothing(source: str) -> bool:
    """Whether stored rich text has neither words nor pictures: empty paragraphs, blanks of any kind, lines."""
    return "<embed" not in source and not plain_text(source).strip(_INVISIBLE)


@lru_cache(maxsize=4096)
def sanitise(html: str) -> str:
    """HTML with nothing in it but the tags, attributes and URL schemes of this module (by nh3, Mozilla's ammonia)."""
    return nh3.clean(
        html, tags=ALLOWED_TAGS, attributes=ALLOWED_ATTRIBUTES, url_schemes=ALLOWED_SCHEMES, link_rel=LINK_REL
    )


def _reference(kind: str, key: str | None) -> str:
    return Reference(kind, int(key)).address if key and key.isdecimal() else ""


_as_references = MultiRuleRewriter(
    [
        LinkRewriter(
            {
                kind: lambda attrs, kind=kind: f'<a href="{_reference(kind, attrs.get("id"))}">'
                for kind in ("page", "document")
            }
        ),
        EmbedRewriter(
            {
                "image": lambda attrs: (
                    f'<img src="{_reference("image", attrs.get("id"))}" alt="{escape(attrs.get("alt", ""))}">'
                ),
                "media": lambda attrs: "",
            }
        ),
    ]
)


@lru_cache(maxsize=4096)
def stored_tree(source: str) -> Tree:
    """Stored rich text as a tree, whoever reads it: objects of ours are named, not yet looked up."""
    return read_tree(sanitise(_as_references(source)))


@lru_cache(maxsize=4096)
def _without_references(source: str) -> str | None:
    """The HTML of a text that names no object of ours, so that it is the same for everybody; None for others."""
    tree = stored_tree(source)
    names = any(one.picture or any(span.link and span.link.reference for span in one.spans) for one in tree)
    return None if names else html_of(tree)


def shown_tree(source: str, group: StreamGroup) -> Tree:
    """Stored rich text as the group's viewer may see it."""
    tree = stored_tree(source)
    if _without_references(source) is not None:
        return tree
    shown = (_shown(element, group) for element in tree)
    return tuple(element for element in shown if element is not None)


def _shown(element: Element, group: StreamGroup) -> Element | None:
    if element.picture:
        picture = _shown_picture(element.picture, group)
        return replace(element, picture=picture) if picture else None
    if any(span.link and span.link.reference for span in element.spans):
        spans = [replace(span, link=_shown_link(span.link, group)) for span in element.spans]
        return replace(element, spans=folded(spans))
    return element


def _shown_link(link: Link | None, group: StreamGroup) -> Link | None:
    if link is None or link.reference is None:
        return link
    context = group.context
    found = group.find(_MODELS[link.reference.kind](), link.reference.key) if link.reference.kind != "image" else None
    if found is None:
        return None
    url = context.page_url(found) if isinstance(found, Page) else served(found.url)
    return replace(link, url=url) if url else None


def _shown_picture(picture: Picture, group: StreamGroup) -> Picture | None:
    from content_types.core.images import asset

    found = group.find(get_image_model(), picture.reference.key)
    if found is None:
        return None
    made = asset(found).rendition("medium", "webp")
    return replace(picture, url=made.url, width=made.width, height=made.height)
