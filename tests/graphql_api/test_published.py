"""What tools read of the schema, at addresses that stay."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from django.test import Client
from graphql import build_schema, is_abstract_type

from graphql_api.http.published_schema import possible_types_of

ADDRESSES = ("/graphql/schema.graphql", "/graphql/possibleTypes.json")


@pytest.fixture(autouse=True)
def _no_introspection(settings: Any) -> None:
    settings.GRAPHQL_INTROSPECTION = False


def test_the_possible_types_are_those_of_the_published_schema(client: Client) -> None:
    response = client.get("/graphql/possibleTypes.json")
    assert response["Content-Type"] == "application/json; charset=utf-8"
    found = json.loads(response.content)
    schema = build_schema(client.get("/graphql/schema.graphql").content.decode())
    assert found == possible_types_of(schema)
    assert set(found) == {name for name, type_ in schema.type_map.items() if is_abstract_type(type_)}
    assert set(found) >= {"Node", "Page", "Resource", "Block"}
    assert {"Topic", "Tool", "ImageAsset"} <= set(found["Node"])
    assert "HomePage" in found["Page"]
    assert "HomePage" not in found["Resource"]


def test_unions_are_in_it() -> None:
    schema = build_schema("type Query { a: U } union U = B | A type A { x: Int } type B { x: Int }")
    assert possible_types_of(schema) == {"U": ["A", "B"]}


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_is_cheap_to_ask_again(client: Client, address: str) -> None:
    first = client.get(address)
    assert first.status_code == 200
    assert first["Cache-Control"] == "public, max-age=300"
    assert first["Vary"] == "Accept-Encoding"
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    head = client.head(address)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", first["ETag"])
    assert client.post(address).status_code == 405


def test_the_schema_is_sent_compressed(client: Client) -> None:
    plain = client.get("/graphql/schema.graphql")
    packed = client.get("/graphql/schema.graphql", headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert packed["ETag"] == plain["ETag"]
    assert gzip.decompress(packed.content) == plain.content


@pytest.mark.parametrize("address", ADDRESSES)
def test_other_origins_may_read_it(client: Client, address: str, settings: Any) -> None:
    settings.MIDDLEWARE = ["corsheaders.middleware.CorsMiddleware", *settings.MIDDLEWARE]
    settings.CORS_ALLOWED_ORIGINS = ["https://www.example.org"]
    response = client.get(address, headers={"origin": "https://www.example.org"})
    assert response["Access-Control-Allow-Origin"] == "https://www.example.org"
