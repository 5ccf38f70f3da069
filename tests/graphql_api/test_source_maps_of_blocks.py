"""Content source maps of every kind of block: each value of it leads to its own part of the editors' form."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from wagtail import blocks
from wagtail.blocks.list_block import ListBlock

from tests.support.every_block import DRAFT, BlockKind, block_kinds, draft_with
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db
START = ":w:contentpath="


def is_in_form(block: blocks.Block, path: list[str]) -> bool:
    """Whether a block has such a part: children by name, entries of lists by id."""
    if not path:
        return True
    first, *others = path
    if isinstance(block, ListBlock):
        return is_in_form(block.child_block, others)
    if isinstance(block, blocks.StructBlock):
        return first in block.child_blocks and is_in_form(block.child_blocks[first], others)
    return False


@pytest.mark.parametrize("kind", block_kinds(), ids=str)
def test_each_kind_of_block_leads_to_its_own_parts(client: Client, tree: Tree, kind: BlockKind) -> None:
    token = draft_with(tree, [kind]).create_page_preview().token
    body = {"query": DRAFT, "variables": {"token": token}, "extensions": {"contentSourceMap": True}}
    answer: Any = client.post("/graphql/", json.dumps(body), content_type="application/json").json()
    assert "errors" not in answer, answer["errors"]
    mappings = answer["extensions"]["contentSourceMap"]["mappings"].values()
    paths = [one["anchor"].removeprefix(START).split(".") for one in mappings if one.get("field") == kind.field]
    own = [path[2:] for path in paths if path[:2] == [kind.field, kind.key]]
    assert own
    for path in own:
        assert is_in_form(kind.block, path), path
    if isinstance(kind.block, blocks.StructBlock):
        assert any(own) or kind.name == "image", "values lead to the child that holds them"
