"""What there is of a term: numbers, lists and addresses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import override_settings

from content_types.core.models import ResourcePerson
from content_types.events.factories import EventPageFactory
from content_types.initiatives.factories import InitiativeFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import (
    CareSettingFactory,
    OrganisationFactory,
    PersonFactory,
    PlaceFactory,
    ProfessionFactory,
    TopicFactory,
)  # fmt: skip
from content_types.tools.factories import ToolPageFactory
from tests.support.graphql import GraphQL
from tests.support.statements import SIZES, count
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db

FRONTEND = override_settings(FRONTEND_URL="https://www.example.org")
DAY = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def housing(tree: Tree) -> Any:
    """A topic with one below it, and five resources of three types, one of them of both and one hidden."""
    above = TopicFactory(name="Housing", slug="housing")
    below = TopicFactory(name="Damp", slug="damp", parent=above)
    for number, (factory, index, topics) in enumerate([
        (KnowledgeArticlePageFactory, tree.knowledge, [above]), (ToolPageFactory, tree.tools, [below]),
        (EventPageFactory, tree.events, [above, below]), (ToolPageFactory, tree.tools, [above]),
    ]):  # fmt: skip
        factory(parent=index, title=f"No {number}", topics=topics, first_published_at=DAY + timedelta(days=number))
    ToolPageFactory(parent=tree.tools, title="Hidden", topics=[above], live=False)
    return above


def titles(connection: dict[str, Any]) -> list[str]:
    return [one["title"] for one in connection["nodes"]]


@pytest.mark.usefixtures("housing")
def test_a_topic_has_those_of_the_topics_below_it_each_once_and_the_latest_first(graphql: GraphQL) -> None:
    asked = "{ topics { slug resources(first: 3) { totalCount pageInfo { hasNextPage } nodes { __typename title } } } }"
    found = {one["slug"]: one["resources"] for one in graphql(asked)["topics"]}
    assert titles(found["housing"]) == ["No 3", "No 2", "No 1"]
    assert (found["housing"]["totalCount"], found["housing"]["pageInfo"]["hasNextPage"]) == (4, True)
    assert titles(found["damp"]) == ["No 2", "No 1"]
    assert (found["damp"]["totalCount"], found["damp"]["pageInfo"]["hasNextPage"]) == (2, False)
    assert [one["__typename"] for one in found["damp"]["nodes"]] == ["Event", "Tool"]


@pytest.mark.usefixtures("housing")
def test_it_pages_forward_and_backward(graphql: GraphQL) -> None:
    def page(arguments: str) -> dict[str, Any]:
        info = "pageInfo { startCursor endCursor hasNextPage hasPreviousPage }"
        asked = f'{{ topics(slugs: ["housing"]) {{ resources({arguments}) {{ {info} nodes {{ title }} }} }} }}'
        found: dict[str, Any] = graphql(asked)["topics"][0]["resources"]
        return found

    first = page("first: 3")
    rest = page(f'first: 3, after: "{first["pageInfo"]["endCursor"]}"')
    assert titles(rest) == ["No 0"]
    assert (rest["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasPreviousPage"]) == (False, True)
    assert titles(page("last: 2")) == ["No 1", "No 0"]
    assert titles(page(f'last: 2, before: "{rest["pageInfo"]["startCursor"]}"')) == ["No 2", "No 1"]


def test_every_kind_of_term_knows_its_resources(tree: Tree, graphql: GraphQL) -> None:
    tool = ToolPageFactory(parent=tree.tools, title="Tool")
    tool.professions.add(ProfessionFactory(slug="midwife"))
    tool.care_settings.add(CareSettingFactory(slug="ward"))
    country = PlaceFactory(slug="wales")
    tool.places.add(country)
    tool.save()
    ResourcePerson.objects.create(page=tool, person=PersonFactory(slug="amina"), role="author")
    trust = OrganisationFactory(slug="trust")
    leeds = PlaceFactory(slug="leeds", parent=country)
    InitiativeFactory(parent=tree.initiatives, title="Initiative", organisation=trust, place=leeds)
    listed = "resources(first: 3) { totalCount nodes { title } }"
    shown: dict[str, list[dict[str, Any]]] = {}
    for name in ("professions", "careSettings", "places"):
        shown[name] = graphql(f"{{ {name} {{ slug {listed} }} }}")[name]
    for name in ("people", "organisations"):
        shown[name] = graphql(f"{{ {name} {{ nodes {{ slug {listed} }} }} }}")[name]["nodes"]
    assert {
        name: {term["slug"]: set(titles(term["resources"])) for term in terms if term["resources"]["nodes"]}
        for name, terms in shown.items()
    } == {
        "professions": {"midwife": {"Tool"}}, "careSettings": {"ward": {"Tool"}}, "people": {"amina": {"Tool"}},
        "places": {"wales": {"Tool", "Initiative"}, "leeds": {"Initiative"}},
        "organisations": {"trust": {"Initiative"}},
    }  # fmt: skip
    assert {one["slug"]: one["resources"]["totalCount"] for one in shown["places"]} == {"wales": 2, "leeds": 1}


@pytest.mark.parametrize(
    ("selection", "most"),
    [("totalCount", 4), ("nodes { title }", 9), ("totalCount nodes { title url topics { name } }", 12)],
)
def test_statements_do_not_depend_on_how_many_terms_there_are(
    tree: Tree, graphql: GraphQL, selection: str, most: int
) -> None:
    counts, made = [], 0
    for size in SIZES:
        for number in range(made, size):
            topic = TopicFactory(slug=f"t-{number}")
            KnowledgeArticlePageFactory(parent=tree.knowledge, topics=[topic])
            ToolPageFactory(parent=tree.tools, topics=[topic, TopicFactory(parent=topic)])
        made = size
        asked = ", ".join(f'"t-{number}"' for number in range(size))
        counts.append(count(graphql, f"{{ topics(slugs: [{asked}]) {{ resources(first: 2) {{ {selection} }} }} }}"))
    assert len(set(counts)) == 1, counts
    assert counts[0] <= most


@pytest.mark.usefixtures("housing")
def test_a_frontend_has_a_page_for_each_term_and_a_router_finds_it(graphql: GraphQL) -> None:
    term = "term { __typename name resources { totalCount } }"
    asked = f"query($p: String!) {{ route(path: $p) {{ status {term} page {{ title }} }} }}"
    with FRONTEND:
        (found,) = graphql('{ topics(slugs: ["damp"]) { path url } }')["topics"]
        assert found == {"path": "/topics/damp/", "url": "https://www.example.org/topics/damp/"}
        for path in ("/topics/damp/", "topics/damp", "/topics/damp/?utm_source=x"):
            assert graphql(asked, p=path)["route"] == {
                "status": "FOUND",
                "term": {"__typename": "Topic", "name": "Damp", "resources": {"totalCount": 2}},
                "page": None,
            }
        for path in ("/topics/nothing/", "/topics/", "/people/damp/", "/topics/damp/more/"):
            assert graphql(asked, p=path)["route"]["status"] == "NOT_FOUND"
    assert graphql('{ topics(slugs: ["damp"]) { path url } }')["topics"] == [{"path": None, "url": None}]
    assert graphql(asked, p="/topics/damp/")["route"]["status"] == "NOT_FOUND"


@pytest.mark.usefixtures("housing")
def test_the_frontend_says_where(graphql: GraphQL, tree: Tree) -> None:
    with FRONTEND, override_settings(TERM_PATHS={"topics": "/tools/{slug}/", "people": ""}):
        PersonFactory(slug="amina")
        found = graphql('{ people { nodes { path } } topics(slugs: ["damp"]) { path } }')
        assert found == {"people": {"nodes": [{"path": None}]}, "topics": [{"path": "/tools/damp/"}]}
        page = ToolPageFactory(parent=tree.tools, title="A page at the same path", slug="damp")
        asked = '{ route(path: "/tools/damp/") { term { name } page { title } } }'
        assert graphql(asked)["route"] == {"term": None, "page": {"title": page.title}}
