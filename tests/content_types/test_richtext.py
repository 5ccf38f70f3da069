"""Rich text says the same in every form: tree, HTML, Markdown and plain words, whatever was stored."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink

from content_types.core.markdown.rich_text import rich_text_markdown
from content_types.core.richtext import ALLOWED_TAGS, sanitise, stored_tree
from content_types.core.richtext_tree import Element, Link, Span, Tree, html_of, plain_of, read_tree

WORDS = st.text(
    st.one_of(
        st.sampled_from("ab1 .!-+=#>*_`[]()<>&~|\\\"'\n\t:/@é漢🙂€"),
        st.characters(exclude_categories=["Cs", "Cc"], max_codepoint=0x2FFF),
    ),
    max_size=12,
)
ADDRESSES = st.sampled_from([
    "https://e.org/a_b(c)?x=1&copy;y=*z*", "https://e.org/a b", "mailto:a@b.org", "tel:+44", "#part",
    "javascript:alert(1)", "reference:page/7", "reference:x", "",
])  # fmt: skip


def element(tag: str) -> Any:
    return lambda inside: f"<{tag}>{inside}</{tag}>"


def within(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    tags = ["p", "ul", "ol", "li", "blockquote", "b", "i", "strong", "em", "sup", "sub", "div", "h2", "script"]
    return st.one_of(
        st.lists(inside, max_size=4).map("".join),
        st.tuples(st.sampled_from(tags), inside).map(lambda pair: element(pair[0])(pair[1])),
        st.tuples(ADDRESSES, inside).map(lambda pair: f'<a href="{escape(pair[0])}" onclick="x()">{pair[1]}</a>'),
        st.tuples(st.sampled_from(["page", "document", "x"]), inside).map(
            lambda pair: f'<a linktype="{pair[0]}" id="3">{pair[1]}</a>'
        ),
    )


HTML = st.recursive(
    st.one_of(
        WORDS.map(escape),
        WORDS,
        st.sampled_from(["<br/>", "<hr/>", '<img src="x">', '<embed embedtype="image" id="5" alt="A [b] &amp; c"/>']),
    ),
    within,
    max_leaves=14,
)


class Tags(HTMLParser):
    """The tags and attributes of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[tuple[str, str | None]] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {(tag, None), *((tag, name) for name, _ in attrs)}


def set_as(tree: Tree) -> list[Any]:
    """The tree letter by letter, so that it does not matter how marks nest and spans are cut; white space aside."""
    return [
        (
            one.style,
            one.level,
            [
                (letter, frozenset(span.marks), normalizeLink(span.link.url) if span.link else None)
                for span in one.spans
                for letter in span.text
                if not letter.isspace()
            ],
            one.picture and " ".join(one.picture.alt.split()),
        )
        for one in tree
    ]


def from_markdown(markdown: str) -> Tree:
    """What a CommonMark reader makes of it."""
    return read_tree(sanitise(MarkdownIt("commonmark", {"xhtmlOut": True}).render(markdown)))


@given(HTML)
@settings(max_examples=400)
def test_html_gives_its_tree_again_and_holds_nothing_else(source: str) -> None:
    tree = stored_tree(source)
    html = html_of(tree)
    assert read_tree(html) == tree
    tags = Tags(html).found
    assert {tag for tag, _ in tags} <= ALLOWED_TAGS
    assert {pair for pair in tags if pair[1]} <= {
        ("a", "href"), ("a", "rel"), *(("img", name) for name in ("src", "alt", "width", "height", "loading")),
    }  # fmt: skip
    assert "javascript:" not in "".join(re.findall(r'href="[^"]*', html))


@given(HTML)
@settings(max_examples=400)
def test_a_reader_of_commonmark_finds_the_same_words_marks_links_and_lists(source: str) -> None:
    tree = stored_tree(source)
    markdown = rich_text_markdown(tree)
    read = from_markdown(markdown)
    assert set_as(read) == set_as(tree), markdown
    assert "".join(plain_of(read).split()) == "".join(plain_of(tree).split())


def words(text: str, *marks: str, to: str | None = None) -> Span:
    return Span(text, marks, Link(to) if to else None)


def paragraph(*spans: Span) -> Element:
    return Element("paragraph", spans)


@pytest.mark.parametrize(
    ("source", "tree", "markdown"),
    [
        (
            "<p>Ask <b>every <i>family</i></b>.</p>",
            [paragraph(words("Ask "), words("every ", "bold"), words("family", "bold", "italic"), words("."))],
            "Ask **every _family_**.",
        ),
        (
            "<p>Ask<b> kindly </b>now</p>",
            [paragraph(words("Ask"), words(" kindly ", "bold"), words("now"))],
            "Ask **kindly** now",
        ),
        (
            "<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>",
            [
                Element("bullet_item", (words("a"),), 1), Element("numbered_item", (words("b"),), 2),
                Element("bullet_item", (words("c"),), 1),
            ],
            "- a\n  1. b\n- c",
        ),
        ("<p>a<br/>- b</p>", [paragraph(words("a\n- b"))], "a\\\n\\- b"),
        (
            "<blockquote><p>a</p><p>b</p></blockquote><hr/>",
            [Element("quote", (words("a\nb"),)), Element("rule")],
            "> a\\\n> b\n\n---",
        ),
        (
            '<p>See!<a href="https://e.org/?a=1&amp;b=2"><b>it</b></a></p>',
            [paragraph(words("See!"), words("it", "bold", to="https://e.org/?a=1&b=2"))],
            "See\\![**it**](https://e.org/?a=1&b=2)",
        ),
        (
            "<p>H<sub>2</sub>O</p>",
            [paragraph(words("H"), words("2", "subscript"), words("O"))],
            "H<sub>2</sub>O",
        ),
        ("<p></p><p><br/></p>", [], ""),
    ],
)  # fmt: skip
def test_what_the_editor_makes(source: str, tree: list[Element], markdown: str) -> None:
    assert stored_tree(source) == tuple(tree)
    assert rich_text_markdown(stored_tree(source)) == markdown


@pytest.mark.parametrize(
    "source", ["<script>alert(1)</script>", "<style>p{}</style>", '<img src="https://e.org/x.png" alt="x">']
)
def test_what_is_never_shown(source: str) -> None:
    assert stored_tree(source) == ()


@pytest.mark.parametrize(
    "html",
    [
        "<p>Write &lt;b&gt;bold&lt;/b&gt; &amp; &lt;script&gt;alert(1)&lt;/script&gt;</p>",
        "<blockquote>&lt;img src=x onerror=alert(1)&gt;</blockquote>",
        "<ul><li><b>&lt;/b&gt;</b> and &amp;lt;</li></ul>",
    ],
)
def test_words_that_look_like_markup_stay_words(html: str) -> None:
    assert html_of(stored_tree(html)) == html
    assert {tag for tag, _ in Tags(html_of(stored_tree(html))).found} <= {"p", "blockquote", "ul", "li", "b"}
