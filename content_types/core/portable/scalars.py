"""Reading single values: each takes a node and gives a value, or None with the problem noted."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import Any

from content_types.core.portable.problems import Spot, did_you_mean
from content_types.core.portable.yaml_reader import Mapping, Node, Scalar, Sequence

TRUE = {"true", "yes"}
FALSE = {"false", "no"}


def text(node: Node, spot: Spot) -> str | None:
    """Words as written; None for an empty value."""
    if isinstance(node, Scalar):
        return node.text
    what = "a list" if isinstance(node, Sequence) else "a map"
    spot.problem(f"This is {what}, but one text is needed. If the text begins with [, {{ or -, put quotes round it.")
    return None


def boolean(node: Node, spot: Spot) -> bool | None:
    """``true`` or ``false``."""
    word = text(node, spot)
    if word is None:
        return None
    if word.lower() in TRUE | FALSE:
        return word.lower() in TRUE
    spot.problem(f"“{word}” is neither true nor false. Write one of the two.")
    return None


def integer(node: Node, spot: Spot) -> int | None:
    """A whole number."""
    return _number(node, spot, int, "a whole number, in digits only such as 20")


def floating(node: Node, spot: Spot) -> float | None:
    """A number with a decimal point."""
    return _number(node, spot, float, "a number, such as 53.8 or -1.55")


def decimal(node: Node, spot: Spot) -> Decimal | None:
    """An exact number, such as an amount of money."""
    return _number(node, spot, Decimal, "a number, such as 31000 or 12.50, with no sign of the currency")


def _number(node: Node, spot: Spot, kind: Callable[[str], Any], what: str) -> Any:
    word = text(node, spot)
    if word is None:
        return None
    number = None
    if len(word) <= 40 and "_" not in word:
        with suppress(ValueError, InvalidOperation, OverflowError):
            number = kind(word)
    if number is None or not math.isfinite(number):
        spot.problem(f"“{word[:40]}” is not {what}.")
        return None
    return number


def choice(node: Node, spot: Spot, choices: Collection[str]) -> str | None:
    """One of a closed set of words."""
    word = text(node, spot)
    if word is None or word in choices:
        return word
    spot.problem(f"“{word}” is not one of {', '.join(one for one in choices if one)}.{did_you_mean(word, choices)}")
    return None


def entries(node: Node | None, spot: Spot) -> list[tuple[Node, Spot]]:
    """The entries of a list, each with its place; an empty value is an empty list."""
    if node is None or (isinstance(node, Scalar) and node.text is None):
        return []
    if isinstance(node, Sequence):
        return [(entry, spot.item(position, entry.line)) for position, entry in enumerate(node.entries)]
    spot.problem("This is not a list. Begin each entry on a line of its own with “- ”, or write [a, b].")
    return []


def mapping(node: Node | None, spot: Spot, known: Iterable[str]) -> Mapping | None:
    """A map with known keys only; an unknown key is a problem with a suggestion."""
    if not isinstance(node, Mapping):
        spot.problem(f"This is not a map. Write keys and values; the keys are {', '.join(known)}.")
        return None
    keys = list(known)
    for key, value in node.entries.items():
        if key not in keys:
            _unknown_key(key, value, spot.key(key, node.key_lines[key]), keys)
    return node


def _unknown_key(key: str, value: Node, spot: Spot, keys: list[str]) -> None:
    if isinstance(value, Scalar) and value.text is None and " " in key:
        spot.problem("This looks like the rest of a text with a comma in it. Put quotes round the whole text.")
        return
    spot.problem(f"There is no such field here.{did_you_mean(key, keys)} The fields are {', '.join(keys)}.")


def words(node: Node | None, spot: Spot) -> list[tuple[str, Spot]]:
    """A list of words, each once."""
    found: dict[str, Spot] = {}
    for entry, place in entries(node, spot):
        word = text(entry, place)
        if word is None:
            if not place.failed:
                place.problem("This entry is empty. Write something, or remove it.")
        elif word in found:
            place.problem(f"“{word}” stands here twice. Remove one.")
        else:
            found[word] = place
    return list(found.items())
