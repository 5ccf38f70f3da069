"""Rich text in the API: HTML, Markdown, plain words, and a tree for apps that draw text themselves."""

from __future__ import annotations

from typing import Any

import graphene

from content_types.core.documents import DocumentType
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import Enum, list_of
from content_types.core.graphql.pages import page_interface
from content_types.core.graphql.scalars import HTML, URL
from content_types.core.images import ImageType, ImageValue
from content_types.core.markdown.rich_text import rich_text_markdown
from content_types.core.richtext import RichTextValue
from content_types.core.richtext_tree import Element, Link, Picture, Span

RichTextStyle = Enum(
    "RichTextStyle",
    [
        ("paragraph", "A paragraph."),
        ("quote", "A quotation, set apart."),
        ("bullet_item", "An item of a list without numbers, at `level`."),
        ("numbered_item", "An item of a numbered list, at `level`. The first after anything else is number 1."),
        ("rule", "A line across the text; it has no words."),
        ("image", "A picture: `image`. It has no words."),
    ],
    "What an element of rich text is.",
    labels={},
)
RichTextMark = Enum(
    "RichTextMark",
    [("bold", "Bold."), ("italic", "Italic."), ("superscript", "Raised."), ("subscript", "Lowered.")],
    "How words are set.",
    labels={},
)


class RichTextLink(graphene.ObjectType):
    """Where words of rich text lead."""

    url = URL(required=True, description="Address, as in `html`: https, http, mailto or tel.")
    page = graphene.Field(page_interface, description="The page, when it is one of this library.")
    document = graphene.Field(DocumentType, description="The file, when it is one of this library.")


class RichTextSpan(graphene.ObjectType):
    """Words that are alike in marks and link."""

    text = graphene.String(
        required=True, description="The words; a line break is a newline. Spans join without a blank."
    )
    marks = graphene.Field(
        list_of(RichTextMark),
        required=True,
        description="How they are set, as the tags of `html` nest: the outermost first.",
    )
    link = graphene.Field(RichTextLink, description="Where they lead. Neighbours with the same address are one link.")


class RichTextElement(graphene.ObjectType):
    """A paragraph, quote, item of a list, line or picture. Elements stand one after the other; nothing nests."""

    style = graphene.Field(RichTextStyle, required=True, description="What it is.")
    level = graphene.Int(
        description="Of an item: 1 for a list, 2 for a list within an item of it, and so on; null for all else."
    )
    spans = graphene.Field(list_of(RichTextSpan), required=True, description="Its words.")
    image = graphene.Field(ImageType, description="The picture.")

    @costs(length=2)  # most have one, a few have many
    def resolve_spans(self, info: Any) -> list[RichTextSpan]:
        return self.spans


class RichTextType(graphene.ObjectType):
    """Formatted text written by an editor, in several forms that say the same."""

    class Meta:
        name = "RichText"

    html = HTML(
        required=True,
        description="Sanitised HTML. Links and images inside it are absolute; a link to a page that the reader may not see is "
        "left as plain words. Tags: p br hr b i ul ol li a img blockquote sup sub.",
    )
    plain = graphene.String(required=True, description="The same words without any mark-up.")
    markdown = graphene.String(
        required=True,
        description="CommonMark, with the same addresses as `html`; what it has no sign for is an HTML tag, such as `<sup>`.",
    )
    tree = graphene.Field(
        list_of(RichTextElement), required=True, description="The same as data, for apps that draw text themselves."
    )

    @staticmethod
    @costs(each=4)
    def resolve_html(root: RichTextValue, info: Any) -> str:
        return root.html

    @staticmethod
    @costs(each=4)
    def resolve_plain(root: RichTextValue, info: Any) -> str:
        return root.plain

    @staticmethod
    @costs(each=12)
    def resolve_markdown(root: RichTextValue, info: Any) -> str:
        return rich_text_markdown(root.tree)

    @staticmethod
    @costs(each=8, length=4)
    def resolve_tree(root: RichTextValue, info: Any) -> list[RichTextElement]:
        return [_element(root, one) for one in root.tree]


def _element(text: RichTextValue, element: Element) -> RichTextElement:
    return RichTextElement(
        style=element.style,
        level=element.level or None,
        spans=[_span(text, span) for span in element.spans],
        image=_image(text, element.picture) if element.picture else None,
    )


def _span(text: RichTextValue, span: Span) -> RichTextSpan:
    return RichTextSpan(text=span.text, marks=list(span.marks), link=_link(text, span.link) if span.link else None)


def _link(text: RichTextValue, link: Link) -> RichTextLink:
    if link.reference is None:
        return RichTextLink(url=link.url)
    return RichTextLink(url=link.url, **{link.reference.kind: text.find(link.reference)})


def _image(text: RichTextValue, picture: Picture) -> ImageValue:
    return ImageValue(text.find(picture.reference), picture.alt, decorative=not picture.alt)
