"""Whatever is sent: a stable code, no error of the server, and at most 50 ms of the processor's time each."""

from __future__ import annotations

import base64
import gc
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from graphql import get_introspection_query

from content_types.knowledge.factories import KnowledgeArticlePageFactory
from graphql_api.documents import preparation
from tests.graphql_api.pace import pace
from tests.support.tree import Tree

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]  # measures time

MOST = 0.05  # seconds of CPU
BAD, DEEP = "BAD_INPUT", "QUERY_TOO_COMPLEX"


def body(query: str, **more: Any) -> str:
    return json.dumps({"query": query, **more})


def bomb(levels: int, inner: str) -> str:
    """Fragments that each spread the next several times."""
    parts = [f"fragment F{n} on Page {{ {inner.replace('NEXT', f'...F{n + 1}')} }}" for n in range(levels)]
    return "{ page(by: {id: 1}) { ...F0 } } " + " ".join(parts) + f" fragment F{levels} on Page {{ title }}"


def nested(width: int, depth: int) -> str:
    return "title" if not depth else " ".join(f"parent {{ {nested(width, depth - 1)} }}" for _ in range(width))


def cursor(*values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


ARTICLES = "query($v: {type}) {{ articles({argument}: $v) {{ totalCount }} }}"
LIST = "query($v: [String!]) { articles(filter: {topics: {anyOf: $v}}) { totalCount } }"
AFTER = "query($v: String) { tools(after: $v) { totalCount nodes { title } } }"
SEARCH = "query($v: String) { search(query: $v, after: $a) { totalCount } }"

INPUTS: dict[str, tuple[str, set[str]]] = {
    "no JSON": ("{" * 5_000, {BAD}),
    "JSON nested too deeply": ('{"query": ' + "[" * 45_000 + "]" * 45_000 + "}", {BAD}),
    "a number of 40,000 digits": ('{"query": "{ __typename }", "variables": {"a": ' + "9" * 40_000 + "}}", {BAD}),
    "an infinite number": ('{"query": "query($v: Float) { __typename }", "variables": {"v": 1e999}}', {BAD}),
    "a batch": (json.dumps([{"query": "{ __typename }"}] * 500), {BAD}),
    "a megabyte of variables": (body("{ __typename }", variables={"a": "x" * 1_000_000}), {BAD}),
    "many variables": (body("{ __typename }", variables={f"v{n}": n for n in range(5_000)}), {DEEP}),
    "a long list in the variables": (body(LIST, variables={"v": ["x"] * 9_000}), {DEEP}),
    "deep lists in the variables": (body(LIST, variables={"v": json.loads("[" * 400 + "]" * 400)}), {BAD}),
    "deep objects in the variables": (
        body(
            ARTICLES.format(type="ArticleFilter", argument="filter"),
            variables={"v": json.loads('{"a":' * 400 + "1" + "}" * 400)},
        ),
        {BAD},
    ),
    "a deep list": (body("{ articles(first: " + "[" * 700 + "]" * 700 + ") { totalCount } }"), {BAD, DEEP}),
    "a deep object": (body("{ articles(filter: " + "{a: " * 300 + "1" + "}" * 300 + ") { totalCount } }"), {BAD, DEEP}),
    "deep braces": (body("{ a " * 700 + "}" * 700), {BAD, DEEP}),
    "20,000 aliases": (body("{" + " ".join(f"a{n}:__typename" for n in range(20_000))[:90_000] + "}"), {DEEP}),
    "as many aliases as there may be tokens": (
        body("{" + " ".join(f"a{n}: __typename" for n in range(490)) + "}"), {DEEP},
    ),
    "the same field often": (body("{" + "site{name}" * 290 + "}"), {DEEP}),
    "the same field often, nested": (body(f"{{ page(by: {{id: 1}}) {{ {nested(6, 3)} }} }}"), {DEEP}),
    "the same field often, in fragments": (
        body("{ page(by: {id: 1}) {" + "... on Page { parent { title slug } }" * 140 + "} }"), {DEEP},
    ),
    "a bomb of fragments": (body(bomb(14, "a: parent { NEXT } b: parent { NEXT }")), {DEEP}),
    "a bomb of fragments without aliases": (
        body(bomb(14, "parent { NEXT } ... on Page { parent { NEXT } }")), {DEEP},
    ),
    "a wide bomb of fragments": (body(bomb(45, "NEXT NEXT ... on Page { NEXT }")), {BAD, DEEP}),
    "fragments in a circle": (
        body(
            "{ page(by: {id: 1}) { ...A } } "
            "fragment A on Page { ...B } fragment B on Page { ...A }"
        ),
        {BAD},
    ),
    "more fragments than there may be": (
        body("{ __typename }" + "".join(f"fragment F{n} on Site {{ name }}" for n in range(150))), {DEEP},
    ),
    "directives": (body("{ __typename " + "@include(if: true) " * 190 + "}"), {DEEP}),
    "unknown directives": (body("{ __typename " + "@x " * 20 + "}"), {BAD}),
    "unknown fields": (body("{" + " ".join(f"unknown{n}" for n in range(140)) + "}"), {BAD}),
    "unknown arguments": (body("{ site(" + " ".join(f"x{n}: 1" for n in range(300)) + ") { name } }"), {BAD}),
    "unknown types": (body("{ __typename }" + "".join(f"fragment F{n} on T{n} {{ a }}" for n in range(45))), {BAD}),
    "unused variables": (body("query(" + " ".join(f"$v{n}: Int" for n in range(49)) + ") { __typename }"), {BAD}),
    "undeclared variables": (body("{ articles(first: $a, after: $b, filter: $c) { totalCount } }"), {BAD}),
    "an unknown operation": (body("query A { __typename } query B { __typename }", operationName="C"), {BAD}),
    "no operation": (body("fragment A on Site { name }"), {BAD}),
    "a subscription": (body("subscription { a }"), {BAD}),
    "a long text": (body('{ page(urlPath: "' + "x" * 39_000 + '") { title } }'), {"", BAD}),
    "a long comment": (body("#" * 90_000), {BAD, DEEP}),
    "a text without an end": (body('"' * 39_999), {BAD, DEEP}),
    "backslashes": (body('"' + "\\" * 39_000), {BAD, DEEP}),
    "a text in quotes that never ends": (body('"""' + "\\" * 39_000), {BAD, DEEP}),
    "numbers": (body("{ articles(first: " + "9" * 30_000 + ") { totalCount } }"), {BAD}),
    "NUL in the query": (body("{ page(by: {path: \u0000}) { title } }"), {BAD}),
    "lone surrogates in the query": (body("{ \ud800 }"), {BAD}),
    "a lone surrogate as operation": (body("query A { __typename }", operationName="\ud800"), {BAD}),
    "introspection often": (
        body("{" + " ".join(f"a{n}: __schema {{ types {{ name }} }}" for n in range(20)) + "}"), {DEEP},
    ),
    "introspection in depth": (
        body("{ __schema { types { " + "fields { type { " * 9 + "name" + " } }" * 9 + " } } }"), {DEEP},
    ),
    "a wrong type": (body(ARTICLES.format(type="Int", argument="first"), variables={"v": "x"}), {BAD}),
    "a wrong type of variable": (body(ARTICLES.format(type="String", argument="first"), variables={"v": "x"}), {BAD}),
    "an unknown type of variable": (body(ARTICLES.format(type="Nothing", argument="first"), variables={"v": 1}), {BAD}),
    "a date out of range": (
        body('{ articles(filter: {publishedAfter: "9999-12-31T23:59:59-23:59"}) { totalCount } }'), {BAD},
    ),
    "a date that is none": (body('{ articles(filter: {publishedAfter: "yesterday"}) { totalCount } }'), {BAD}),
    "an id that is too large": (body('{ page(by: {id: "99999999999999999999999"}) { title } }'), {""}),
    "an id of another type": (body('{ page(by: {id: "UGVyc29uOjE="}) { title } }'), {""}),
    "an id that is no base64": (body('{ node(id: "é===\\u0000") { id } }'), {""}),
    "a lone surrogate as id": (body("query($v: ID!) { node(id: $v) { id } }", variables={"v": "\ud800"}), {"", BAD}),
    "an id of a megabyte": (body("query($v: ID!) { node(id: $v) { id } }", variables={"v": "x" * 90_000}), {""}),
    "too many ids": (body("query($v: [ID!]!) { nodes(ids: $v) { id } }", variables={"v": ["x"] * 101}), {BAD, DEEP}),
    "a cursor of another list": (
        body(AFTER, variables={"v": cursor("articles/NEWEST", "2026-01-01T00:00:00+00:00", 1)}), {BAD},
    ),
    "a cursor with too many parts": (body(AFTER, variables={"v": cursor("tools/NEWEST", *range(1_000))}), {BAD}),
    "a cursor of deep lists": (body(AFTER, variables={"v": base64.urlsafe_b64encode(b"[" * 9_000).decode()}), {BAD}),
    "a cursor of another search": (
        body(
            'query($a: String) { search(query: "x", after: $a) { totalCount } }',
            variables={"a": cursor("search/abc", 1, 2, 3)},
        ),
        {BAD},
    ),
    "a hash that is none": (
        body("{ __typename }", extensions={"persistedQuery": {"version": 1, "sha256Hash": "x" * 90_000}}), {BAD},
    ),
    "a document's id that is none": (json.dumps({"documentId": "x" * 90_000}), {BAD}),
}  # fmt: skip


def seconds(call: Callable[[], Any]) -> tuple[Any, float]:
    """What a call gives, and the CPU time of the quickest of five, each as if it was the first, where the machine is at
    its best.

    As ``timeit`` does, without the garbage collector: what it would sweep are the tests' own objects.
    """
    quickest = float("inf")
    gc.disable()
    try:
        for _ in range(5):
            preparation.remembered.clear()
            before = pace.now()
            began = time.process_time()
            found = call()
            took = time.process_time() - began
            quickest = min(quickest, took * pace.best * 2 / (before + pace.now()))
    finally:
        gc.enable()
    return found, quickest


@pytest.mark.parametrize("name", INPUTS)
def test_bad_input(name: str, tree: Tree, client: Client) -> None:
    content, expected = INPUTS[name]
    KnowledgeArticlePageFactory(parent=tree.knowledge)
    client.post("/graphql/", body("{ site { name } }"), content_type="application/json")  # what is made once a process
    response, took = seconds(lambda: client.post("/graphql/", content, content_type="application/json"))
    assert response.status_code in {200, 400, 413}
    codes = {error["extensions"]["code"] for error in response.json().get("errors", [])} or {""}
    assert codes <= expected, response.json()["errors"]
    assert took <= MOST, f"{took * 1000:.0f} ms"
    assert len(response.content) < 20_000, "an answer to nonsense is short"


def test_without_introspection_the_schema_is_not_told(tree: Tree, client: Client, settings: Any) -> None:
    settings.GRAPHQL_INTROSPECTION = False
    preparation.remembered.clear()
    for query in (
        get_introspection_query(), '{ __type(name: "Site") { name } }',
        "{ ...F } fragment F on Query { __schema { types { name } } }",
    ):  # fmt: skip
        response, took = seconds(
            lambda query=query: client.post("/graphql/", body(query), content_type="application/json")
        )
        [error] = response.json()["errors"]
        assert error["extensions"]["code"] == "INTROSPECTION_DISABLED"
        assert "/graphql/schema.graphql" in error["message"]
        assert took <= MOST
    assert client.post("/graphql/", body("{ __typename }"), content_type="application/json").json()["data"]
    assert b"type Query" in client.get("/graphql/schema.graphql").content


@pytest.mark.parametrize(
    "query",
    ["{ artikles { totalCount } }", "{ articles(frist: 1) { totalCount } }",
     "{ articles(orderBy: [NEWST]) { totalCount } }",
     "{ articles(filter: {topcs: {}}) { totalCount } }", "{ page(by: {id: 1}) { ... on HomePge { title } } }"],
)  # fmt: skip
def test_suggestions_go_with_introspection(query: str, tree: Tree, client: Client, settings: Any) -> None:
    def message() -> str:
        preparation.remembered.clear()
        found: str = client.post("/graphql/", body(query), content_type="application/json").json()["errors"][0][
            "message"
        ]
        return found

    assert "Did you mean" in message()
    settings.GRAPHQL_INTROSPECTION = False
    assert "Did you mean" not in message()
    assert len(message()) > 20
