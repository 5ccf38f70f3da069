"""Addresses in any script, and aliases: a second address of the same resource."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from content_types.events.factories import EventPageFactory
from content_types.initiatives.factories import InitiativeFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import TopicFactory
from content_types.tools.factories import ToolPageFactory
from search.documents import build
from search.outbox import searchable_pages
from tests.support.graphql import GraphQL
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db

AT = "query($p: String!) { page(by: {path: $p}) { title path } route(path: $p) { status page { title } } }"
SLUGS = ["café-première", "ŵylan", "здоровье", "健康", "plain"]


@pytest.mark.parametrize("slug", SLUGS)
def test_the_path_that_a_page_gives_finds_it(
    tree: Tree, graphql: GraphQL, client: Client, settings: Any, slug: str
) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Here", slug=slug)
    path = f"/knowledge/{quote(slug)}/"
    for asked in (path, path.strip("/"), path.lower(), f"/knowledge/{slug}/", f"{path}?utm_source=post"):
        found = graphql(AT, p=asked)
        assert found["route"] == {"status": "FOUND", "page": {"title": "Here"}}
        if "?" not in asked:
            assert found["page"] == {"title": "Here", "path": path}
    settings.FRONTEND_URL = "https://www.example.org"
    assert client.get(page.url)["Location"] == f"https://www.example.org{path}"


@pytest.mark.parametrize(
    "path", ["/knowledge/%ff/", "/knowledge/%00/", "/nowhere?a=%00", "/knowledge/%0a", "/%2e%2e/", "/%", "/%2"]
)
def test_what_is_no_address_is_not_there(tree: Tree, graphql: GraphQL, path: str) -> None:
    assert graphql(AT, p=path) == {"page": None, "route": {"status": "NOT_FOUND", "page": None}}


@pytest.mark.parametrize("slug", SLUGS[:2])
def test_an_events_calendar_in_any_script(tree: Tree, client: Client, slug: str) -> None:
    EventPageFactory(parent=tree.events, slug=slug)
    response = client.get(f"/events/{quote(slug)}/event.ics")
    assert response.status_code == 200
    assert response["Content-Disposition"] == f"inline; filename*=utf-8''{quote(slug)}.ics"


def test_an_alias_is_another_address_and_counts_once(tree: Tree, graphql: GraphQL, client: Client) -> None:
    topic = TopicFactory(name="Housing", slug="housing")
    kinds: list[Any] = [
        (KnowledgeArticlePageFactory, tree.knowledge, "articles"),
        (ToolPageFactory, tree.tools, "tools"),
        (EventPageFactory, tree.events, "events"),
        (InitiativeFactory, tree.initiatives, "initiatives"),
    ]
    for factory, parent, plural in kinds:
        page = factory(parent=parent, slug="first", topics=[topic])
        alias = page.create_alias(parent=parent, update_slug="second")
        found = graphql(
            f"{{ all: {plural} {{ totalCount nodes {{ path }} }} "
            f'some: {plural}(filter: {{topics: {{anyOf: ["housing"]}}}}) {{ totalCount }} }}'
        )
        assert found["all"] == {"totalCount": 1, "nodes": [{"path": f"{parent.url}first/"}]}, plural
        assert found["some"] == {"totalCount": 1}
        assert graphql(AT, p=f"{parent.url}second/")["page"]["path"] == f"{parent.url}second/"
        assert alias.pk not in searchable_pages().values_list("pk", flat=True)
        assert build({alias.pk: 1}) == []
    assert graphql("{ heatmap { totalCount } }")["heatmap"]["totalCount"] == 1
    assert client.get("/events.ics").content.count(b"BEGIN:VEVENT") == 1
