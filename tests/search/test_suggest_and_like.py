"""Suggestions as somebody types, and more like a resource, through the API, on each engine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from wagtail.models import PageViewRestriction

from content_types.core.identity import page_id
from content_types.core.models import ResourcePerson
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import PersonFactory, PlaceFactory, TopicFactory
from search.models import SearchCount
from tests.search.processing import process_changes
from tests.support.graphql import GraphQL
from tests.support.tree import Tree

pytestmark = pytest.mark.differs_by_database


def article(tree: Tree, title: str, body: str = "", **fields: Any) -> Any:
    text = [("rich_text", f"<p>{body}</p>")] if body else []
    return KnowledgeArticlePageFactory(parent=tree.knowledge, title=title, summary="Nothing else.", body=text, **fields)


# --- Suggestions and similarity ---------------------------------------------------------------------------------------

SUGGEST = (
    "query ($p: String!, $first: Int) { suggest(prefix: $p, first: $first) { kind text slug resource { title } } }"
)


def test_suggestions(tree: Tree, graphql: GraphQL, each_engine: str) -> None:
    housing = TopicFactory(name="Housing", slug="housing")
    PlaceFactory(name="Houghton", slug="houghton")
    page = article(tree, "Housing and health", topics=[housing])
    article(tree, "What a house costs")
    ResourcePerson.objects.create(page=page, person=PersonFactory(name="Zoë Housely", slug="zoe-housely"))
    process_changes()

    def suggested(prefix: str, **variables: Any) -> set[tuple[str, str]]:
        return {(one["kind"], one["text"]) for one in graphql(SUGGEST, p=prefix, **variables)["suggest"]}

    assert suggested("h") == set()
    assert suggested("hou") == {
        ("TOPIC", "Housing"), ("PLACE", "Houghton"), ("PERSON", "Zoë Housely"),
        ("RESOURCE", "Housing and health"), ("RESOURCE", "What a house costs"),
    }  # fmt: skip
    assert suggested("housing he") == {("RESOURCE", "Housing and health")}
    assert suggested("zoe") == {("PERSON", "Zoë Housely")}
    assert len(suggested("hou", first=2)) == 2
    assert suggested('"; DROP *') == set()


def test_a_suggestion_says_where_it_leads(tree: Tree, graphql: GraphQL, each_engine: str, settings: Any) -> None:
    TopicFactory(name="Housing", slug="housing")
    PersonFactory(name="Zoë Housely", slug="zoe-housely")
    PlaceFactory(name="Houghton", slug="houghton")
    page = article(tree, "Housing and health", slug="housing-and-health")
    SearchCount.objects.create(day=timezone.localdate(), query="housing health", searches=9)
    process_changes()
    cache.clear()  # what is asked often is counted now and then

    def leads() -> dict[str, str | None]:
        found = graphql('{ suggest(prefix: "hou") { text path resource { path } } }')["suggest"]
        assert [one["path"] for one in found if one["resource"]] == ["/knowledge/housing-and-health/"]
        return {one["text"]: one["path"] for one in found}

    shown = {page.title: "/knowledge/housing-and-health/", "housing health": None}
    assert leads() == {**shown, "Housing": None, "Zoë Housely": None, "Houghton": None}  # no pages of terms
    settings.FRONTEND_URL = "https://www.example.org"
    settings.TERM_PATHS = {**settings.TERM_PATHS, "places": ""}
    assert leads() == {
        **shown, "Housing": "/topics/housing/", "Zoë Housely": "/people/zoe-housely/", "Houghton": None,
    }  # fmt: skip


@pytest.mark.parametrize("index", ["up to date", "lagging"])
def test_nothing_hidden_is_suggested(tree: Tree, graphql: GraphQL, each_engine: str, index: str) -> None:
    topic = TopicFactory(name="Falkenhorst topic", slug="falkenhorst-topic")
    person = PersonFactory(name="Falkenhorst person", slug="falkenhorst-person")
    pages = [article(tree, f"Falkenhorst {number}") for number in range(3)]
    process_changes()
    assert len(graphql(SUGGEST, p="falken", first=10)["suggest"]) == 5
    for term in (topic, person):
        term.unpublish()
    pages[0].unpublish()
    PageViewRestriction.objects.create(page=pages[1], restriction_type="login")
    type(pages[2]).objects.filter(pk=pages[2].pk).update(expire_at=timezone.now() - timedelta(seconds=1))
    if index == "up to date":
        process_changes()
    assert graphql(SUGGEST, p="falken", first=10)["suggest"] == []


LIKE = "query ($id: ID!) { page(by: {id: $id}) { ... on Resource { moreLikeThis(first: 3) { title } } } }"


def test_more_like_this(tree: Tree, graphql: GraphQL, each_engine: str) -> None:
    damp = "Damp and mould in a rented flat harm the lungs of children. "
    page = article(tree, "Damp flats", damp * 3)
    article(tree, "Mould in rented homes", damp * 3)
    hidden = article(tree, "Hidden damp and mould", damp * 3)
    for number in range(5):
        article(tree, f"Rota {number}", "Rest, rotas and tea breaks for the night shift. " * 3)
    process_changes()

    def like() -> list[str]:
        return [one["title"] for one in graphql(LIKE, id=page_id(page.pk))["page"]["moreLikeThis"]]

    assert set(like()[:2]) == {"Mould in rented homes", "Hidden damp and mould"}
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    assert like()[0] == "Mould in rented homes"
    assert "Hidden damp and mould" not in like()
    assert "Damp flats" not in like()


def test_more_like_this_of_a_long_list_is_rejected(tree: Tree, graphql: GraphQL) -> None:
    for number in range(11):
        article(tree, f"Rota {number}")
    answer = graphql.raw("{ articles(first: 20) { nodes { moreLikeThis { title } } } }")
    (error,) = {one["message"]: one for one in answer["errors"]}.values()
    assert error["extensions"] == {"code": "BAD_INPUT", "field": "moreLikeThis"}


def test_likes_of_one_request_are_bounded_whatever_their_aliases(
    tree: Tree, graphql: GraphQL, indexed: Callable[[], None]
) -> None:
    for number in range(6):
        KnowledgeArticlePageFactory(parent=tree.knowledge, title=f"Damp homes {number}")
    indexed()
    few = (
        "{ a: articles(first: 5) { nodes { one: moreLikeThis(first: 1) { id } two: moreLikeThis(first: 2) { id } } } }"
    )
    for node in graphql(few)["a"]["nodes"]:
        assert node["one"] == node["two"][:1]
        assert len(node["two"]) == 2
    many = " ".join(f"a{nth}: articles(first: 5) {{ nodes {{ moreLikeThis {{ id }} }} }}" for nth in range(3))
    (error,) = graphql.raw(f"{{ {many} }}")["errors"]
    assert error["extensions"] == {"code": "BAD_INPUT", "field": "moreLikeThis"}
    assert "at most 10 resources in one request; here of 15" in error["message"]


def test_searches_of_one_request_are_bounded(tree: Tree, graphql: GraphQL) -> None:
    ten = " ".join(f's{nth}: suggest(prefix: "da") {{ text }}' for nth in range(9)) + " search { totalCount }"
    graphql(f"{{ {ten} }}")
    (error,) = graphql.raw(f'{{ {ten} again: search(query: "damp") {{ totalCount }} }}')["errors"]
    assert error["extensions"] == {"code": "BAD_INPUT", "field": "search"}
    assert "may search 10 times" in error["message"]
