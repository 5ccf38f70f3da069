"""A character set that a client names changes nothing, and breaks nothing."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler

from cms.content_type import heeded, plain_asgi, plain_wsgi
from tests.support.front import FrontClient


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ("application/json", "application/json"),
        ("application/json; charset=utf-8", "application/json"),
        ("text/plain;charset=rot13; charset*0*=undefined''a", "text/plain"),
        ("multipart/form-data; charset=idna; boundary=a1", "multipart/form-data; boundary=a1"),
        ('Multipart/Form-Data;boundary="a; b"', 'Multipart/Form-Data; boundary="a; b"'),
        ("multipart/form-data", "multipart/form-data"),
        ("", ""),
    ],
)
def test_what_is_heeded(sent: str, told: str) -> None:
    assert heeded(sent) == told


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["rot13", "undefined", "idna", "utf-16", "utf-8"])
def test_an_address_is_read_alike_whatever_character_set_is_named(charset: str) -> None:
    client = FrontClient()
    client.application = plain_wsgi(WSGIHandler())
    headers = {"CONTENT_TYPE": f"text/plain; charset={charset}", "HTTP_ACCEPT": "application/json"}
    answer: Any = client.get("/graphql/", {"query": "{ __typename }"}, **headers)
    assert (answer.status, answer.json()["data"]) == (200, {"__typename": "Query"})


def test_asgi_is_told_the_same() -> None:
    seen: list[Any] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope)

    sent = [(b"content-type", b"text/plain; charset=rot13"), (b"accept", b"a/b; c=d")]
    asyncio.run(plain_asgi(application)({"type": "http", "headers": sent}, None, None))
    assert seen == [{"type": "http", "headers": [(b"content-type", b"text/plain"), (b"accept", b"a/b; c=d")]}]
