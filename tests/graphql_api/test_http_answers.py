"""What goes around an answer: HEAD, ETag and 304, how long it may be kept, compression, and other origins."""

from __future__ import annotations

import gzip
from typing import Any

import brotli
import pytest
from django.test import Client

from tests.support.tree import Tree

ENDPOINT = "/graphql/"
QUERY = {"query": "{ topics { name } articles { totalCount } }"}
LONG = {"query": "{ __schema { types { name description } } }"}
ORIGIN = "https://www.example.org"

pytestmark = pytest.mark.django_db


def test_head_is_get_without_a_body(tree: Tree, client: Client) -> None:
    got, head = client.get(ENDPOINT, QUERY), client.head(ENDPOINT, QUERY)
    assert head.status_code == 200
    assert head.content == b""
    for name in ("Content-Type", "Content-Length", "ETag", "Cache-Control", "Vary"):
        assert head[name] == got[name]


def test_what_the_asker_has_is_not_sent_again(tree: Tree, client: Client) -> None:
    first = client.get(ENDPOINT, QUERY)
    assert first["ETag"].startswith('W/"')
    for tags in (first["ETag"], f'"other", {first["ETag"]}'):
        again = client.get(ENDPOINT, QUERY, headers={"if-none-match": tags})
        assert (again.status_code, again.content) == (304, b"")
        for name in ("ETag", "Cache-Control", "Vary"):
            assert again[name] == first[name]
    assert client.get(ENDPOINT, QUERY, headers={"if-none-match": '"other"'}).status_code == 200


def test_an_etag_belongs_to_the_body_and_the_media_type(tree: Tree, client: Client) -> None:
    tags = {
        client.get(ENDPOINT, query, headers={"accept": accept})["ETag"]
        for query in (QUERY, {"query": "{ __typename }"})
        for accept in ("application/json", "application/graphql-response+json")
    }
    assert len(tags) == 4


def test_how_long_an_answer_may_be_kept(tree: Tree, client: Client) -> None:
    assert client.get(ENDPOINT, QUERY)["Cache-Control"] == "private, no-cache"
    assert client.get(ENDPOINT, QUERY)["Vary"] == "Accept, Accept-Encoding, Cookie, Authorization, X-Page-Access"
    body = '{"query": "{ topics { name } }"}'
    refused = [
        client.post(ENDPOINT, body, content_type="application/json"),
        client.get(ENDPOINT, {"query": "{ nothing }"}),
        client.get(ENDPOINT, {"query": "{ articles(first: 0) { totalCount } }"}),
        client.get(ENDPOINT),
        client.put(ENDPOINT),
    ]
    for response in refused:
        assert response["Cache-Control"] == "no-store"
        assert not response.has_header("ETag")


@pytest.mark.parametrize(
    ("accepts", "sent"),
    [
        ("br, gzip", "br"),
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("*", "br"),
        ("*, br;q=0", "gzip"),
        ("identity", None),
        ("gzip;q=0", None),
        ("zstd", None),
        ("gzip;q=x", None),
    ],
)
def test_compression(tree: Tree, client: Client, accepts: str, sent: str | None) -> None:
    plain = client.get(ENDPOINT, LONG)
    response = client.get(ENDPOINT, LONG, headers={"accept-encoding": accepts})
    assert response.headers.get("Content-Encoding") == sent
    unpacked = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[sent](response.content)
    assert unpacked == plain.content
    assert response["Content-Length"] == str(len(response.content))
    assert response["ETag"] == plain["ETag"]
    assert (len(response.content) < len(plain.content) / 3) is bool(sent)


def test_what_is_not_compressed(tree: Tree, client: Client, settings: Any) -> None:
    def encoding(query: dict[str, str]) -> str | None:
        return client.get(ENDPOINT, query, headers={"accept-encoding": "gzip"}).headers.get("Content-Encoding")

    assert encoding(LONG) == "gzip"
    assert encoding(QUERY) is None, "a small body gains nothing"
    settings.GRAPHQL_COMPRESSION = False
    assert encoding(LONG) is None
    settings.GRAPHQL_COMPRESSION = True
    client.cookies[settings.SESSION_COOKIE_NAME] = "somebody"
    assert encoding(LONG) is None, "what a session may read must not be guessed from its length"


def preflight(client: Client, path: str = ENDPOINT, origin: str = ORIGIN) -> Any:
    asked = {
        "origin": origin, "access-control-request-method": "POST",
        "access-control-request-headers": "content-type, authorization",
    }  # fmt: skip
    return client.options(path, headers=asked)


def test_other_origins_are_told_nothing_by_default(tree: Tree, client: Client) -> None:
    assert preflight(client).status_code == 405
    assert "Access-Control-Allow-Origin" not in client.get(ENDPOINT, QUERY, headers={"origin": ORIGIN}).headers


def test_named_origins_may_read_the_api_and_nothing_else(tree: Tree, client: Client, settings: Any) -> None:
    settings.MIDDLEWARE = ["corsheaders.middleware.CorsMiddleware", *settings.MIDDLEWARE]
    settings.CORS_ALLOWED_ORIGINS = [ORIGIN]
    answer = preflight(client)
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == ORIGIN
    assert {"content-type", "authorization", "apollographql-client-name"} <= set(
        answer["Access-Control-Allow-Headers"].split(", ")
    )
    assert answer["Access-Control-Max-Age"] == "86400"
    got = client.get(ENDPOINT, QUERY, headers={"origin": ORIGIN})
    assert got["Access-Control-Allow-Origin"] == ORIGIN
    assert "etag" in got["Access-Control-Expose-Headers"]
    assert "origin" in got["Vary"].lower()
    assert "Access-Control-Allow-Credentials" not in got.headers
    for refused in (preflight(client, origin="https://evil.example"), preflight(client, "/admin/login/")):
        assert "Access-Control-Allow-Origin" not in refused.headers
