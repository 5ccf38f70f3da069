"""What blocks require of a page and not of a draft."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks.base import get_error_json_data

from content_types.knowledge.models import KnowledgeArticlePage

NOTHING = [
    "",
    "<p></p>",
    '<p data-block-key="a1"></p>',
    "<p> \xa0\u200b</p><p><br/></p>",
    "<ul><li></li></ul>",
    "<hr/>",
]
SOMETHING = ["<p>.</p>", '<embed embedtype="image" id="1" format="left" alt=""/>', "<ul><li>a</li></ul>"]
WORDS: dict[str, Callable[[str], dict[str, Any]]] = {
    "rich_text": lambda html: {"type": "rich_text", "value": html},
    "callout": lambda html: {"type": "callout", "value": {"kind": "info", "title": "T", "text": html}},
    "accordion": lambda html: {
        "type": "accordion",
        "value": {"title": "T", "items": [{"title": "One", "text": html}, {"title": "Two", "text": "<p>b</p>"}]},
    },
}


@pytest.mark.parametrize("kind", WORDS)
def test_a_required_text_that_says_nothing_is_missing(kind: str) -> None:
    stream = KnowledgeArticlePage._meta.get_field("body").stream_block
    for html in SOMETHING:
        stream.clean(stream.to_python([WORDS[kind](html)]))
    for html in NOTHING:
        value = stream.to_python([WORDS[kind](html)])
        assert stream.clean_deferred(value)
        with pytest.raises(ValidationError) as refused:
            stream.clean(value)
        assert "This field is required." in json.dumps(get_error_json_data(refused.value))


def test_a_draft_that_is_saved_meanwhile_lets_nothing_incomplete_through() -> None:
    """Wagtail turns requirements off in definitions that all threads share."""
    field = KnowledgeArticlePage._meta.get_field("body")
    drafts, pages = (field.formfield(), field.formfield())
    drafts.is_deferred_validation = True
    incomplete = field.stream_block.to_python([{"type": "heading", "value": {"text": "", "level": "h2", "anchor": ""}}])
    slow = threading.Event()
    original = type(field.stream_block).clean

    def clean(block: Any, value: Any) -> Any:
        if block.is_deferred_validation:
            slow.wait(0.2)  # the other thread has begun
        return original(block, value)

    with patch.object(type(field.stream_block), "clean", clean), ThreadPoolExecutor(2) as pool:
        draft = pool.submit(drafts.clean, incomplete)
        published = pool.submit(pages.clean, incomplete)
        assert len(draft.result()) == 1
        with pytest.raises(ValidationError):
            published.result()
    with pytest.raises(ValidationError):
        pages.clean(incomplete)
