"""Pages and blocks as Markdown: nothing that is shown is lost, and nothing that is hidden is said."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import RequestFactory
from markdown_it import MarkdownIt
from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField
from wagtail.models import Page

from content_types.core.blocks import BODY_BLOCKS
from content_types.core.markdown.pages import markdown_of_page
from content_types.core.markdown.streams import markdown_of, write_blocks
from content_types.core.markdown.writing import items, table, words
from content_types.core.streams import BlockNode, StreamGroup, stream_nodes
from content_types.core.text import stream_text
from content_types.events.factories import EventPageFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from delivery.context import ReadContext
from tests.support.demo import demo_site  # noqa: F401 - a fixture
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db


def context() -> ReadContext:
    return ReadContext.for_everybody(RequestFactory().get("/", headers={"host": "localhost:8000"}))


def read(markdown: str) -> str:
    """The words that a reader of CommonMark, with tables, shows."""
    out: list[str] = []
    for token in MarkdownIt("commonmark").enable("table").parse(markdown):
        for child in token.children or []:
            out.append("".join(one.content for one in child.children or []) if child.type == "image" else child.content)
            out.append("\n" if child.type in ("softbreak", "hardbreak") or child.content == "<br>" else "")
        out.append("\n")
    return "".join(out)


def counted(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


def streams_of(page: Any) -> Iterator[tuple[StreamBlock, list[Any]]]:
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            value = getattr(page, field.name)
            if getattr(page, "shows", lambda name: True)(field.name):
                yield field.stream_block, list(value.raw_data) if value else []


def for_people(raw: Any) -> Any:
    """A stored value without the codes that a questionnaire has for machines."""
    machines = ("codes", "enable_when_item", "enable_when_answer")
    if isinstance(raw, dict):
        return {name: for_people(value) for name, value in raw.items() if name not in machines}
    return [for_people(one) for one in raw] if isinstance(raw, list) else raw


@pytest.mark.usefixtures("demo_site")
def test_every_word_of_the_demo_library_is_there() -> None:
    asked = context()
    pages = Page.objects.live().filter(depth__gt=1).specific()
    assert len(pages) > 100
    for page in pages:
        shown = read(markdown_of_page(page, asked))
        stored = " ".join(words for block, raw in streams_of(page) for words in stream_text(block, for_people(raw)))
        assert counted(stored) - counted(shown) == Counter(), page.slug


@pytest.mark.parametrize("name", [name for name, _ in BODY_BLOCKS])
def test_each_block_of_a_body_says_its_example(name: str, tree: Tree) -> None:
    block = dict(BODY_BLOCKS)[name]
    raw = block.get_prep_value(block.normalize(block.get_preview_value()))
    stream = KnowledgeArticlePageFactory._meta.model._meta.get_field("body").stream_block
    group = StreamGroup(context())
    nodes = stream_nodes(stream, [{"type": name, "value": raw, "id": "1"}], group)
    shown = read(markdown_of(nodes))
    expected = counted(" ".join(stream_text(stream, [{"type": name, "value": raw}])))
    if name in ("image", "document", "resource_link"):
        assert shown.strip() in ("", read(markdown_of(nodes)).strip())  # its picture, file or page is not there
    else:
        assert expected - counted(shown) == Counter()


def test_a_block_that_does_not_say_how_is_an_error_and_says_it_once() -> None:
    class Unwritten(StreamBlock):
        """A block of which nothing was declared."""

    with pytest.raises(LookupError, match="Unwritten has no Markdown"):
        markdown_of([BlockNode(Unwritten(), {}, None, StreamGroup(context()))])
    with pytest.raises(ValueError, match="is declared twice"):
        write_blocks({type(BODY_BLOCKS[0][1]): lambda node: ""})


def test_plain_words_hold_no_sign() -> None:
    text = "# not *a* heading\r\n1. nor_a_ list\n- <b>nor</b> [this](x) | &amp; `that`"
    assert counted(read(words(text))) == counted(text)
    assert " ".join(read(words(text)).split()) == " ".join(text.split())


def test_tables_and_lists() -> None:
    assert table([["a|b", "c"], ["d\ne"]], header=True) == "| a\\|b | c |\n| --- | --- |\n| d<br>e |  |"
    assert table([["a"]], header=False) == "|  |\n| --- |\n| a |"
    assert table([], header=True) == ""
    assert items(["a", "b\n\nc"], numbered=True) == "1. a\n\n2. b\n\n   c"


def test_an_event_that_does_not_take_place_says_so_first(tree: Tree) -> None:
    event = EventPageFactory(parent=tree.events, title="Round", status="cancelled", status_note="The room is gone.")
    lines = [line for line in markdown_of_page(event, context()).split("\n") if line]
    assert lines[0] == "# Round"
    assert "**Cancelled** The room is gone." in lines[1:4]


def test_a_page_that_may_not_be_seen_is_not_named(tree: Tree) -> None:
    hidden = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Unsaid", live=False)
    page = KnowledgeArticlePageFactory(parent=tree.knowledge)
    page.body = json.dumps(
        [
            {"type": "resource_link", "value": {"page": hidden.pk, "note": "Why"}},
            {"type": "rich_text", "value": f'<p>To <a linktype="page" id="{hidden.pk}">it</a></p>'},
        ]
    )
    page.save()
    shown = markdown_of_page(Page.objects.get(pk=page.pk).specific, context())
    assert "Unsaid" not in shown
    assert "Why" not in shown
    assert "To it\n" in shown
