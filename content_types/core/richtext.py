"""Rich text: what editors may use, and what the API gives of it."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

import graphene
import nh3
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.rich_text import get_text_for_indexing
from wagtail.rich_text.rewriters import EmbedRewriter, LinkRewriter, MultiRuleRewriter

from content_types.core.graphql.cost import costs

if TYPE_CHECKING:
    from content_types.core.streams import BlockNode, StreamGroup

# No headings: they are a block, so that their order can be checked and each has an anchor.
RICH_TEXT_FEATURES = [
    "bold", "italic", "ol", "ul", "link", "document-link", "image", "blockquote", "hr", "superscript", "subscript",
]  # fmt: skip

ALLOWED_TAGS = {"p", "br", "hr", "b", "strong", "i", "em", "ul", "ol", "li", "a", "img", "blockquote", "sup", "sub"}
ALLOWED_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "width", "height", "loading"}}
ALLOWED_SCHEMES = {"https", "http", "mailto", "tel"}
LINK_REL = "noopener noreferrer"
# As nh3 writes them: a link that lost its address, or never had one. Links do not nest in what it gives.
_NO_LINK = re.compile(rf'<a rel="{LINK_REL}">(.*?)</a>', re.DOTALL)


class RichTextContent(graphene.ObjectType):
    """Formatted text written by an editor."""

    class Meta:
        name = "RichText"

    html = graphene.String(
        required=True,
        description="Sanitised HTML. Links and images inside it are absolute; a link to a page that the reader may not see is "
        "left as plain words. Tags: p br hr b strong i em ul ol li a img blockquote sup sub.",
    )
    plain = graphene.String(required=True, description="The same words without any mark-up.")

    def __init__(self, owner: BlockNode | StreamGroup, source: str) -> None:
        from content_types.core.streams import StreamGroup

        super().__init__()
        self.group: StreamGroup = owner if isinstance(owner, StreamGroup) else owner.group
        self.source = source

    @costs(each=4)
    def resolve_html(self, info: Any) -> str:
        return render_rich_text(self.source, self.group)

    @costs(each=4)
    def resolve_plain(self, info: Any) -> str:
        return plain_text(self.source)


def plain_text(source: str) -> str:
    """The words of stored rich text, white space folded."""
    return " ".join(get_text_for_indexing(source).split())


@lru_cache(maxsize=4096)
def sanitise(html: str) -> str:
    """HTML with nothing in it but the tags, attributes and URL schemes of this module (by nh3, Mozilla's ammonia).

    A link without an address is its words.
    """
    clean = nh3.clean(
        html,
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        url_schemes=ALLOWED_SCHEMES,
        link_rel=LINK_REL,
    )
    return _NO_LINK.sub(r"\1", clean)


def render_rich_text(source: str, group: StreamGroup) -> str:
    """Stored rich text as sanitised HTML with absolute addresses, as the group's viewer may see it."""
    if "<a" not in source and "<embed" not in source:
        return sanitise(source)
    context = group.context

    def page_link(attrs: dict[str, str]) -> str:
        page = group.find(Page, attrs.get("id"))
        url = context.page_url(page) if page else None
        return f'<a href="{escape(url)}">' if url else "<a>"

    def document_link(attrs: dict[str, str]) -> str:
        document = group.find(get_document_model(), attrs.get("id"))
        return f'<a href="{escape(context.absolute(document.url))}">' if document else "<a>"

    def image(attrs: dict[str, str]) -> str:
        from content_types.core.images import asset

        found = group.find(get_image_model(), attrs.get("id"))
        if not found:
            return ""
        made = asset(found).rendition("medium", "webp", context)
        alt = escape(attrs.get("alt", ""))
        return f'<img src="{escape(made.url)}" alt="{alt}" width="{made.width}" height="{made.height}" loading="lazy">'

    rewriter = MultiRuleRewriter(
        [
            LinkRewriter({"page": page_link, "document": document_link}),
            EmbedRewriter({"image": image, "media": lambda attrs: ""}),
        ]
    )
    return sanitise(rewriter(source))
