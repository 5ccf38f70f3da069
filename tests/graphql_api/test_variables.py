"""Wrong variables: the error names the variable, the place inside it, and how to write it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.graphql import GraphQL

pytestmark = pytest.mark.django_db

FILTER = "query($f: ArticleFilter) { articles(filter: $f) { totalCount } }"


@pytest.mark.parametrize(
    ("query", "variables", "field", "said"),
    [
        ("query($path: String!) { page(by: {path: $path}) { title } }", {}, "variables.path", "was not provided"),
        ("query($first: Int) { articles(first: $first) { totalCount } }", {"first": "x"},
         "variables.first", "Int cannot represent"),
        (FILTER, {"f": {"publishedAfter": "tomorrow"}},
         "variables.f.publishedAfter", "Write a moment like 2026-05-28T10:00:00Z."),
        (FILTER, {"f": {"publishedAfter": "2026-05-28T10:00:00"}},
         "variables.f.publishedAfter", "write 2026-05-28T10:00:00Z for UTC"),
        (FILTER, {"f": {"topics": {"anyOf": ["a", 1]}}}, "variables.f.topics.anyOf[1]", "String cannot represent"),
        (FILTER, {"f": {"nothing": 1}}, "variables.f", "not defined by type 'ArticleFilter'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(query: str, variables: dict[str, Any], field: str, said: str, graphql: GraphQL) -> None:
    [error] = graphql.raw(query, **variables)["errors"]
    assert (error["extensions"]["code"], error["extensions"]["field"]) == ("BAD_INPUT", field)
    assert said in error["message"]


def test_a_moment_in_the_query_itself(graphql: GraphQL) -> None:
    [error] = graphql.raw('{ articles(filter: {publishedAfter: "soon"}) { totalCount } }')["errors"]
    assert "Write a moment like 2026-05-28T10:00:00Z." in error["message"]
    assert error["extensions"]["code"] == "BAD_INPUT"
