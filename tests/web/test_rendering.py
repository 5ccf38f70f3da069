"""What a template does with words of the API: nothing in them runs."""

from __future__ import annotations

import pytest

from web.rendering import clean, json_ld, marked

# What gets through where a filter looks at names alone; each must come out as text or as nothing.
NASTY = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="\tjava\nscript:alert(1)">x</a>',
    "<svg><script>alert(1)</script></svg>",
    '<p style="background:url(javascript:alert(1))">x</p>',
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    '<form action="https://evil.example"><input name="password"></form>',
    "<base href='https://evil.example/'>",
    "<!--><img src=x onerror=alert(1)>-->",
]

RUNS = ("<script", "onerror", "javascript:", "data:", "<iframe", "<form", "<base", "style=", "<svg", "<style")


@pytest.mark.parametrize("nasty", NASTY)
def test_nothing_in_a_text_runs(nasty: str) -> None:
    for found in (clean(nasty), marked(nasty)):
        for word in (
            "<script",
            "onerror",
            "javascript:",
            "data:",
            "<iframe",
            "<form",
            "<base",
            "style=",
            "<svg",
            "<style",
        ):
            assert word not in found.lower()


def test_text_stays_text() -> None:
    assert clean('<p>A <b>bold</b> <a href="/tools/">link</a> &amp; more</p>') == (
        '<p>A <b>bold</b> <a href="/tools/">link</a> &amp; more</p>'
    )
    assert marked("<em>money</em> <b>x</b>") == "<em>money</em> x"


def test_linked_data_cannot_end_its_element() -> None:
    assert "</script" not in json_ld('{"name": "</script><script>alert(1)</script>"}')
