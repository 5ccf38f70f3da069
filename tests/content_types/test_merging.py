"""Two versions of a page and the one that both came of, as one."""

from __future__ import annotations

from typing import Any

import pytest

from content_types.core.merging import Merge, merge
from content_types.knowledge.models import KnowledgeArticlePage

FIELDS = ("title", "topics", "body")


def blocks(words: str) -> list[dict[str, Any]]:
    """Blocks such as “a b2”: each has its letter for an id."""
    return [{"id": word[0], "type": "rich_text", "value": word} for word in words.split()]


def merged(base: str | None, mine: str, theirs: str, **choices: str) -> Merge:
    sides = [None if words is None else {"body": blocks(words)} for words in (base, mine, theirs)]
    keys = {f"body:{key}": side for key, side in choices.items()}
    return merge(KnowledgeArticlePage, sides[0], sides[1] or {}, sides[2] or {}, fields=["body"], choices=keys)


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "expected"),
    [
        ("a b c", "a2 b c", "a b c2", "a2 b c2"),
        ("a b", "a x b", "a b y", "a x b y"),
        ("a b", "x a b", "y a b", "y x a b"),
        ("a b c", "a c", "a b c d", "a c d"),
        ("a b c", "c a b", "a b2 c", "c a b2"),
        ("a b c", "a b2 c", "c a b", "c a b2"),
        ("a b c", "c b a", "c b a x", "c b a x"),
        ("a b", "b", "a", ""),
        (None, "a b", "b c", "a b c"),
    ],
)
def test_what_only_one_changed_is_taken(base: str | None, mine: str, theirs: str, expected: str) -> None:
    found = merged(base, mine, theirs)
    assert sorted(one["value"] for one in found.data["body"]) == sorted(expected.split())
    assert [one["value"] for one in found.data["body"]] in (expected.split(), _swapped(expected))
    assert found.conflicts == []


def _swapped(expected: str) -> list[str]:
    """What both added in one place has either order."""
    return expected.replace("y x", "x y").split()


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "kept"),
    [
        ("a b", "a2 b", "a3 b", {"mine": "a2 b", "theirs": "a3 b", "both": "a2 a3 b"}),
        ("a b", "b", "a3 b", {"mine": "b", "theirs": "a3 b"}),
        (None, "a2 b", "a3 b", {"mine": "a2 b", "theirs": "a3 b", "both": "a2 a3 b"}),
    ],
)
def test_what_both_changed_is_decided(base: str | None, mine: str, theirs: str, kept: dict[str, str]) -> None:
    assert {side.value for side in merged(base, mine, theirs).conflicts[0].sides} == kept.keys()
    for side, expected in kept.items():
        found = merged(base, mine, theirs, a=side).data["body"]
        assert [one["value"] for one in found] == expected.split()
        assert len({one["id"] for one in found}) == len(found)


def test_an_order_of_each_is_decided() -> None:
    assert merged("a b c", "b a c", "c a b").conflicts[0].is_order
    assert [one["id"] for one in merged("a b c", "b a c", "c a b", order="mine").data["body"]] == ["b", "a", "c"]


def test_fields_and_links_are_merged_by_themselves_where_they_can() -> None:
    base = {"title": "Old", "topics": [1, 2], "live": True, "body": []}
    mine = base | {"title": "Mine", "topics": [2, 3], "live": False}
    theirs = base | {"topics": [1, 2, 4]}
    found = merge(KnowledgeArticlePage, base, mine, theirs, fields=FIELDS)
    assert found.data == base | {"title": "Mine", "topics": [2, 4, 3]}
    theirs |= {"title": "Theirs"}
    assert [one.key for one in merge(KnowledgeArticlePage, base, mine, theirs, fields=FIELDS).conflicts] == ["title"]
