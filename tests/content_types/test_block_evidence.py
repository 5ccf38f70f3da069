"""What single blocks say of themselves: it stays with its block, and goes with it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from content_types.core.block_places import blocks_of, ids_in_form
from content_types.core.comparison.pages import compare
from content_types.core.models import BlockEvidence
from content_types.core.writing_checks.draft import draft_of
from content_types.core.writing_checks.evidence import figures_without_source
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.support.graphql import GraphQL
from tests.support.languages import in_welsh
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db

QUERY = """query($path: String!) { page(by: {path: $path}) { ... on Resource { body {
  blockId evidence { writtenBy sourceTitle sourceUrl reviewDue } } } } }"""
TEXT = {"type": "rich_text", "id": "text", "value": "<p>31% of children are poor.</p>"}
CALLOUT = {"type": "callout", "id": "box", "value": {"kind": "info", "title": "Ask", "text": "<p>Ask everybody.</p>"}}


def article(tree: Tree, **said: Any) -> Any:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, slug="poor", body=json.dumps([CALLOUT, TEXT]))
    page.block_evidence = [BlockEvidence(block="text", **{"written_by": "Ann Lee", **said})]
    page.save_revision().publish()
    return page


def stated(graphql: GraphQL, path: str) -> dict[str, Any]:
    return {one["blockId"]: one["evidence"] for one in graphql(QUERY, path=path)["page"]["body"]}


def test_the_api_shows_it_at_its_block(tree: Tree, graphql: GraphQL) -> None:
    article(tree, source_url="https://example.org/count", review_due=date(2027, 1, 2))
    said = {
        "writtenBy": "Ann Lee",
        "sourceTitle": None,
        "sourceUrl": "https://example.org/count",
        "reviewDue": "2027-01-02",
    }
    assert stated(graphql, "/knowledge/poor/") == {"box": None, "text": said}


def test_it_stays_when_blocks_move_in_copies_and_in_translations(tree: Tree, graphql: GraphQL) -> None:
    page = article(tree)
    page.body = json.dumps([TEXT, CALLOUT])
    page.save_revision().publish()
    assert stated(graphql, "/knowledge/poor/")["text"]["writtenBy"] == "Ann Lee"
    page.copy(update_attrs={"slug": "copy"}, copy_revisions=False)
    assert stated(graphql, "/knowledge/copy/")["text"]["writtenBy"] == "Ann Lee"


def test_it_is_in_a_translation(welsh_tree: Tree, graphql: GraphQL) -> None:
    in_welsh(article(welsh_tree), "Tlodi", "tlodi")
    assert stated(graphql, "/cy/gwybodaeth/tlodi/")["text"]["writtenBy"] == "Ann Lee"


def test_a_block_that_names_its_source_has_one(tree: Tree) -> None:
    page = article(tree)
    assert list(figures_without_source(draft_of(page)))
    page.block_evidence = [BlockEvidence(block="text", source_title="Households below average income")]
    assert not list(figures_without_source(draft_of(page)))


def test_a_comparison_calls_the_block_by_its_words(tree: Tree) -> None:
    page = article(tree)
    before = page.get_latest_revision_as_object()
    page.block_evidence = [BlockEvidence(block="box", written_by="Ann Lee")]
    assert "Callout: Ask" in str(compare(before, page))


def test_blocks_are_told_apart_by_their_first_words(tree: Tree) -> None:
    assert [(one.id, one.field, one.number) for one in blocks_of(article(tree))] == [
        ("box", "body", 1),
        ("text", "body", 2),
    ]


def test_the_blocks_of_a_form() -> None:
    data = {"body-count": "2", "body-0-id": "a", "body-0-deleted": "1", "body-1-id": "b", "body-1-deleted": ""}
    assert ids_in_form(data, ["body"]) == {"b"}
    assert ids_in_form(data, ["body", "steps"]) is None
