"""What becomes of a paste from Word, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from cms.editors.roles import VOLUNTEERS
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.e2e.admin import Admin
from tests.support.tree import Tree

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EDITOR = "[data-contentpath='body'] .Draftail-Editor [role='textbox']"
STORED = "return document.querySelector(\"[name='body-0-value-text']\").value"
CALLOUT = {"kind": "info", "title": "First", "text": ""}
PASTE = """
const data = new DataTransfer();
data.setData("text/html", arguments[1]);
arguments[0].focus();
arguments[0].dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
"""


def item(list_id: int, level: int, marker: str, words: str) -> str:
    """An item of a list as Word writes it: a paragraph with its bullet or number as text."""
    sign = f'<span style="mso-list:Ignore">{marker}<span style="font:7.0pt Times">&nbsp;&nbsp; </span></span>'
    kept = f"<![if !supportLists]>{sign}<![endif]>{words}<o:p></o:p>"
    return f'<p class=MsoListParagraph style="text-indent:-18.0pt;mso-list:l{list_id} level{level} lfo1">{kept}</p>'


FROM_WORD = f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p {{ color: red }}</style></head>
<body>
<h2>What to do first<o:p></o:p></h2>
<p class=MsoNormal>Ask <b>kindly</b>.<o:p></o:p></p>
{item(0, 1, "·", "Food")}{item(0, 2, "o", "Breakfast")}{item(0, 1, "·", "Heating")}
<p class=MsoNormal>In this order:</p>
{item(1, 1, "1.", "Listen")}{item(1, 2, "a)", "Wait")}{item(1, 1, "2.", "Refer")}
<table><tr><td><p>Service</p></td><td><p>Phone</p></td></tr><tr><td>Advice</td><td>0800</td></tr></table>
<img src="file:///C:/photo.png"></body></html>"""


def stored_blocks(admin: Admin) -> list[dict[str, Any]]:
    """What the form would send: the editor's blocks, as draft.js has them."""
    blocks: list[dict[str, Any]] = (json.loads(admin.driver.execute_script(STORED)) or {}).get("blocks", [])
    return blocks


BLOCKS = """
const count = Number(document.querySelector("input[name='body-count']").value);
const value = (name) => document.querySelector(`[name='${name}']`)?.value;
return [...Array(count).keys()].map((n) => `body-${n}-`).map((at) => ({
    order: Number(value(`${at}order`)), type: value(`${at}type`), gone: value(`${at}deleted`),
    text: value(`${at}value-text`),
    level: value(`${at}value-level`), table: value(`${at}value-table`), rich: value(`${at}value`),
  }))
  .filter((one) => !one.gone).sort((a, b) => a.order - b.order);
"""


def said_in(block: dict[str, Any]) -> Any:
    """A block of the form in short."""
    if block["type"] == "heading":
        return (block["text"], block["level"])
    if block["type"] == "table":
        return json.loads(block["table"])["data"]
    return [one["text"] for one in (json.loads(block["rich"] or "null") or {}).get("blocks", []) if one["text"].strip()]


def test_headings_and_tables_become_blocks_of_their_own(signed_in: Callable[[str], Admin], tree: Tree) -> None:
    admin = signed_in(VOLUNTEERS)
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, body=[("rich_text", "")], live=False)
    admin.go(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    after = FROM_WORD.replace("</body>", "<h3>Afterwards</h3><p>Write it <i>down</i>.</p></body>")
    admin.driver.execute_script(PASTE, admin.find(EDITOR), after)
    told = admin.find(".pasted").text
    assert "became blocks of their own" in told
    assert "what it shows" in told
    assert "A picture was left out" in told
    written = [
        ("What to do first", "h2"),
        ["Ask kindly.", "Food", "Breakfast", "Heating", "In this order:", "Listen", "Wait", "Refer"],
        [["Service", "Phone"], ["Advice", "0800"]],
        ("Afterwards", "h3"),
        ["Write it down."],
    ]
    admin.until(lambda: [said_in(one) for one in admin.driver.execute_script(BLOCKS)] == written)


def test_in_the_middle_of_a_text_lists_stay_lists_and_the_writer_is_told_what_did_not_stay(
    signed_in: Callable[[str], Admin], tree: Tree
) -> None:
    admin = signed_in(VOLUNTEERS)
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, body=[("callout", CALLOUT)], live=False)
    admin.go(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    admin.driver.execute_script(PASTE, admin.find(EDITOR), FROM_WORD)
    told = admin.find(".pasted").text
    # The editor writes what it shows into the form a moment after the last change.
    blocks = admin.until(lambda: [one for one in stored_blocks(admin) if one["text"].strip()])
    assert [(one["type"], one["depth"], one["text"]) for one in blocks] == [
        ("unstyled", 0, "What to do first"),
        ("unstyled", 0, "Ask kindly."),
        ("unordered-list-item", 0, "Food"),
        ("unordered-list-item", 1, "Breakfast"),
        ("unordered-list-item", 0, "Heating"),
        ("unstyled", 0, "In this order:"),
        ("ordered-list-item", 0, "Listen"),
        ("ordered-list-item", 1, "Wait"),
        ("ordered-list-item", 0, "Refer"),
        ("unstyled", 0, "Service | Phone"),
        ("unstyled", 0, "Advice | 0800"),
    ]
    assert [one["style"] for block in blocks for one in block["inlineStyleRanges"]] == ["BOLD", "BOLD"]
    for words in ("A table became", "A heading became", "A picture was left out"):
        assert words in told
