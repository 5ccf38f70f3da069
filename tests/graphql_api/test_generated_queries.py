"""Thousands of generated queries: none is an error of the server, and none finds what is hidden."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import Any

import pytest
from django.test import Client
from graphql import GraphQLSchema

from graphql_api.schema.building import get_schema, get_sdl
from tests.graphql_api import sample_library
from tests.graphql_api.generated import Generator
from tests.support.tree import Tree
from tests.visibility.states import SECRET

pytestmark = pytest.mark.django_db

# The first of them run with every change, all in the slow lane, where workers share them.
FEW, ALL, SHARES = 100, 5_000, 4
CODES = {None, "BAD_INPUT", "QUERY_TOO_COMPLEX", "UNAUTHENTICATED"}  # the last of what is a member's own


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


@pytest.fixture(autouse=True)
def unhurried(settings: Any) -> None:
    """What is tried is the answer; a machine that stands still for a moment is none of it."""
    settings.GRAPHQL_TIME_BUDGET = 60


@pytest.fixture
def schema() -> GraphQLSchema:
    return get_schema().graphql_schema


def test_the_first_generated_queries(tree: Tree, client: Client, schema: GraphQLSchema) -> None:
    ask_generated(range(FEW), tree, client, schema)


@pytest.mark.slow
@pytest.mark.thorough
@pytest.mark.timeout(900)
@pytest.mark.parametrize("share", range(SHARES))
def test_all_generated_queries(share: int, tree: Tree, client: Client, schema: GraphQLSchema) -> None:
    ask_generated(range(share, ALL, SHARES), tree, client, schema)


def ask_generated(numbers: range, tree: Tree, client: Client, schema: GraphQLSchema) -> None:
    """Ask the queries of these numbers.

    Of five, four have arguments that find something, the fifth whatever Hypothesis thinks of.
    """
    finding = numbers[: len(numbers) * 4 // 5]
    odd = len(numbers) - len(finding)
    values: dict[str, list[Any]] = sample_library.build(tree)
    ask = Asker(client)
    assert SECRET not in str(values)
    for number in finding:
        shape = {"depth": 2 + number % 6, "fields": 1 + number % 5, "odd": (0.0, 0.05, 0.3)[number % 3]}
        ask(Generator(schema, number, values, **shape).query())
    sys.stdout.write(f"\n{len(finding)} queries with sense: {dict(ask.outcomes)}\n")
    about_others = len(finding) - ask.outcomes["UNAUTHENTICATED"]
    assert ask.outcomes[None] > about_others / 2, "most of them must find something, or they try nothing"
    ask.outcomes.clear()
    ask_whatever_hypothesis_thinks_of(odd, numbers.start + 1, ask)
    sys.stdout.write(f"{odd} queries without: {dict(ask.outcomes)}\n")


def ask_whatever_hypothesis_thinks_of(count: int, start: int, ask: Asker) -> None:
    """Ask this many queries, always the same for a start."""
    # Half a second to import, for these tests alone.
    from hypothesis import HealthCheck, Phase, given, seed, settings
    from hypothesis import strategies as st
    from hypothesis_graphql import nodes, queries

    scalars = {
        "Date": st.dates().map(str).map(nodes.String),
        "DateTime": st.datetimes().map(lambda moment: f"{moment.isoformat()}Z").map(nodes.String),
    }

    @seed(start)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(queries(get_sdl(), custom_scalars=scalars))
    def odd(query: str) -> None:
        ask(query)

    odd()
