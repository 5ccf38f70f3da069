"""The limits: each has an error that names the limit and the value reached."""

from __future__ import annotations

import time

import pytest

from content_types.core.identity import global_id
from graphql_api.documents import preparation
from tests.support.graphql import GraphQL

pytestmark = pytest.mark.django_db


def rejection(graphql: GraphQL, query: str) -> dict[str, object]:
    answer = graphql.raw(query)
    assert "data" not in answer
    [error] = answer["errors"]
    assert error["extensions"]["code"] == "QUERY_TOO_COMPLEX"
    assert str(error["extensions"]["limit"]) in error["message"]
    return error


def test_tokens(graphql: GraphQL) -> None:
    rejection(graphql, "{" + " ".join(f"a{n}: __typename" for n in range(3_000)) + "}")


@pytest.mark.no_cover  # measures time
def test_twenty_thousand_aliases_are_rejected_quickly(graphql: GraphQL) -> None:
    query = "{" + " ".join(f"a{n}:site{{name}}" for n in range(4_000)) + "}"
    started = time.process_time()
    rejection(graphql, query)
    assert time.process_time() - started < 2, "a refusal must not cost what an answer costs"


def test_aliases(graphql: GraphQL) -> None:
    error = rejection(graphql, "{" + " ".join(f"a{n}: __typename" for n in range(31)) + "}")
    assert error["extensions"]["reached"] == 31  # type: ignore[index]  # JSON


def fragments_with(aliases: int, uses: int) -> str:
    """A query with so many aliases in a fragment that a second fragment spreads, itself used so many times,
    and one alias outside."""
    inner = " ".join(f"a{n}: name" for n in range(aliases - 1))
    use = "topics { ...Outer }" * uses
    return (
        f"{{ outside: topics {{ ...Outer }} {use} }} fragment Inner on Topic {{ {inner} }} "
        "fragment Outer on Topic { x: slug ...Inner }"
    )


def test_aliases_in_fragments_count_once_however_often_they_are_used(graphql: GraphQL) -> None:
    assert graphql(fragments_with(aliases=29, uses=10)) == {"outside": [], "topics": []}
    error = rejection(graphql, fragments_with(aliases=30, uses=10))
    assert error["extensions"]["reached"] == 31  # type: ignore[index]  # JSON


def test_a_list_without_first_costs_what_it_may_give(graphql: GraphQL) -> None:
    without, twenty, one = (
        graphql.raw(f"{{ articles{first} {{ nodes {{ title }} }} }}")["extensions"]["cost"]["requested"]
        for first in ("", "(first: 20)", "(first: 1)")
    )
    assert without == twenty > one


def test_cost_and_depth_count_a_fragment_at_each_use(graphql: GraphQL) -> None:
    fragment = "fragment F on Page { children(first: 100) { title url } }"

    def cost(query: str) -> int:
        found: int = graphql.raw(f"{query} {fragment}")["extensions"]["cost"]["requested"]
        return found

    once = cost("{ page(by: {id: 1}) { ...F } }")
    assert cost("{ page(by: {id: 1}) { parent { ...F } ancestors { ...F } } }") > 3 * once
    below = "{ page(by: {id: 1}) " + "{ parent " * 14 + "{ ...F }" + " }" * 14 + " }"
    assert "depth is 17" in str(rejection(graphql, f"{below} {fragment}")["message"])


def test_depth(graphql: GraphQL) -> None:
    query = "{ page(by: {id: 1}) " + "{ parent " * 17 + "{ title }" + " }" * 17 + " }"
    assert "depth is 19" in str(rejection(graphql, query)["message"])


def test_depth_of_introspection_that_tools_need_is_allowed(graphql: GraphQL) -> None:
    from graphql import get_introspection_query

    assert graphql(get_introspection_query())["__schema"]["queryType"]["name"] == "Query"


def test_cost_multiplies_lists_in_lists(graphql: GraphQL) -> None:
    query = (
        "{ articles(first: 100) { nodes { relatedResources { "
        "children(first: 100) { children(first: 100) { title } } } } } }"
    )
    assert "cost is" in str(rejection(graphql, query)["message"])


def test_cost_reads_first_from_variables(graphql: GraphQL) -> None:
    query = "query($n: Int) { articles(first: $n) { nodes { topics { name } } } }"
    small = graphql.raw(query, n=1)["extensions"]["cost"]["requested"]
    large = graphql.raw(query, n=100)["extensions"]["cost"]["requested"]
    assert large > small + 600


def test_what_asks_the_database_costs_though_nothing_is_selected_of_it(graphql: GraphQL) -> None:
    def cost(query: str) -> int:
        found: int = graphql.raw(query)["extensions"]["cost"]["requested"]
        return found

    assert cost('{ route(path: "/nowhere/") { status } }') > 300
    assert cost("{ contentChanges { pageInfo { endCursor } } }") > 200
    counts = ("totalCount", "cells { count }", "places { count }", "topics { count }", "stages { count }")
    assert cost(f"{{ heatmap {{ {' '.join(counts)} }} }}") > cost("{ heatmap { totalCount } }") + 700


def test_cost_counts_conditions_however_they_are_given(graphql: GraphQL) -> None:
    ways = {
        "none": ("{ articles { totalCount } }", {}),
        "one": ('{ articles(filter: {topics: {anyOf: ["a", "b"]}}) { totalCount } }', {}),
        "in the query": ('{ articles(filter: {topics: {anyOf: ["a"]}, people: "b", kinds: null}) { totalCount } }', {}),
        "in a variable": (
            "query($f: ArticleFilter) { articles(filter: $f) { totalCount } }",
            {"f": {"topics": {"anyOf": ["a"]}, "people": "b", "kinds": None}},
        ),
        "in variables inside": (
            "query($t: TermFilter, $p: [String!]) { articles(filter: {topics: $t, people: $p}) { totalCount } }",
            {"t": {"anyOf": ["a"]}, "p": "b"},
        ),
        "in a default": (
            'query($f: ArticleFilter = {topics: {anyOf: ["a"]}, people: "b"}) { articles(filter: $f) { totalCount } }',
            {},
        ),
    }  # fmt: skip
    cost = {
        name: graphql.raw(query, **variables)["extensions"]["cost"]["requested"]
        for name, (query, variables) in ways.items()
    }
    assert cost["one"] > cost["none"] + 1_000
    assert cost["in the query"] == cost["one"] + 250
    assert {cost[name] for name in ways if name.startswith("in ")} == {cost["in the query"]}


def test_what_a_variable_cost_is_not_taken_for_what_another_of_another_kind_costs(graphql: GraphQL) -> None:
    """Costs are remembered with a document.

    A text that reads like a number, a list or nothing must not stand for one.
    """
    key = global_id("Page", 1)
    query = "query($ids: [ID!]! = [%s]) { nodes(ids: $ids) { id ... on Resource { moreLikeThis { title } } } }"
    asked = query % ", ".join([f'"{key}"'] * 40)
    for text in ("list of 100", ""):
        graphql.raw(asked, ids=text)
    one, hundred, default = (
        graphql.raw(asked, **given)["extensions"]["cost"]["requested"]
        for given in ({"ids": [key]}, {"ids": [key] * 100}, {})
    )
    assert hundred > default + 1_000 > one + 2_000
    first = "query($n: Int) { articles(first: $n) { nodes { title } } }"
    graphql.raw(first, n="1")  # rejected when it is executed, and measured as the most
    small, large = (graphql.raw(first, n=n)["extensions"]["cost"]["requested"] for n in (1, 100))
    assert large > small + 500


def test_long_variables_are_not_held_on_to(graphql: GraphQL) -> None:
    query = "query($f: ArticleFilter) { articles(filter: $f) { totalCount } }"
    for nth in range(3):
        graphql.raw(query, f={"people": [f"{nth}{'x' * 50_000}"]})
    [held] = [one for one in preparation.remembered._values.values() if one.text == query]
    assert len(repr(held._costs)) < 1_000


def test_many_values_of_a_condition_cost_more(graphql: GraphQL) -> None:
    query = "query($names: [String!]!) { articles(filter: {tags: {anyOf: $names}}) { totalCount } }"
    few, many = (graphql.raw(query, names=["x"] * size)["extensions"]["cost"]["requested"] for size in (2, 50))
    assert many == few + 12 * 250


@pytest.mark.no_cover  # measures time
def test_a_bomb_of_fragments_is_measured_without_being_unfolded(graphql: GraphQL) -> None:
    fragments = " ".join(
        f"fragment F{n} on Page {{ a: parent {{ ...F{n + 1} }} b: parent {{ ...F{n + 1} }} }}" for n in range(30)
    )
    query = "{ page(by: {id: 1}) { ...F0 } } " + fragments + " fragment F30 on Page { title }"
    started = time.process_time()
    rejection(graphql, query)
    assert time.process_time() - started < 2


def test_body_size(graphql: GraphQL) -> None:
    response = graphql.client.post("/graphql/", "x" * 100_001, content_type="application/json")
    assert response.status_code == 413
    assert "100001 bytes; the limit is 100000" in response.json()["errors"][0]["message"]


@pytest.mark.parametrize("first", [0, -1, 101, 2_000_000])
def test_first_is_from_1_to_100(graphql: GraphQL, first: int) -> None:
    [error] = graphql.raw("query($n: Int) { articles(first: $n) { totalCount } }", n=first)["errors"]
    assert error["extensions"] == {"code": "BAD_INPUT", "field": "first"}
    assert "from 1 to 100" in error["message"]


@pytest.mark.parametrize("after", ["", "x", "ü", "bm90IGpzb24", "W10", "WyJhIl0", "A" * 5_000])
def test_a_foreign_cursor_is_rejected(graphql: GraphQL, after: str) -> None:
    [error] = graphql.raw("query($a: String) { articles(after: $a) { nodes { title } } }", a=after)["errors"]
    assert error["extensions"] == {"code": "BAD_INPUT", "field": "after"}
