"""What members send is read in a bounded time, however it is made; and what people write is not refused for that."""

from __future__ import annotations

import time

import pytest

from content_types.core import contributed_text
from content_types.core.contributed_text import HTML, LONGEST, MARKDOWN, MOST_SIGNS, body_blocks, rich_text
from content_types.core.errors import BadInput

SECONDS = 0.5  # of the processor, for one text

# What is repeated up to the length that is taken.
HOSTILE = {
    MARKDOWN: (
        "> ", ">", "- ", "1. ", "- a\n", ">a\n\n", "> - ", "# a\n", "a\n=\n", "*", "*a_", "a**b", "*a **a ", "[",
        "[a](", "![[]()", "[a]: u\n", "`a``", "```\n", "&amp;", "<http:", "\\", "|", "a|b\n-|-\na\n", "a\n", "\n",
    ),
    HTML: (
        "<div>", "<b>", "<b>x", "<b><i>", "<b><p>x", "<a href=/x><b>", "<ul><li>", "<ul><li>x</li></ul>", "<table>",
        "<blockquote><p>x", "<h2>a</h2>", "<table><tr><td>", "<td>", "<!--", "<a", "&#x41;", "<svg>", "<br>", "\n",
    ),
}  # fmt: skip
ROWS = "<table><tr>" + "<td>a" * 2_000 + "<tr><td>a" * 2_000
WIDE = "a|" * 500 + "\n" + "-|" * 500 + "\n" + "a\n" * 9_000
DEEP = "<b>" * 20_000


def read(text: str, form: str) -> bool:
    """Whether it is taken, after no longer than may be."""
    began, taken = time.process_time(), True
    for reader in (body_blocks, rich_text):
        try:
            reader(text, form)
        except BadInput:
            taken = False
    assert time.process_time() - began < 2 * SECONDS, (form, text[:20], len(text))
    return taken


@pytest.mark.slow
@pytest.mark.no_cover  # measures time
@pytest.mark.parametrize("form", HOSTILE)
def test_no_text_keeps_a_worker_busy(form: str) -> None:
    for one in HOSTILE[form]:
        read((one * LONGEST)[:LONGEST], form)
        most = one * max(1, MOST_SIGNS[form] // len(contributed_text._SIGNS[form].findall(one) or "x"))
        read(most[:LONGEST], form)


@pytest.mark.parametrize(("text", "form"), [(ROWS, HTML), (DEEP, HTML), (WIDE, MARKDOWN), ("*" * LONGEST, MARKDOWN)])
def test_what_nobody_has_written_is_refused_with_a_remedy(text: str, form: str) -> None:
    with pytest.raises(BadInput, match="Send"):
        body_blocks(text, form)


def test_a_long_text_of_people_is_taken() -> None:
    table = "| Ward | Asked | Said yes |\n| - | - | - |\n" + "| Nine | 40 | 31 |\n" * 200
    said = "## What we did\n\nWe **asked** [everybody](https://example.org/).\n\n- Kindly\n- At home\n\n"
    part = said + "So it is. " * 100 + "\n\n"
    assert len(body_blocks(f"{part * 80}\n\n{table}", MARKDOWN)) > 160
    assert len(body_blocks("<div><p><span>So <b>it</b> is.</span></p></div>" * 1_000, HTML)) == 1
