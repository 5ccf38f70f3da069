"""A request that a proxy may have read otherwise is rejected: nothing is smuggled past the proxy in another request."""

from __future__ import annotations

from typing import Any

import pytest
from waitress.adjustments import Adjustments

from cms.web_worker import Parser

HOST = "Host: library.example.org"
FRAMED_TWICE = "Content-Length: 5", "Transfer-Encoding: chunked"


def read(first_line: str, *headers: str, body: str = "0\r\n\r\n") -> Any:
    parser = Parser(Adjustments())
    sent = "\r\n".join([first_line, HOST, *headers, "", body]).encode()
    while sent and (taken := parser.received(sent)):
        sent = sent[taken:]
    return parser


@pytest.mark.parametrize(
    ("first_line", "headers"),
    [
        ("POST / HTTP/1.1", FRAMED_TWICE),
        ("POST / HTTP/1.1", FRAMED_TWICE[::-1]),
        ("POST / HTTP/1.0", ("Transfer-Encoding: chunked",)),
        ("POST / HTTP/1.0", FRAMED_TWICE),
        ("POST / HTTP/1.1", ("Transfer-Encoding:\r\n chunked",)),
        ("POST / HTTP/1.1", ("X-Words: a\r\n\tTransfer-Encoding: chunked", "Content-Length: 5")),
        ("POST / HTTP/1.1", ("Content-Length: 5", "Content-Length: 0")),
        ("POST / HTTP/1.1", ("Content-Length: +5",)),
        ("GET / HTTP/1.9", ()),
        ("GET / HTTP/2.0", ()),
        ("GET /", ()),
        ("OPTIONS * HTTP/1.1", ()),
        ("PRI * HTTP/2.0", ()),
        ("GET admin/ HTTP/1.1", ()),
        ("GET https://evil.example/admin/ HTTP/1.1", ()),
    ],
)
def test_what_can_be_read_in_two_ways_is_rejected(first_line: str, headers: tuple[str, ...]) -> None:
    parser = read(first_line, *headers)
    assert parser.completed
    assert parser.error.code == 400


@pytest.mark.parametrize(
    ("first_line", "headers"),
    [
        ("GET /?a=b%20c HTTP/1.1", ()),
        ("GET / HTTP/1.0", ("Connection: keep-alive",)),
        ("GET https://library.example.org/admin/ HTTP/1.1", ()),
        ("POST / HTTP/1.1", ("Transfer-Encoding: chunked",)),
        ("POST / HTTP/1.1", ("Content-Length: 5",)),
    ],
)
def test_what_can_be_read_in_one_way_is_taken(first_line: str, headers: tuple[str, ...]) -> None:
    parser = read(first_line, *headers)
    assert parser.completed
    assert parser.error is None


def test_a_header_with_an_underscore_is_not_taken_for_one_with_a_dash() -> None:
    """Or it would say what only the proxy may say."""
    parser = read("GET / HTTP/1.1", "X_Forwarded_For: 192.0.2.1", "X_Forwarded_Proto: https")
    assert parser.headers == {"HOST": "library.example.org"}
