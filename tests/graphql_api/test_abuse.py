"""Inputs that were found to hurt: each is rejected with a code, cheaply, and none is an error of the server."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect

from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import PlaceFactory, TopicFactory
from delivery.visibility import page_is_visible, public_viewer
from tests.support.graphql import GraphQL
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db


def codes(answer: dict[str, Any]) -> set[str]:
    return {error["extensions"]["code"] for error in answer.get("errors", [])}


@pytest.mark.parametrize("query", ["mutation { a }", "subscription { a }"])
def test_an_operation_that_the_schema_lacks(tree: Tree, graphql: GraphQL, query: str) -> None:
    assert codes(graphql.raw(query)) == {"BAD_INPUT"}


def test_cost_knows_the_default_of_a_variable(tree: Tree, graphql: GraphQL) -> None:
    query = "query($n: Int = 100) { articles(first: $n) { nodes { topics { name } } } }"
    stated = graphql.raw(query, n=100)["extensions"]["cost"]["requested"]
    assert graphql.raw(query)["extensions"]["cost"]["requested"] == stated
    assert graphql.raw(query, n=100.0)["extensions"]["cost"]["requested"] == stated


def test_up_and_down_the_tree_of_terms_is_too_dear(tree: Tree, graphql: GraphQL) -> None:
    top = PlaceFactory()
    for _ in range(12):
        PlaceFactory(parent=top)
    query = "{ places " + "{ parent { children " * 3 + "{ name }" + " } }" * 3 + " }"
    assert codes(graphql.raw(query)) == {"QUERY_TOO_COMPLEX"}


def test_introspection_is_counted(tree: Tree, graphql: GraphQL) -> None:
    query = "{" + " ".join(f"a{n}: __schema {{ types {{ name }} }}" for n in range(6)) + "}"
    assert codes(graphql.raw(query)) == {"QUERY_TOO_COMPLEX"}
    assert "errors" not in graphql.raw("{ __schema { types { name } } }")


@pytest.mark.no_cover  # measures time
@pytest.mark.parametrize("query", ["{" + "site{name}" * 1_200 + "}", "{" + "__typename " * 4_000 + "}"])
def test_a_long_selection_is_rejected_before_it_is_validated(tree: Tree, graphql: GraphQL, query: str) -> None:
    started = time.process_time()
    assert codes(graphql.raw(query)) == {"QUERY_TOO_COMPLEX"}
    assert time.process_time() - started < 1


def test_all_of_is_one_subquery_and_takes_ten(tree: Tree, graphql: GraphQL) -> None:
    topics = [TopicFactory(slug=f"t{n}") for n in range(4)]
    KnowledgeArticlePageFactory(parent=tree.knowledge, title="all", topics=topics)
    KnowledgeArticlePageFactory(parent=tree.knowledge, title="some", topics=topics[:2])
    query = "query($v: [String!]) { articles(filter: {topics: {allOf: $v}}) { nodes { title } } }"
    assert graphql(query, v=[f"t{n}" for n in range(4)])["articles"]["nodes"] == [{"title": "all"}]
    assert graphql(query, v=["t0", "unknown"])["articles"]["nodes"] == []
    assert codes(graphql.raw(query, v=["t0"] * 11)) == {"BAD_INPUT"}


def cursor(*values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "after",
    [
        cursor("articles/NEWEST", "x", 1),
        cursor("articles/NEWEST", "9999-12-31T23:59:59-12:00", 1),
        cursor("articles/NEWEST", "2026-01-01T00:00:00+00:00", 10**30),
        cursor("articles/NEWEST", "2026-01-01T00:00:00+00:00", 1e300),
        cursor("articles/NEWEST", "2026-01-01T00:00:00+00:00", True),
        cursor("articles/NEWEST", 5, 1),
        cursor("articles/NEWEST", "\ud800", 1),
        cursor("articles/NEWEST", "a\u0000", 1),
    ],
)
def test_a_cursor_of_somebodys_own_making(tree: Tree, graphql: GraphQL, after: str) -> None:
    query = "query($a: String) { articles(after: $a) { nodes { title } } }"
    assert codes(graphql.raw(query, a=after)) == {"BAD_INPUT"}


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00"])
def test_a_moment_beyond_the_calendar(tree: Tree, graphql: GraphQL, moment: str) -> None:
    for field, argument in (("articles", "publishedAfter"), ("search", "publishedBefore"), ("events", "from")):
        query = f'{{ {field}(filter: {{{argument}: "{moment}"}}) {{ totalCount }} }}'
        assert codes(graphql.raw(query)) == {"BAD_INPUT"}, query


def test_a_number_of_five_thousand_digits(tree: Tree, graphql: GraphQL) -> None:
    assert codes(graphql.raw(f"{{ articles(first: {'9' * 5_000}) {{ totalCount }} }}")) == {"BAD_INPUT"}


@pytest.mark.parametrize("text", ["\\ud800", "\\u0000"])
def test_text_that_no_database_takes(tree: Tree, client: Client, text: str) -> None:
    for query in (
        "query($t: String!) { articles(filter: {people: [$t]}) { totalCount } }",
        "query($t: String!) { articles(filter: {tags: {anyOf: [$t]}}) { totalCount } }",
        "query($t: String!) { initiatives(filter: {organisations: [$t]}) { totalCount } }",
    ):
        body = json.dumps({"query": query})[:-1] + f', "variables": {{"t": "{text}"}}}}'
        response = client.post("/graphql/", body, content_type="application/json")
        assert codes(response.json()) == {"BAD_INPUT"}


def test_media_with_nul_is_not_found(tree: Tree, client: Client) -> None:
    assert client.get("/media/%00").status_code == 404


def test_a_redirect_does_not_tell_of_a_hidden_page(tree: Tree, client: Client) -> None:
    hidden = KnowledgeArticlePageFactory(parent=tree.knowledge, slug="hidden", live=False)
    assert not page_is_visible(public_viewer(), hidden)
    Redirect.objects.create(old_path="/old-hidden", redirect_page=hidden)
    Redirect.objects.create(old_path="/old-tools", redirect_page=tree.tools)
    assert client.get("/old-hidden/").status_code == 404
    response = client.get("/old-tools/?x=1")
    assert (response.status_code, response["Location"]) == (301, "/tools/")


def test_no_shared_cache_keeps_the_answer_to_a_session(tree: Tree, admin_client: Client, client: Client) -> None:
    assert admin_client.get("/knowledge/")["Cache-Control"] == "private, no-store"
    assert "no-store" not in client.get("/knowledge/").headers.get("Cache-Control", "")
