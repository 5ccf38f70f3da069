"""Ids: one for each thing, and nothing else is one."""

from __future__ import annotations

import base64
from base64 import b64decode, b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_types.core.identity import DOCUMENT, IMAGE, PAGE, Identity, global_id, identity_of, key_of, page_id


@given(st.from_regex(r"[A-Za-z]{1,30}", fullmatch=True), st.integers(min_value=0, max_value=10**18 - 1))
def test_an_id_says_what_it_was_made_of(kind: str, key: int) -> None:
    assert identity_of(global_id(kind, key)) == Identity(kind, key)


@given(st.text())
def test_no_other_text_is_an_id(text: str) -> None:
    found = identity_of(text)
    assert found is None or global_id(*found) == text


def test_one_kind_is_not_another() -> None:
    assert page_id(12) != global_id("Topic", 12)
    assert key_of(PAGE, page_id(12)) == 12
    assert key_of(PAGE, global_id("Topic", 12)) is None


@pytest.mark.parametrize(
    "text",
    ["", "12", "UGFnZToxMg", "UGFnZToxMg==\n", " UGFnZToxMg==", "\ud800", "é", "x" * 10_000,
     *(base64.b64encode(text).decode() for text in (
         b"Page", b"Page:", b"Page:-1", b"Page:01", b"Page:1:2", b"Page:" + b"9" * 19, b"Page:\xb2", b"\xff:1",
     ))],
)  # fmt: skip
def test_what_is_no_id(text: str) -> None:
    assert identity_of(text) is None


def test_files_are_not_found_by_counting() -> None:
    for kind in (IMAGE, DOCUMENT):
        given = global_id(kind, 5)
        assert identity_of(given) == Identity(kind, 5)
        for guess in (
            f"{kind}:5",
            f"{kind}:5.",
            f"{kind}:5.000000000000",
            f"{kind}:6.{b64decode(given).decode()[-12:]}",
        ):
            assert identity_of(b64encode(guess.encode()).decode()) is None
    assert b64decode(global_id(IMAGE, 5))[-12:] != b64decode(global_id(DOCUMENT, 5))[-12:]
