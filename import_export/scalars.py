"""Reading single values: each takes a node and gives a value, or None with the problem noted."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import Any

from import_export.problems import SourceLocation, did_you_mean
from import_export.yaml_reader import Mapping, Node, Scalar, Sequence

TRUE = {"true", "yes"}
FALSE = {"false", "no"}


def text(node: Node, location: SourceLocation) -> str | None:
    """Words as written; None for an empty value."""
    if isinstance(node, Scalar):
        return node.text
    what = "a list" if isinstance(node, Sequence) else "a map"
    location.problem(
        f"This is {what}, but one text is needed. If the text begins with [, {{ or -, put quotes round it."
    )
    return None


def boolean(node: Node, location: SourceLocation) -> bool | None:
    """``true`` or ``false``."""
    word = text(node, location)
    if word is None:
        return None
    if word.lower() in TRUE | FALSE:
        return word.lower() in TRUE
    location.problem(f"“{word}” is neither true nor false. Write one of the two.")
    return None


def integer(node: Node, location: SourceLocation) -> int | None:
    """A whole number."""
    return _number(node, location, int, "a whole number, in digits only such as 20")


def floating(node: Node, location: SourceLocation) -> float | None:
    """A number with a decimal point."""
    return _number(node, location, float, "a number, such as 53.8 or -1.55")


def decimal(node: Node, location: SourceLocation) -> Decimal | None:
    """An exact number, such as an amount of money."""
    return _number(node, location, Decimal, "a number, such as 31000 or 12.50, with no sign of the currency")


def _number(node: Node, location: SourceLocation, kind: Callable[[str], Any], what: str) -> Any:
    word = text(node, location)
    if word is None:
        return None
    number = None
    if len(word) <= 40 and "_" not in word:
        with suppress(ValueError, InvalidOperation, OverflowError):
            number = kind(word)
    if number is None or not math.isfinite(number):
        location.problem(f"“{word[:40]}” is not {what}.")
        return None
    return number


def choice(node: Node, location: SourceLocation, choices: Collection[str]) -> str | None:
    """One of a closed set of words."""
    word = text(node, location)
    if word is None or word in choices:
        return word
    location.problem(f"“{word}” is not one of {', '.join(one for one in choices if one)}.{did_you_mean(word, choices)}")
    return None


def entries(node: Node | None, location: SourceLocation) -> list[tuple[Node, SourceLocation]]:
    """The entries of a list, each with its place; an empty value is an empty list."""
    if node is None or (isinstance(node, Scalar) and node.text is None):
        return []
    if isinstance(node, Sequence):
        return [(entry, location.item(position, entry.line)) for position, entry in enumerate(node.entries)]
    location.problem("This is not a list. Begin each entry on a line of its own with “- ”, or write [a, b].")
    return []


def mapping(node: Node | None, location: SourceLocation, known: Iterable[str]) -> Mapping | None:
    """A map with known keys only; an unknown key is a problem with a suggestion."""
    if not isinstance(node, Mapping):
        location.problem(f"This is not a map. Write keys and values; the keys are {', '.join(known)}.")
        return None
    keys = list(known)
    for key, value in node.entries.items():
        if key not in keys:
            _unknown_key(key, value, location.key(key, node.key_lines[key]), keys)
    return node


def _unknown_key(key: str, value: Node, location: SourceLocation, keys: list[str]) -> None:
    if isinstance(value, Scalar) and value.text is None and " " in key:
        location.problem("This looks like the rest of a text with a comma in it. Put quotes round the whole text.")
        return
    location.problem(f"There is no such field here.{did_you_mean(key, keys)} The fields are {', '.join(keys)}.")


def words(node: Node | None, location: SourceLocation) -> list[tuple[str, SourceLocation]]:
    """A list of words, each once."""
    found: dict[str, SourceLocation] = {}
    for entry, place in entries(node, location):
        word = text(entry, place)
        if word is None:
            if not place.failed:
                place.problem("This entry is empty. Write something, or remove it.")
        elif word in found:
            place.problem(f"“{word}” stands here twice. Remove one.")
        else:
            found[word] = place
    return list(found.items())
