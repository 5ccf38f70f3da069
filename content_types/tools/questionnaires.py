"""A stored questionnaire as a whole: every item in its order, and each condition in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from content_types.core.streams import BlockNode, list_entries
from content_types.tools.answers import WITH_OPTIONS
from content_types.tools.blocks.questionnaire import CONDITION_WORDS, nested

YES_NO = {"true": "Yes", "false": "No"}


def every_item(sections: Iterable[BlockNode]) -> Iterator[BlockNode]:
    """The items of all sections and all below them, in the order in which they are asked."""
    for section in sections:
        yield from _and_below(section.items("items"))


def _and_below(items: Iterable[BlockNode]) -> Iterator[BlockNode]:
    for item in items:
        yield item
        yield from _and_below(nested(item))


def with_words(sections: list[BlockNode]) -> list[BlockNode]:
    """The sections, every condition of theirs with what the other question asks and what the answer says; what is stored stays as it is.

    A condition that names no question of the questionnaire is none: nobody could answer it.
    """
    questions = {item.get("link_id"): item for item in every_item(sections)}
    return [BlockNode(one.block, _told(one.raw, questions), one.id, one.group) for one in sections]


def _told(raw: dict[str, Any], questions: dict[str, BlockNode]) -> dict[str, Any]:
    """A section or item with the words of its condition, and those of all below it."""
    told = dict(raw)
    if raw.get("items"):
        told["items"] = [
            {"type": "item", "value": _told(value, questions), "id": key} for value, key in list_entries(raw["items"])
        ]
    if not raw.get("enable_when_item"):
        return told
    question = questions.get(raw["enable_when_item"])
    if question is None:
        return told | {"enable_when_item": "", "enable_when_answer": ""}
    words = {"question": question.get("text").strip(), "label": answer_in_words(question, raw["enable_when_answer"])}
    return told | {CONDITION_WORDS: words}


def answer_in_words(question: BlockNode, answer: str) -> str:
    """An answer as people read it: the label of an option, Yes or No, a number with its unit."""
    kind = question.get("kind")
    if kind in WITH_OPTIONS:
        return next((one.get("label") for one in question.items("options") if one.get("value") == answer), answer)
    if kind == "boolean":
        return YES_NO.get(answer.lower(), answer)
    unit = question.get("unit")
    return f"{answer} {unit}" if unit else answer
