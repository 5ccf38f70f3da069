"""Rich text over the API: an app that draws the tree itself draws what the HTML says."""

from __future__ import annotations

import json
from html import escape
from itertools import groupby
from typing import Any

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from content_types.core.identity import page_id
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.tools.factories import ToolPageFactory
from delivery.addresses import server
from tests.support.demo import demo, demo_site  # noqa: F401 - fixtures
from tests.support.graphql import GraphQL
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db

TREE = """html plain markdown tree { style level image { alt rendition(size: MEDIUM) { url width height } }
  spans { text marks link { url page { title path } document { title } } } }"""
TAGS = {"BOLD": "b", "ITALIC": "i", "SUPERSCRIPT": "sup", "SUBSCRIPT": "sub"}


def drawn(tree: list[dict[str, Any]]) -> str:
    """HTML as a client makes it of nothing but the tree: what docs/api/rich-text.md says."""
    out, lists = [], []
    for one in [*tree, None]:
        level = (one and one["level"]) or 0
        tag = {"BULLET_ITEM": "ul", "NUMBERED_ITEM": "ol"}.get(one["style"]) if one else None
        while len(lists) > level or (lists and len(lists) == level and lists[-1] != tag):
            out.append(f"</li></{lists.pop()}>")
        if one is None:
            break
        if level and len(lists) == level:
            out.append("</li>")
        while len(lists) < level:
            lists.append(str(tag))
            out.append(f"<{tag}>")
        out.append(element(one))
    return "".join(out)


def element(one: dict[str, Any]) -> str:
    words = "".join(
        spans(list(alike))
        if url is None
        else f'<a href="{escape(url)}" rel="noopener noreferrer">{spans(list(alike))}</a>'
        for url, alike in groupby(one["spans"], key=lambda span: span["link"] and span["link"]["url"])
    )
    if one["style"] == "IMAGE":
        file = one["image"]["rendition"]
        size = f'width="{file["width"]}" height="{file["height"]}"'
        return f'<img src="{escape(file["url"])}" alt="{escape(one["image"]["alt"])}" {size} loading="lazy">'
    return {
        "RULE": "<hr>", "QUOTE": f"<blockquote>{words}</blockquote>", "PARAGRAPH": f"<p>{words}</p>"
    }.get(one["style"], f"<li>{words}")  # fmt: skip


def spans(alike: list[dict[str, Any]], depth: int = 0) -> str:
    out = []
    for mark, some in groupby(alike, key=lambda span: (span["marks"][depth:] or [None])[0]):
        inner = list(some)
        if mark:
            out.append(f"<{TAGS[mark]}>{spans(inner, depth + 1)}</{TAGS[mark]}>")
        else:
            out += (escape(span["text"], quote=False).replace("\n", "<br>") for span in inner)
    return "".join(out)


def text_of(graphql: GraphQL, tree: Tree, html: str) -> dict[str, Any]:
    page = ToolPageFactory(parent=tree.tools, body=json.dumps([{"type": "rich_text", "value": html}]))
    block = f"... on RichTextBlock {{ text {{ {TREE} }} }}"
    asked = f"query($id: ID!) {{ page(by: {{id: $id}}) {{ ... on Tool {{ body {{ {block} }} }} }} }}"
    found: dict[str, Any] = graphql(asked, id=page_id(page.pk))["page"]["body"][0]["text"]
    return found


def test_the_tree_draws_the_html_of_every_text_of_the_demo(demo: GraphQL) -> None:  # noqa: F811 - the fixture
    text = f"text {{ {TREE} }}"
    asked = (
        "query($after: String) { %s(first: 5, after: $after) { pageInfo { hasNextPage endCursor } nodes { "
        f"body {{ ... on RichTextBlock {{ {text} }} ... on CalloutBlock {{ {text} }} }} }} }} }}"
    )
    texts, after = [], None
    for name in ("articles", "tools"):
        more = True
        while more:
            listed = demo(asked.replace("%s", name), after=after)[name]
            texts += [block["text"] for one in listed["nodes"] for block in one["body"] if "text" in block]
            more, after = listed["pageInfo"]["hasNextPage"], listed["pageInfo"]["endCursor"]
        after = None
    assert len(texts) > 150
    assert any(span["link"] and span["link"]["page"] for text in texts for one in text["tree"] for span in one["spans"])
    for text in texts:
        assert drawn(text["tree"]) == text["html"]
        said = " ".join("".join(span["text"] for span in one["spans"]) for one in text["tree"])
        assert " ".join(said.split()) == text["plain"]


def test_links_name_what_they_lead_to(tree: Tree, graphql: GraphQL) -> None:
    image = get_image_model().objects.create(title="A table", file=get_test_image_file(size=(1000, 500)))
    file = get_document_model().objects.create(title="A card", file=ContentFile(b"x", name="card.txt"))
    hidden = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Unsaid", live=False)
    html = (
        f'<p><a linktype="page" id="{tree.tools.pk}"><b>tools</b></a>, <a linktype="document" id="{file.pk}">card</a>, '
        f'<a linktype="page" id="{hidden.pk}">gone</a> and <a href="mailto:a@example.org">mail</a></p>'
        f'<embed embedtype="image" id="{image.pk}" alt="A kitchen table" format="left"/>'
    )
    text = text_of(graphql, tree, html)
    url = f"{server()}/documents/{file.pk}/{file.filename}"
    assert [(span["text"], span["link"]) for span in text["tree"][0]["spans"]] == [
        ("tools", {"url": f"{server()}/tools/", "page": {"title": "Tools", "path": "/tools/"}, "document": None}),
        (", ", None),
        ("card", {"url": url, "page": None, "document": {"title": "A card"}}),
        (", gone and ", None),
        ("mail", {"url": "mailto:a@example.org", "page": None, "document": None}),
    ]
    assert text["tree"][1]["image"]["alt"] == "A kitchen table"
    address = text["tree"][1]["image"]["rendition"]["url"]
    assert text["markdown"] == (
        f"[**tools**]({server()}/tools/), [card]({url}), gone and [mail](mailto:a@example.org)\n\n"
        f"![A kitchen table]({address})"
    )
    assert drawn(text["tree"]) == text["html"]
