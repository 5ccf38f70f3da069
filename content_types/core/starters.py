"""Starters: what somebody has, in their own words, and a page that is begun for it.

A starter holds examples such as “[Your words: what did they find?]”. A draft may keep them; a page that is submitted or
published may not (``LibraryPage.unfinished``). Each content type declares its own in ``starters.py``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.db import models
from wagtail.fields import RichTextField, StreamField

from content_types.core.richtext import plain_text
from content_types.core.streams import walk
from content_types.core.text import leaf_text

EXAMPLE = re.compile(r"\[Your words: [^\[\]]+\]")  # templates have brackets of their own, such as [name]


@dataclass(frozen=True)
class Starter:
    """One thing that somebody may have, and the page that is begun for it: ``values`` by field, streams as they are stored."""

    name: str  # in the address of the form
    label: str  # what they have, in their own words
    description: str
    values: Mapping[str, Any] = field(default_factory=dict)
    answers_search: bool = False  # offered for what readers search for in vain


def begin(page: Any, starter: Starter) -> None:
    """Fill a new page with what the starter holds."""
    for name, value in starter.values.items():
        is_stream = isinstance(page._meta.get_field(name), StreamField)
        setattr(page, name, json.dumps([_told_apart(one) for one in value]) if is_stream else value)


def _told_apart(block: dict[str, Any]) -> dict[str, Any]:
    """A block of a stream with a key: comments, advice and the names of its buttons are found by it before the page is saved."""
    return {**block, "id": str(uuid4())}


def example(words: str) -> str:
    """Words that somebody replaces by their own."""
    return f"[Your words: {words[0].lower()}{words[1:]}]"


def example_text(words: str) -> str:
    """The same as rich text."""
    return f"<p>{example(words)}</p>"


def heading(words: str) -> dict[str, Any]:
    """A heading of a section, in a body; it may stay."""
    return {"type": "heading", "value": {"text": words, "level": "h2"}}


def paragraph(words: str) -> dict[str, Any]:
    """An example of a text of one paragraph, in a body."""
    return {"type": "rich_text", "value": example_text(words)}


def step(title: str, words: str) -> dict[str, Any]:
    """An example of what a block of one step holds."""
    return {"title": example(title), "text": example_text(words), "image": None, "alt_text": ""}


def unreplaced(page: Any) -> dict[str, str]:
    """What of a page is still an example: messages by field; of a stream, each names the block."""
    shows = getattr(page, "shows", None)
    found: dict[str, str] = {}
    for one in page._meta.fields:
        if isinstance(one, StreamField):
            messages = list(_in_stream(one, getattr(page, one.name))) if shows is None or shows(one.name) else []
            if messages:
                found[one.name] = " ".join(messages)
        elif isinstance(one, models.CharField | models.TextField) and one.editable and not one.choices:
            text = getattr(page, one.attname) or ""
            example = EXAMPLE.search(plain_text(text) if isinstance(one, RichTextField) else text)
            if example:
                found[one.name] = f"This is still an example: “{example[0]}”. Write your own words in its place."
    return found


def _in_stream(stream: StreamField, value: Any) -> Iterator[str]:
    blocks = stream.stream_block.child_blocks
    for number, entry in enumerate(value.raw_data if value else (), 1):
        if not entry or entry["type"] not in blocks:
            continue
        block = blocks[entry["type"]]
        for leaf, stored in walk(block, entry["value"]):
            example = next((hit for text in leaf_text(leaf, stored) if (hit := EXAMPLE.search(text))), None)
            if example:
                yield (
                    f"Block {number} ({block.label}) is still an example: “{example[0]}”. "
                    "Write your own words in its place, or remove the block."
                )
                break
