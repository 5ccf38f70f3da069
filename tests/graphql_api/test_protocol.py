"""The endpoint over HTTP: what is accepted, what is rejected, and how."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

ENDPOINT = "/graphql/"
TYPENAME = "{ __typename }"


def post(client: Client, body: Any, accept: str = "application/json", content_type: str = "application/json") -> Any:
    raw = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(ENDPOINT, raw, content_type=content_type, headers={"accept": accept})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "accept", ["application/json", "application/graphql-response+json", "*/*", "application/*;q=0.5"]
)
def test_post_and_get_answer_in_the_type_that_was_accepted(client: Client, accept: str) -> None:
    expected = accept if accept.startswith(("application/json", "application/graphql")) else "application/json"
    for response in (
        post(client, {"query": TYPENAME}, accept),
        client.get(ENDPOINT, {"query": TYPENAME}, headers={"accept": accept}),
    ):
        assert response.status_code == 200
        assert response["Content-Type"] == f"{expected}; charset=utf-8"
        assert response.json()["data"] == {"__typename": "Query"}


NOT_GIVEN = ["variables", "extensions", "operationName", "documentId", "id"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", NOT_GIVEN)
def test_null_and_empty_are_as_left_out_by_post_and_get_alike(client: Client, name: str) -> None:
    bodies = [post(client, {"query": TYPENAME, name: given}) for given in (None, "")]
    addresses = [client.get(ENDPOINT, {"query": TYPENAME, name: given}) for given in ("null", "")]
    for response in (*bodies, *addresses):
        assert (response.status_code, response.json().get("data")) == (200, {"__typename": "Query"}), response.content


@pytest.mark.django_db
def test_all_of_it_null_at_once(client: Client) -> None:
    nothing = {"variables": None, "extensions": None, "operationName": None, "documentId": None}
    assert post(client, {"query": TYPENAME} | nothing).status_code == 200
    assert client.get(ENDPOINT, {"query": TYPENAME} | dict.fromkeys(nothing, "null")).status_code == 200


@pytest.mark.parametrize(("name", "text"), [("variables", "[]"), ("variables", "x"), ("extensions", '"null"')])
def test_what_is_no_object_in_an_address_is_a_400_that_names_it(client: Client, name: str, text: str) -> None:
    response = client.get(ENDPOINT, {"query": TYPENAME, name: text})
    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"] == {"code": "BAD_INPUT", "field": name}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("{", "body"),
        ("[]", "body"),
        ('[{"query": "{ __typename }"}]', "body"),
        ("\xff".encode("latin-1"), "body"),
        ({}, "query"),
        ({"query": None}, "query"),
        ({"query": 7}, "query"),
        ({"query": ["{ __typename }"]}, "query"),
        ({"query": TYPENAME, "operationName": 1}, "operationName"),
        ({"query": TYPENAME, "variables": "x"}, "variables"),
        ({"query": TYPENAME, "variables": [1]}, "variables"),
        ({"query": TYPENAME, "extensions": 0}, "extensions"),
        ('{"query": "{ __typename }", "variables": ' + "[" * 40_000 + "]" * 40_000 + "}", "body"),
    ],
)
def test_a_malformed_request_is_a_400_that_names_the_field(client: Client, body: Any, field: str) -> None:
    response = post(client, body)
    assert response.status_code == 400
    [error] = response.json()["errors"]
    assert error["extensions"] == {"code": "BAD_INPUT", "field": field}


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
def test_content_types_without_a_preflight_are_rejected(client: Client, content_type: str) -> None:
    assert post(client, {"query": TYPENAME}, content_type=content_type).status_code == 415


def test_other_methods_are_rejected_and_told_which_are_allowed(client: Client) -> None:
    response = client.put(ENDPOINT)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, POST"


def test_a_client_that_takes_no_json_is_told_so(client: Client) -> None:
    assert post(client, {"query": TYPENAME}, accept="image/png").status_code == 406


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "variables"),
    [("{", None), ("{ nothing }", None), ("query($n: Int!) { articles(first: $n) { totalCount } }", {"n": "x"})],
)
def test_a_query_that_cannot_be_executed_is_200_or_400_by_media_type(
    client: Client, query: str, variables: Any
) -> None:
    body = {"query": query, "variables": variables}
    plain = post(client, body, "application/json")
    assert plain.status_code == 200
    strict = post(client, body, "application/graphql-response+json")
    assert strict.status_code == 400
    for response in (plain, strict):
        assert "data" not in response.json()
        assert {error["extensions"]["code"] for error in response.json()["errors"]} == {"BAD_INPUT"}


@pytest.mark.django_db
def test_an_unknown_operation_is_named_with_those_that_exist(client: Client) -> None:
    response = post(client, {"query": "query A { __typename } query B { __typename }", "operationName": "C"})
    assert response.json()["errors"][0]["message"] == "There is no operation “C”. Set `operationName` to one of: A, B."
    assert (
        post(client, {"query": "query A { __typename } query B { __typename }"}).json()["errors"][0]["extensions"][
            "field"
        ]
        == "operationName"
    )
    assert post(client, {"query": "query A { __typename } query B { __typename }", "operationName": "B"}).json()["data"]


@pytest.mark.django_db
def test_an_operation_without_a_name_is_asked_for_without_one(client: Client) -> None:
    [error] = post(client, {"query": "{ __typename }", "operationName": "A"}).json()["errors"]
    assert error["message"] == "There is no operation “A”. Its only one has no name: leave `operationName` out."


@pytest.mark.django_db
def test_lone_surrogates_and_nul_are_no_server_error(client: Client) -> None:
    for text in ("\\ud800", "\\u0000", "\\uffff"):
        response = post(
            client,
            '{"query": "query($p: String!) { page(by: {path: $p}) { title } }", "variables": {"p": "' + text + '"}}',
        )
        assert response.status_code == 200, response.content
        assert response.json()["data"] == {"page": None}


def test_graphiql_is_not_shown_unless_the_settings_allow_it(client: Client, settings: Any) -> None:
    settings.GRAPHIQL_ENABLED = False
    response = client.get(ENDPOINT, headers={"accept": "text/html"})
    assert response.status_code in {400, 406}
    settings.GRAPHIQL_ENABLED = True
    page = client.get(ENDPOINT, headers={"accept": "text/html,application/xhtml+xml"})
    assert page.status_code == 200
    assert b"https://" not in page.content.replace(b"https://www.w3.org", b""), "GraphiQL must not need another host"


@pytest.mark.parametrize(
    ("accept", "shown"),
    [
        ("*/*", True),
        ("text/html,*/*;q=0.8", True),
        ("application/json", False),
        ("application/graphql-response+json, */*;q=0.1", False),
    ],
)
def test_graphiql_is_for_those_who_ask_for_no_json(client: Client, settings: Any, accept: str, shown: bool) -> None:
    settings.GRAPHIQL_ENABLED = True
    response = client.get(ENDPOINT, headers={"accept": accept})
    assert (response.status_code, "text/html" in response["Content-Type"]) == ((200, True) if shown else (400, False))
