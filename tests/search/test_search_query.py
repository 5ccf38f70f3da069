"""The field ``search`` of the API: what it finds, how it pages, what it costs, and what it says to bad input."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content_types.core.models import ResourcePerson
from content_types.events.factories import EventPageFactory
from content_types.initiatives.factories import InitiativeFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import CareSettingFactory, PersonFactory, TopicFactory
from content_types.tools.factories import ToolPageFactory
from content_types.wellbeing.factories import WellbeingGuidancePageFactory
from graphql_api.schema.connections import encode_cursor
from graphql_api.schema.search_query import scope_of
from search.engines.database.engine import DatabaseEngine
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.errors import EngineUnavailable
from search.text import MAX_QUERY
from tests.search.processing import process_changes
from tests.support.graphql import GraphQL
from tests.support.tree import Tree

pytestmark = pytest.mark.differs_by_database

SEARCH = """
query ($words: String, $filter: SearchFilter, $first: Int, $after: String, $last: Int, $before: String) {
  search(query: $words, filter: $filter, first: $first, after: $after, last: $last, before: $before) {
    totalCount tookMs degraded
    edges { cursor score node { id title __typename } }
    nodes { id }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""


def titles(graphql: GraphQL, **variables: Any) -> list[str]:
    data = graphql(SEARCH, **variables)["search"]
    assert [edge["node"]["id"] for edge in data["edges"]] == [node["id"] for node in data["nodes"]]
    return [edge["node"]["title"] for edge in data["edges"]]


def rejection(graphql: GraphQL, **variables: Any) -> tuple[str, str | None]:
    answer = graphql.raw(SEARCH, **variables)
    (error,) = answer["errors"]
    assert "Traceback" not in json.dumps(answer)
    return error["extensions"]["code"], error["extensions"].get("field")


def test_finds_every_type(tree: Tree, graphql: GraphQL, each_engine: str) -> None:
    for factory, parent in (
        (KnowledgeArticlePageFactory, tree.knowledge),
        (ToolPageFactory, tree.tools),
        (WellbeingGuidancePageFactory, tree.wellbeing),
        (EventPageFactory, tree.events),
        (InitiativeFactory, tree.initiatives),
    ):
        factory(parent=parent, title="Food banks near the ward")
    process_changes()
    data = graphql(SEARCH, words="food bank")["search"]
    assert {edge["node"]["__typename"] for edge in data["edges"]} == {
        "Article", "Tool", "WellbeingGuidance", "Event", "Initiative",
    }  # fmt: skip
    assert data["totalCount"] == 5
    assert data["degraded"] is False
    assert data["tookMs"] >= 0
    assert all(edge["score"] > 0 for edge in data["edges"])
    assert not data["pageInfo"]["hasNextPage"]
    assert not data["pageInfo"]["hasPreviousPage"]
    assert titles(graphql, words="quantum chromodynamics") == []


def test_browses_without_a_query(tree: Tree, graphql: GraphQL, each_engine: str) -> None:
    now = timezone.now()
    for days in (3, 1, 2):
        KnowledgeArticlePageFactory(
            parent=tree.knowledge, title=f"{days} days", first_published_at=now - timedelta(days=days)
        )
    process_changes()
    for nothing in (None, "", "   "):
        data = graphql(SEARCH, words=nothing)["search"]
        assert [edge["node"]["title"] for edge in data["edges"]] == ["1 days", "2 days", "3 days"]
        assert {edge["score"] for edge in data["edges"]} == {None}


def test_filters(tree: Tree, graphql: GraphQL, each_engine: str) -> None:
    poverty = TopicFactory(name="Poverty", slug="poverty")
    debt = TopicFactory(name="Debt", slug="debt", parent=poverty)
    article = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Article", topics=[debt])
    article.tags.add("Money")
    article.save()
    ResourcePerson.objects.create(page=article, person=PersonFactory(slug="amina-okafor"))
    ToolPageFactory(parent=tree.tools, title="Tool", topics=[poverty], licence="CC0-1.0")
    EventPageFactory(parent=tree.events, title="Event", first_published_at=timezone.now() - timedelta(days=9))
    process_changes()
    week_ago = (timezone.now() - timedelta(days=7)).isoformat()
    cases: list[tuple[dict[str, Any], set[str]]] = [
        ({"types": ["TOOL", "EVENT"]}, {"Tool", "Event"}),
        ({"types": []}, set()),
        ({"topics": {"anyOf": ["poverty"]}}, {"Article", "Tool"}),
        ({"topics": {"allOf": ["poverty", "debt"]}}, {"Article"}),
        ({"topics": {"noneOf": ["debt"]}}, {"Tool", "Event"}),
        ({"topics": {"anyOf": ["poverty"], "noneOf": ["debt"]}, "types": ["ARTICLE", "TOOL"]}, {"Tool"}),
        ({"tags": {"anyOf": ["money"]}}, {"Article"}),
        ({"people": ["amina-okafor", "nobody"]}, {"Article"}),
        ({"licences": ["CC0_1_0"]}, {"Tool"}),
        ({"publishedBefore": week_ago}, {"Event"}),
        ({"publishedAfter": week_ago}, {"Article", "Tool"}),
        ({}, {"Article", "Tool", "Event"}),
    ]
    for chosen, expected in cases:
        for query in ("ask every family", None):
            assert set(titles(graphql, words=query, filter=chosen)) == expected, (chosen, query)


def test_field_words_name_terms_as_people_do(tree: Tree, graphql: GraphQL, each_engine: str) -> None:
    ward = CareSettingFactory(name="Children's ward", slug="paediatric-ward")
    clinic = CareSettingFactory(name="Clinic", slug="outpatients")
    draft = CareSettingFactory(name="A secret ward", slug="bunker", live=False)
    for title, where in (("One", [ward]), ("Two", [clinic]), ("Three", [ward, draft]), ("Four", [])):
        KnowledgeArticlePageFactory(parent=tree.knowledge, title=title, care_settings=where)
    process_changes()
    for words, expected in {
        "setting:paediatric-ward": {"One", "Three"},
        'setting:"Children\'s ward"': {"One", "Three"},
        "setting:ward": {"One", "Three"},
        "setting:ward,clinic": {"One", "Two", "Three"},
        "setting:clinic": {"Two"},
        "-setting:ward type:article": {"Two", "Four"},
        "setting:bunker": set(),
        "setting:secret": set(),
        "setting:nowhere": set(),
    }.items():
        assert set(titles(graphql, words=words)) == expected, words


def test_pages(tree: Tree, graphql: GraphQL, each_engine: str) -> None:
    for number in range(7):
        KnowledgeArticlePageFactory(parent=tree.knowledge, title=f"Housing {number}")
    process_changes()
    for query in ("housing", None):
        whole = titles(graphql, words=query)
        collected: list[str] = []
        after = None
        for nth in range(3):
            data = graphql(SEARCH, words=query, first=3, after=after)["search"]
            collected += [edge["node"]["title"] for edge in data["edges"]]
            after = data["pageInfo"]["endCursor"]
            assert data["totalCount"] == 7
            assert data["pageInfo"]["hasNextPage"] is (nth < 2)
            assert data["pageInfo"]["hasPreviousPage"] is (nth > 0)
            assert data["edges"][-1]["cursor"] == after
        assert collected == whole


def test_pages_backwards(tree: Tree, graphql: GraphQL, each_engine: str) -> None:
    for number in range(7):
        KnowledgeArticlePageFactory(parent=tree.knowledge, title=f"Housing {number}")
    process_changes()
    for query in ("housing", None):
        whole = graphql(SEARCH, words=query)["search"]["edges"]
        found = [edge["node"]["title"] for edge in whole]

        def back(nth: int, last: int, words: str | None = query, edges: Any = whole) -> tuple[list[str], Any]:
            data = graphql(SEARCH, words=words, last=last, before=edges[nth]["cursor"])["search"]
            assert data["totalCount"] == 7
            return [edge["node"]["title"] for edge in data["edges"]], data["pageInfo"]

        for nth, last, shown, more in ((6, 3, found[3:6], True), (2, 3, found[:2], False), (0, 3, [], False)):
            titles_before, info = back(nth, last)
            assert titles_before == shown
            assert (info["hasPreviousPage"], info["hasNextPage"]) == (more, True)
        # And forward again, from where a page before it ended.
        data = graphql(SEARCH, words=query, last=2, before=whole[4]["cursor"])["search"]
        assert titles(graphql, words=query, first=2, after=data["pageInfo"]["endCursor"]) == found[4:6]


@pytest.mark.parametrize(
    ("given", "field"),
    [({"last": 2}, "last"), ({"first": 2, "before": "x"}, "first"), ({"after": "x", "before": "x"}, "before")],
)
def test_rejects_a_window_that_no_search_has(tree: Tree, graphql: GraphQL, given: Any, field: str) -> None:
    assert rejection(graphql, words="housing", **given) == ("BAD_INPUT", field)


# --- Bad input --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", [0, -1, 101, 2**31 - 1])
def test_rejects_first(tree: Tree, graphql: GraphQL, first: int) -> None:
    assert rejection(graphql, first=first) == ("BAD_INPUT", "first")


def test_rejects_a_long_query(tree: Tree, graphql: GraphQL) -> None:
    assert rejection(graphql, words="x" * (MAX_QUERY + 1)) == ("BAD_INPUT", "query")
    assert rejection(graphql, words="é " * 5000) == ("BAD_INPUT", "query")
    assert titles(graphql, words="x" * MAX_QUERY) == []


def test_rejects_topics_that_cannot_be(tree: Tree, graphql: GraphQL) -> None:
    many = [f"topic-{number}" for number in range(500)]
    assert rejection(graphql, filter={"topics": {"anyOf": ["nul\x00l"]}}) == ("BAD_INPUT", "topics.anyOf")
    for name in ("anyOf", "allOf", "noneOf"):
        assert rejection(graphql, filter={"topics": {name: many}}) == ("BAD_INPUT", f"topics.{name}")


@pytest.mark.parametrize(
    "values",
    [
        ["database", 1, 1.0],
        ["database", 1, 1.0, "1"],
        ["database", -1, 1.0, 1],
        ["database", 1, float("nan"), 1],
        ["database", 1, float("inf"), 1],
        ["database", 1, 1e300, 1],
        ["database", 2**70, 1.0, 1],
        ["database", 1, 1.0, 2**70],
        ["database", True, 1.0, 1],
        ["database", 1, "x", 1],
        ["unknown", 1, 1.0, 1],
        [1, 1, 1.0, 1],
    ],
)
def test_rejects_a_forged_cursor(tree: Tree, graphql: GraphQL, values: list[Any]) -> None:
    assert rejection(graphql, words="x", after=encode_cursor(scope_of("x", {}), values)) == ("BAD_INPUT", "after")


def test_any_well_formed_cursor_gets_an_answer(tree: Tree, graphql: GraphQL, each_engine: str) -> None:
    for engine_name, position, sort in itertools.product(
        ("database", "elasticsearch"), (1, 9_999, 2**62), (-9e18, -1.0, 0, 1e17, 9e18)
    ):
        for query in ("x", ""):
            after = encode_cursor(scope_of(query, {}), [engine_name, position, sort, 1])
            answer = graphql.raw(SEARCH, words=query, after=after)
            codes = [error["extensions"]["code"] for error in answer.get("errors", [])]
            assert codes in ([], ["BAD_INPUT"]), (engine_name, position, sort)


def test_rejects_a_cursor_of_another_search(tree: Tree, graphql: GraphQL, indexed: Callable[[], None]) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge, title="Housing")
    indexed()
    cursor = graphql(SEARCH, words="housing")["search"]["pageInfo"]["endCursor"]
    assert titles(graphql, words="housing", after=cursor) == []
    assert rejection(graphql, words="food", after=cursor) == ("BAD_INPUT", "after")
    assert rejection(graphql, words="housing", filter={"types": ["TOOL"]}, after=cursor) == ("BAD_INPUT", "after")
    for broken in ("", "!", "e30", cursor[:-3], "x" * 5000, "\ud800"):
        assert rejection(graphql, words="housing", after=broken) == ("BAD_INPUT", "after")


# --- What it costs ----------------------------------------------------------------------------------------------------


def test_the_number_of_sql_statements_does_not_grow_with_the_hits(
    tree: Tree, graphql: GraphQL, each_engine: str, indexed: Callable[[], None]
) -> None:
    topic = TopicFactory()
    for number in range(10):
        for factory, parent in (
            (KnowledgeArticlePageFactory, tree.knowledge),
            (ToolPageFactory, tree.tools),
            (WellbeingGuidancePageFactory, tree.wellbeing),
            (EventPageFactory, tree.events),
            (InitiativeFactory, tree.initiatives),
        ):
            # Every five hits in a row are one of each type.
            factory(
                parent=parent,
                topics=[topic],
                first_published_at=timezone.now() - timedelta(hours=number),
                title=f"Housing {number}",
            )
    indexed()
    query = """query ($q: String, $first: Int!) { search(query: $q, first: $first) { totalCount nodes {
        title url ... on Resource { topics { name } tags people { person { name } }
        body { __typename } } } } }"""

    def cost(text: str | None, first: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert len(graphql(query, q=text, first=first)["search"]["nodes"]) == first
        return len(queries)

    cost(None, 5)  # content types and sites are read once a process
    assert cost(None, 5) == cost(None, 20) == cost(None, 50) < 40
    # Relevance orders equal hits by key, so that only 50 hold all types for certain. What was promoted, and how words
    # are spelled, costs the same however many there are.
    assert cost("housing", 50) <= cost(None, 50) + 3


@pytest.mark.elasticsearch
def test_one_request_to_elasticsearch_a_search(
    tree: Tree, graphql: GraphQL, elasticsearch: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        KnowledgeArticlePageFactory(parent=tree.knowledge, title=f"Housing {number}")
    process_changes()
    asked: list[str] = []
    transport = type(elasticsearch.client.transport)
    real = transport.perform_request

    def perform_request(self: Any, method: str, target: str, **options: Any) -> Any:
        asked.append(target)
        return real(self, method, target, **options)

    monkeypatch.setattr(transport, "perform_request", perform_request)
    assert len(titles(graphql, words="housing", filter={"types": ["ARTICLE"]})) == 3
    assert len(asked) == 1, asked


# --- When Elasticsearch is away ---------------------------------------------------------------------------------------


def test_answers_from_the_database_when_elasticsearch_is_away(
    tree: Tree, graphql: GraphQL, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(3):
        KnowledgeArticlePageFactory(parent=tree.knowledge, title=f"Housing {number}")
    process_changes()
    settings.ELASTICSEARCH_URL = "http://secret-host.invalid:9200"
    answer = graphql.raw(SEARCH, words="housing", first=2)
    data = answer["data"]["search"]
    assert data["degraded"] is True
    assert (data["totalCount"], len(data["nodes"])) == (3, 2)
    rest = graphql(SEARCH, words="housing", first=2, after=data["pageInfo"]["endCursor"])["search"]
    assert len({node["id"] for node in data["nodes"] + rest["nodes"]}) == 3
    assert "secret-host" not in json.dumps(answer)
    assert "did not answer" in caplog.text
    assert not any(
        "secret-host" in record.getMessage() for record in caplog.records if record.name.startswith("search")
    )


@pytest.mark.elasticsearch
def test_a_list_goes_on_through_a_failure(
    tree: Tree, graphql: GraphQL, elasticsearch: ElasticsearchEngine, settings: Any
) -> None:
    for number in range(5):
        KnowledgeArticlePageFactory(parent=tree.knowledge, title=f"Housing {number}")
    process_changes()
    begun = graphql(SEARCH, words="housing", first=2)["search"]
    assert begun["degraded"] is False
    url, settings.ELASTICSEARCH_URL = settings.ELASTICSEARCH_URL, "http://127.0.0.1:1"
    second = graphql(SEARCH, words="housing", first=2, after=begun["pageInfo"]["endCursor"])["search"]
    assert second["degraded"] is True
    settings.ELASTICSEARCH_URL = url
    third = graphql(SEARCH, words="housing", first=2, after=second["pageInfo"]["endCursor"])["search"]
    assert len({node["id"] for part in (begun, second, third) for node in part["nodes"]}) == 5


@pytest.mark.elasticsearch
def test_a_missing_index_is_an_engine_that_is_away(
    tree: Tree, graphql: GraphQL, elasticsearch: ElasticsearchEngine
) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge, title="Housing")
    process_changes()
    elasticsearch.drop(f"{elasticsearch.alias}-first")
    data = graphql(SEARCH, words="housing")["search"]
    assert (data["degraded"], data["totalCount"]) == (True, 1)


def test_says_so_when_nothing_answers(tree: Tree, graphql: GraphQL, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any) -> None:
        raise EngineUnavailable("It is away.")

    monkeypatch.setattr(DatabaseEngine, "search", away)
    assert rejection(graphql, words="housing") == ("SEARCH_UNAVAILABLE", None)
