"""The body of a response, and what is made of it once."""

from __future__ import annotations

import gzip

import brotli
import pytest

from graphql_api.http.body import Body


def test_json_is_short_and_what_utf_8_cannot_say_becomes_a_question_mark() -> None:
    assert Body.of_json({"a": ["é", "\ud800"]}).content == '{"a":["é","?"]}'.encode()


def test_an_etag_differs_by_content_and_media_type_alone() -> None:
    one, same, other = Body(b"one"), Body(b"one"), Body(b"other")
    assert one.etag("text/plain") == same.etag("text/plain")
    assert len({one.etag("text/plain"), one.etag("application/json"), other.etag("text/plain")}) == 3


def test_encodings_are_made_once_and_give_the_bytes_back() -> None:
    body = Body(b"one and the same " * 100)
    assert brotli.decompress(body.encoded("br")) == gzip.decompress(body.encoded("gzip")) == body.content
    assert body.encoded(None) is body.content
    assert body.encoded("br") is body.encoded("br")


def test_bodies_are_compared_by_their_bytes() -> None:
    used = Body(b"one")
    used.etag("text/plain")
    assert used == Body(b"one") != Body(b"other")


def test_an_unknown_encoding_is_an_error() -> None:
    with pytest.raises(ValueError, match="zstd"):
        Body(b"one").encoded("zstd")
