"""Every block says what it is, and shows itself in the block picker."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from wagtail import blocks
from wagtail.admin.icons import get_icons
from wagtail.blocks.list_block import ListBlock
from wagtail.fields import StreamField

from content_types.core.models import StandardPage
from content_types.core.registry import content_types


def stream_fields() -> Iterator[tuple[str, StreamField]]:
    """Every StreamField of every page type, with a name for the test."""
    for model in [*(one.model for one in content_types()), StandardPage]:
        for field in model._meta.get_fields():
            if isinstance(field, StreamField):
                yield f"{model.__name__}.{field.name}", field


def picked_blocks() -> Iterator[Any]:
    """Every block that an editor can pick from a menu, as a test parameter; those that several bodies share, once."""
    seen: set[int] = set()
    for where, field in stream_fields():
        for name, block in field.stream_block.child_blocks.items():
            if id(block) not in seen:
                seen.add(id(block))
                yield pytest.param(block, id=f"{where}.{name}")


PICKED = list(picked_blocks())


def inner_blocks(block: blocks.Block) -> Iterator[tuple[str, blocks.Block]]:
    """Every child of a struct below a block with its name; the entries of a list are what the list's help is about."""
    if isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield f"{type(block).__name__}.{name}", child
            yield from inner_blocks(child)
    elif isinstance(block, ListBlock):
        yield from inner_blocks(block.child_block)
    elif isinstance(block, blocks.StreamBlock):
        for child in block.child_blocks.values():
            yield from inner_blocks(child)


def help_of(block: blocks.Block) -> str:
    """The help under a block in the editor; a simple block has it on its form field."""
    field = getattr(block, "field", None)
    return str(field.help_text if field is not None else block.meta.help_text or "")


def sentences(value: Any) -> list[str]:
    """The texts of several words in a preview value: what an editor recognises the block by."""
    if isinstance(value, str):
        text = " ".join(strip_tags(value).split())
        return [text] if " " in text else []
    values = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [text for one in values for text in sentences(one)]


@pytest.fixture
def editor(admin_client: Client) -> Client:
    """Anybody who may open the admin."""
    return admin_client


@pytest.mark.parametrize("block", PICKED)
def test_block_says_what_it_is(block: blocks.Block) -> None:
    assert block.meta.icon in get_icons_of_wagtail(), block.meta.icon
    assert block.meta.icon not in {"placeholder", ""}
    assert block.label
    assert block.meta.description, "say in one line what the block is for"


@pytest.mark.parametrize("block", PICKED)
def test_every_child_has_help(block: blocks.Block) -> None:
    without = [name for name, child in inner_blocks(block) if not help_of(child)]
    assert not without, f"no help text: {without}"


@pytest.mark.parametrize("block", PICKED)
def test_block_shows_itself_in_the_picker(block: blocks.Block, editor: Client) -> None:
    assert block.is_previewable
    response = editor.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert response.status_code == 200
    text = unescape(" ".join(strip_tags(response.content.decode()).split()))
    expected = sentences(block.meta.preview_value)
    assert expected, "give it a `preview_value` with a few words"
    assert [one for one in expected if one not in text] == []


def get_icons_of_wagtail() -> set[str]:
    """The names of the icons that the admin has."""
    return set(re.findall(r'id="icon-([\w-]+)"', get_icons()))
