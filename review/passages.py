"""The words of a version of a page: where some stand, and others in their place. Worked on as they are stored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import NavigableString
from django.db import models
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from content_types.core.streams import mapped

# A page's own columns whose words are the author's.
_OF_ANY_PAGE = frozenset({"title"})


def _is_prose(field: Any) -> bool:
    if isinstance(field, StreamField):
        return False
    if field.model is Page:
        return field.name in _OF_ANY_PAGE
    plain = type(field) in {models.CharField, models.TextField} and not field.choices
    return plain or isinstance(field, RichTextField)


def _is_html(block: blocks.Block) -> bool:
    return isinstance(block, blocks.RichTextBlock)


def _is_text(block: blocks.Block) -> bool:
    return isinstance(block, blocks.CharBlock | blocks.TextBlock)


def _count_in_html(html: str, words: str) -> int:
    return sum(node.count(words) for node in BeautifulSoup(html, "html.parser").find_all(string=True))


def _replace_in_html(html: str, words: str, better: str) -> str:
    soup = BeautifulSoup(html, "html.parser")
    for node in soup.find_all(string=True):
        if words in node:
            node.replace_with(NavigableString(node.replace(words, better)))
    return str(soup)


def _leaves(block: blocks.Block, raw: Any, path: str) -> Iterator[tuple[str, blocks.Block, str]]:
    """Every text below a stored value: the path by which Wagtail comments on it, its definition, and what is stored."""
    if isinstance(block, blocks.StreamBlock):
        for entry in raw or []:
            if entry and entry["type"] in block.child_blocks:
                below = f"{path}.{entry['id']}" if entry.get("id") else path
                yield from _leaves(block.child_blocks[entry["type"]], entry["value"], below)
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from _leaves(child, (raw or {}).get(name), f"{path}.{name}")
    elif isinstance(block, blocks.ListBlock):
        for entry in raw or []:
            value = entry["value"] if isinstance(entry, dict) and entry.keys() >= {"type", "value"} else entry
            yield from _leaves(block.child_block, value, path)  # Wagtail has no comments below a list
    elif isinstance(raw, str) and (_is_html(block) or _is_text(block)):
        yield path, block, raw


def paths_of(model: type[Page], content: dict[str, Any], words: str) -> list[str]:
    """Where the words stand in a version, each place by Wagtail's path of a comment; one that holds them twice comes twice."""
    found: list[str] = []
    for field in model._meta.concrete_fields:
        value = content.get(field.name)
        if not isinstance(value, str) or not value:
            continue
        if isinstance(field, StreamField):
            for path, block, text in _leaves(field.stream_block, json.loads(value), field.name):
                times = _count_in_html(text, words) if _is_html(block) else text.count(words)
                found += [path] * times
        elif _is_prose(field):
            html = isinstance(field, RichTextField)
            found += [field.name] * (_count_in_html(value, words) if html else value.count(words))
    return found


def with_words(model: type[Page], content: dict[str, Any], words: str, better: str) -> dict[str, Any]:
    """The version with ``better`` in place of ``words`` wherever they stand; markup stays, and nothing becomes markup."""

    def change(block: blocks.Block, raw: Any) -> Any:
        if not isinstance(raw, str) or words not in BeautifulSoup(raw, "html.parser").get_text() + raw:
            return raw
        if _is_html(block):
            return _replace_in_html(raw, words, better)
        return raw.replace(words, better) if _is_text(block) else raw

    changed = dict(content)
    for field in model._meta.concrete_fields:
        value = content.get(field.name)
        if not isinstance(value, str) or not value:
            continue
        if isinstance(field, StreamField):
            raw = json.loads(value)
            new = mapped(field.stream_block, raw, change)
            if new != raw:
                changed[field.name] = json.dumps(new)
        elif isinstance(field, RichTextField):
            if _count_in_html(value, words):
                changed[field.name] = _replace_in_html(value, words, better)
        elif _is_prose(field):
            changed[field.name] = value.replace(words, better)
    return changed
