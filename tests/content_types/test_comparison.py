"""What changed between two versions of a page: said word by word, block by block, and safely."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail_factories import DocumentFactory, ImageFactory

from content_types.core.comparison import Change, Kind, compare, html_of, text_of
from content_types.core.models import ResourcePerson
from content_types.knowledge.models import KnowledgeArticlePage
from content_types.taxonomy.factories import PersonFactory, TopicFactory
from tests.support.every_block import block_kinds, example
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db  # a page that is made asks for its content type

XSS = '<img src=x onerror="alert(1)"><script>alert(2)</script>'
TAGS = {"ul", "li", "p", "b", "span", "ins", "del", "details", "summary"}


def block(key: str, value: Any, kind: str = "rich_text") -> dict[str, Any]:
    return {"type": kind, "id": key, "value": value}


def article(*body: dict[str, Any], **fields: Any) -> KnowledgeArticlePage:
    return KnowledgeArticlePage(**{"title": "On money", "body": json.dumps(body), **fields})


def of_body(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> Change:
    (change,) = compare(article(*before), article(*after))
    assert (change.label, change.path) == ("Body", ("body",))
    return change


def of_text(before: str, after: str) -> str:
    """What is said of one rich text."""
    return text_of(of_body([block("a", before)], [block("a", after)]))


def table(*rows: list[str]) -> dict[str, Any]:
    cells = {"data": rows, "first_row_is_table_header": True, "table_header_choice": "row"}
    return block("t", {"caption": "Who helps", "table": cells}, "table")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("Ask every family kindly.", "Ask every family warmly.", "Ask every family [-kindly-]{+warmly+}."),
        ("Ask every family.", "Ask every new family.", "Ask every {+new+} family."),
        ("the old cat sat down here", "the big dog sat down here", "the [-old cat-]{+big dog+} sat down here"),
        (
            "cold and crowded flats and the wait",
            "cold or crowded flats and a wait",
            "cold [-and-]{+or+} crowded flats and [-the-]{+a+} wait",
        ),
        ("One two three four.", "Quite another sentence.", "[-One two three four.-]{+Quite another sentence.+}"),
    ],
)
def test_words_are_marked(before: str, after: str, said: str) -> None:
    (change,) = compare(article(summary=before), article(summary=after))
    assert (change.label, change.kind, text_of(change)) == ("Summary", Kind.CHANGED, said)


def test_what_is_as_it_was_is_no_change() -> None:
    same = block("a", "<p>Ask.</p>")
    assert compare(article(same), article(same)) == []


def test_rich_text_keeps_paragraphs_bold_words_and_links() -> None:
    one = '<p>Ask <b>every</b> family, as <a href="https://e.org/a">we say</a>.</p><p>Listen.</p><ul><li>Wait</li></ul>'
    change = of_body([block("a", one)], [block("a", one.replace("family", "child").replace("Listen.", "Hear."))])
    words = BeautifulSoup(html_of(change), "html.parser").select(".changes__line")
    assert [str(one.get_text()) for one in words] == [
        "Ask every removed: familyadded: child, as we say.", "removed: Listen.", "added: Hear.", "• Wait"
    ]  # fmt: skip
    assert words[0].select_one("b").text == "every"
    assert words[0].select_one('a[href="https://e.org/a"]').text == "we say"
    assert [one.name for one in words[0](["ins", "del"])] == ["del", "ins"]


def test_marks_links_and_lists_that_changed_are_said() -> None:
    link = '<p>See <a href="https://e.org/{}">this</a> page for more.</p>'
    said = of_text(link.format(1), link.format(2))
    assert "See [-this (leads to https://e.org/1)-]{+this (leads to https://e.org/2)+} page" in said
    assert "[-every-]{+every+} family" in of_text("<p>Ask every family now</p>", "<p>Ask <b>every</b> family now</p>")
    assert "[-paragraph-]{+list item+}: Ask them" in of_text("<p>Ask them</p>", "<ul><li>Ask them</li></ul>")


def test_blocks_are_moved_added_and_removed_by_their_id() -> None:
    a, b, c, d = (block(key, f"<p>Block {key}</p>") for key in "abcd")
    change = of_body([a, b, c, d], [a, d, b, block("e", "<p>A new one</p>")])
    assert [(part.kind, part.path[1], part.places) for part in change.parts] == [
        (Kind.UNCHANGED, "a", None), (Kind.MOVED, "d", (4, 2)), (Kind.UNCHANGED, "b", None),
        (Kind.REMOVED, "c", None), (Kind.ADDED, "e", None),
    ]  # fmt: skip
    assert text_of(change).splitlines() == [
        "(1 unchanged block)", "Text (moved from place 4 to place 2): Block d", "(1 unchanged block)",
        "Text (removed): [-Block c-]", "Text (added): {+A new one+}",
    ]  # fmt: skip


def test_a_block_that_was_moved_and_changed_is_said_to_be_both() -> None:
    a, b, c = (block(key, f"<p>Block {key}</p>") for key in "abc")
    change = of_body([a, b, c], [block("c", "<p>Block of c</p>"), a, b])
    assert text_of(change).splitlines()[0] == "Text (moved from place 3 to place 1): Block {+of+} c"
    assert change.parts[0].kind is Kind.CHANGED


def test_nested_blocks_are_compared_field_by_field() -> None:
    steps = [{"type": "item", "id": key, "value": {"title": f"Step {key}", "text": "<p>Do it.</p>"}} for key in "abc"]
    later = json.loads(json.dumps(steps))
    later[2]["value"]["title"] = "Last step c"
    change = of_body(*([block("s", {"title": "How", "steps": some}, "steps")] for some in (steps, later)))
    assert text_of(change).splitlines() == [
        "Steps:", "  Steps:", "    (2 unchanged items)", "    Item 3:", "      Title: [-Step-]{+Last step+} c",
    ]  # fmt: skip
    assert change.parts[0].parts[0].parts[2].parts[0].path == ("body", "s", "steps", "c", "title")


def test_lists_without_ids_are_matched_by_what_they_say() -> None:
    def facts(*said: str) -> dict[str, Any]:
        return block("k", {"facts": [{"figure": "1", "label": one} for one in said]}, "key_facts")

    before, after = (
        facts("children are poor", "families wait"),
        facts("new", "children are poor", "families still wait"),
    )
    change = of_body([before], [after])
    assert [one.kind for one in change.parts[0].parts[0].parts] == [Kind.ADDED, Kind.UNCHANGED, Kind.CHANGED]


def test_tables_are_compared_row_by_row() -> None:
    change = of_body(
        [table(["Need", "Who"], ["Food", "Open Door"], ["Money", "Advice"])],
        [table(["Need", "Who"], ["Rent", "Council"], ["Food", "Open House"], ["Money", "Advice"])],
    )
    assert text_of(change).splitlines()[1:] == [
        "  Table:", "    (1 unchanged row)", "    Row 2 (added):", "      Need: {+Rent+}", "      Who: {+Council+}",
        "    Row 3:", "      Who: Open [-Door-]{+House+}", "    (1 unchanged row)",
    ]  # fmt: skip
    wider = of_body([table(["Need", "Who"], ["Food", "A"])], [table(["Need", "When", "Who"], ["Food", "Daily", "A"])])
    assert "      When: {+Daily+}" in text_of(wider)


def test_chosen_things_are_named_with_as_many_statements_however_many_there_are() -> None:
    pictures = [ImageFactory(title=f"Picture {n}") for n in range(8)]
    papers = [DocumentFactory(title=f"Paper {n}") for n in range(8)]

    def page(chosen: int, shift: int) -> KnowledgeArticlePage:
        body = [block(f"i{n}", {"image": pictures[n + shift].pk}, "image") for n in range(chosen)]
        body += [block(f"d{n}", {"document": papers[n + shift].pk}, "document") for n in range(chosen)]
        return article(*body, cover_image=pictures[shift])

    compare(page(1, 0), page(1, 1))  # what is read once a process is read now
    with CaptureQueriesContext(connection) as few:
        compare(page(1, 0), page(1, 1))
    with CaptureQueriesContext(connection) as many:
        changes = compare(page(7, 0), page(7, 1))
    assert len(many) == len(few) == 2, "one a model"
    said = {one.label: text_of(one) for one in changes}
    assert said["Cover image"] == "[-Picture 0-]{+Picture 1+}"
    assert "Document: [-Paper 6-]{+Paper 7+}" in said["Body"]
    hidden = compare(page(1, 0), page(1, 1), titles=lambda model, keys: {}, fields=["cover_image"])
    assert [text_of(one) for one in hidden] == [
        "[-Image that cannot be shown-]{+Image that cannot be shown (another one)+}"
    ]


def test_terms_and_rows_of_the_form_are_compared() -> None:
    before, after = article(), article(licence="CC0-1.0", cover_decorative=True)
    food, housing, money = (TopicFactory(name=name) for name in ("Food", "Housing", "Money"))
    before.topics, after.topics = [food, housing], [housing, money]
    somebody = PersonFactory(name="Leila")
    after.people = [ResourcePerson(person=somebody)]
    after.tags.add("rent")
    said = {one.label: text_of(one) for one in compare(before, after)}
    assert said == {
        "Cover is decorative": "{+Yes+}",
        "Licence": "[-CC BY 4.0: anyone may use and adapt it, with credit-]{+CC0: no rights reserved+}",
        "Tags": "{+rent+}",
        "Topics": "Housing, {+Money+}, [-Food-]",
        "People": "Person 1 (added):\n  Person: {+Leila+}\n  Role: {+Author+}",
    }


def test_a_page_that_was_never_there_is_new_from_beginning_to_end() -> None:
    changes = compare(None, article(block("a", "<p>Ask.</p>"), block("b", {"text": "", "level": "h2"}, "heading")))
    assert {one.kind for one in changes} == {Kind.ADDED}
    assert "Text: {+Ask.+}" in text_of(next(one for one in changes if one.label == "Body"))


def test_every_kind_of_block_says_what_is_in_it(tree: Tree) -> None:
    for kind in block_kinds():
        page = kind.type.model(**{kind.field: json.dumps([example(kind, tree)])})
        (change,) = compare(None, page, fields=[kind.field])
        (part,) = change.parts
        said = text_of(part)
        assert (part.label, part.kind) == (kind.block.label, Kind.ADDED)
        assert "{+" in said, kind
        assert not any(sign in said for sign in ("Block object", "{'", "cannot be shown")), (kind, said)


def test_nothing_that_was_written_is_markup() -> None:
    table_of = table([XSS, "Who"], ["Food", XSS])
    body = [block("a", f"<p>{XSS}</p>"), block("q", {"text": XSS, "attribution": XSS}, "quote"), table_of]
    old = [block("a", "<p>Before</p>"), block("q", {"text": "Before"}, "quote"), table(["Need", "Who"], ["Food", "A"])]
    for one, other in ((old, body), (body, old), ([], body), (body, body[::-1])):
        for change in compare(article(*one, summary="Before"), article(*other, summary=XSS)):
            found = BeautifulSoup(html_of(change), "html.parser")
            assert {tag.name for tag in found(True)} <= TAGS
            assert not [tag for tag in found(True) if set(tag.attrs) - {"class"}]


def test_long_pages_and_hostile_texts_take_no_long_time() -> None:
    words = " ".join(f"word{n % 97}" for n in range(6000))
    other = " ".join(f"word{n * 31 % 89}" for n in range(6000))
    began = time.process_time()
    compare(article(summary=words), article(summary=other))
    assert time.process_time() - began < 3
