"""Content source maps: of each value of a preview, where it is written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from content_types.core.identity import page_id
from content_types.core.library import ResourcePerson, Source
from content_types.events.factories import EventPageFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import PersonFactory
from content_types.tools.factories import ToolPageFactory
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db

QUERY = """query($t: String!) { page(by: {previewToken: $t}) { name: title readingMinutes: __typename
  ... on Resource { tags relatedResources { title } body {
  ... on HeadingBlock { heading } ... on AccordionBlock { title sections { title text { html } } } } } } }"""


def asked(client: Client, query: str, extensions: Any, **variables: Any) -> dict[str, Any]:
    body = {"query": query, "variables": variables, "extensions": extensions}
    found: dict[str, Any] = client.post("/graphql/", json.dumps(body), content_type="application/json").json()
    return found


@pytest.fixture
def draft(tree: Tree) -> Any:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Published")
    page.title = "Draft"
    parts = [{"type": "item", "id": "part-1", "value": {"title": "Part", "text": "<p>Words</p>"}}]
    page.body = json.dumps(
        [
            {"type": "heading", "id": "block-1", "value": {"text": "Head", "level": "h2", "anchor": ""}},
            {"type": "accordion", "id": "block-2", "value": {"title": "More", "items": parts}},
        ]
    )
    return page


def test_each_value_names_its_page_field_and_block(draft: Any, client: Client) -> None:
    token = draft.create_page_preview().token
    answer = asked(client, QUERY, {"contentSourceMap": True}, t=token)
    found = answer["extensions"]["contentSourceMap"]
    edit = f"{settings.SITE_URL}/admin/pages/{draft.pk}/edit/"
    assert found["version"] == 1
    assert found["sources"] == [{"type": "Article", "id": page_id(draft.pk), "editUrl": edit}]
    body, anchor = {"source": 0, "field": "body"}, ":w:contentpath=body"
    assert found["mappings"] == {
        "/page/name": {"source": 0, "field": "title", "anchor": ":w:contentpath=title"},
        "/page/readingMinutes": {"source": 0},
        "/page/tags": {"source": 0, "field": "tags", "anchor": ":w:contentpath=tags"},
        "/page/relatedResources": {
            "source": 0,
            "field": "related_resources",
            "anchor": ":w:contentpath=related_resources",
        },
        "/page/body/0/heading": {**body, "block": "block-1", "anchor": f"{anchor}.block-1.text"},
        "/page/body/1/title": {**body, "block": "block-2", "anchor": f"{anchor}.block-2.title"},
        "/page/body/1/sections/0/title": {**body, "block": "part-1", "anchor": f"{anchor}.block-2.items.part-1.title"},
        "/page/body/1/sections/0/text/html": {
            **body,
            "block": "part-1",
            "anchor": f"{anchor}.block-2.items.part-1.text",
        },
    }


def test_rows_are_counted_as_the_form_shows_them(tree: Tree, client: Client) -> None:
    page = EventPageFactory(parent=tree.events, venue_name="The town hall")
    hidden, shown = PersonFactory(name="Ann", live=False), PersonFactory(name="Mair")
    page.people = [ResourcePerson(person=one, role="speaker") for one in (hidden, shown)]
    page.sources = [Source(title="First"), Source(title="Second")]
    page.save()
    query = """query($t: String!) { page(by: {previewToken: $t}) { ... on Event {
      speakers { person { name } } venue { name } sources { title } registrationState readingMinutes } } }"""
    answer = asked(client, query, {"contentSourceMap": True}, t=page.create_page_preview().token)
    mappings = answer["extensions"]["contentSourceMap"]["mappings"]
    assert {key: entry.get("anchor", "").removeprefix(":w:contentpath=") for key, entry in mappings.items()} == {
        "/page/speakers/0/person/name": "people.1.person",
        "/page/venue/name": "venue_name",
        "/page/sources/0/title": "sources.0.title",
        "/page/sources/1/title": "sources.1.title",
        "/page/registrationState": "",
        "/page/readingMinutes": "",
    }


def test_there_is_none_unless_it_is_asked_for_and_of_a_draft(draft: Any, tree: Tree, client: Client) -> None:
    token = draft.create_page_preview().token
    for extensions in (None, {}, {"contentSourceMap": False}):
        assert "contentSourceMap" not in asked(client, QUERY, extensions, t=token)["extensions"]
    public = "{ articles { nodes { title } } }"
    plain = asked(client, public, None)
    assert asked(client, public, {"contentSourceMap": True}) == plain


def test_what_another_page_says_is_not_the_drafts(tree: Tree, client: Client) -> None:
    other = ToolPageFactory(parent=tree.tools, title="Other")
    page = ToolPageFactory(parent=tree.tools, title="Host", adapted_from=other)
    query = "query($t: String!) { page(by: {previewToken: $t}) { ... on Tool { adaptedFrom { title } version } } }"
    found = asked(client, query, {"contentSourceMap": True}, t=page.create_page_preview().token)
    assert found["data"]["page"]["adaptedFrom"] == {"title": "Other"}
    assert list(found["extensions"]["contentSourceMap"]["mappings"]) == ["/page/version"]


def test_what_is_neither_true_nor_false_is_refused(client: Client) -> None:
    (error,) = asked(client, "{ languages { code } }", {"contentSourceMap": "yes"})["errors"]
    assert error["extensions"] == {"code": "BAD_INPUT", "field": "extensions.contentSourceMap"}
