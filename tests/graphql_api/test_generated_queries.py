"""Thousands of generated queries: none is an error of the server, and none finds what is hidden."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from typing import Any

import pytest
from django.test import Client
from graphql import GraphQLSchema
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis_graphql import nodes, queries

from graphql_api.schema import get_schema, get_sdl
from tests.graphql_api import shelves
from tests.graphql_api.generated import Generator
from tests.support.tree import Tree
from tests.visibility.states import SECRET

pytestmark = pytest.mark.django_db

# 5,000 in CI, GENERATED_QUERIES where it is set. Most have arguments that find something, the others whatever Hypothesis thinks of.
QUERIES = int(os.environ.get("GENERATED_QUERIES", 5_000 if os.environ.get("CI") else 300))
SHARES = 4 if QUERIES > 1_000 else 1  # so that the workers of a test run share them
FINDING = QUERIES * 4 // 5
ODD = QUERIES - FINDING
CODES = {None, "BAD_INPUT", "QUERY_TOO_COMPLEX", "UNAUTHENTICATED"}  # the last of `myTokens` alone
SCALARS = {
    "Date": st.dates().map(str).map(nodes.String),
    "DateTime": st.datetimes().map(lambda moment: f"{moment.isoformat()}Z").map(nodes.String),
}


class Asker:
    """Asks, and looks at whatever comes back."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.outcomes: Counter[str | None] = Counter()

    def __call__(self, query: str) -> None:
        body = json.dumps({"query": query})
        response = self.client.post("/graphql/", body, content_type="application/json")
        assert response.status_code in {200, 400, 413}, f"{response.status_code} to {query}"
        text = response.content.decode()
        assert SECRET not in text, f"{text[max(0, text.index(SECRET) - 200) :][:400]}\nto {query}"
        answer = json.loads(text)
        codes = {error["extensions"]["code"] for error in answer.get("errors", [])}
        assert codes <= CODES, f"{answer['errors']}\nto {query}"
        self.outcomes[codes.pop() if codes else None] += 1


@pytest.fixture
def schema() -> GraphQLSchema:
    return get_schema().graphql_schema


@pytest.mark.parametrize("share", range(SHARES))
def test_generated_queries(share: int, tree: Tree, client: Client, schema: GraphQLSchema) -> None:
    values: dict[str, list[Any]] = shelves.build(tree)
    ask = Asker(client)
    assert SECRET not in str(values)
    for number in range(share, FINDING, SHARES):
        shape = {"depth": 2 + number % 6, "fields": 1 + number % 5, "odd": (0.0, 0.05, 0.3)[number % 3]}
        ask(Generator(schema, number, values, **shape).query())
    sys.stdout.write(f"\n{FINDING // SHARES} queries with sense: {dict(ask.outcomes)}\n")
    assert ask.outcomes[None] > FINDING / SHARES / 2, "most of them must find something, or they try nothing"
    ask.outcomes.clear()

    @seed(share + 1)
    @settings(
        max_examples=ODD // SHARES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(queries(get_sdl(), custom_scalars=SCALARS))
    def odd(query: str) -> None:
        ask(query)

    odd()
    sys.stdout.write(f"{ODD // SHARES} queries without: {dict(ask.outcomes)}\n")
