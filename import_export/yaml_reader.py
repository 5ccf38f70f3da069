"""YAML as a tree of nodes that know their line.

Scalars stay text until the field that they are for reads them, so that a version ``1.0``, an answer ``yes`` and a slug ``null-hypothesis`` are
what was written. Built from parser events without recursion: deep nesting, aliases and tags are problems, not stack or memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from import_export.problems import SourceLocation

MAX_DEPTH = 24
NULLS = {"", "~", "null", "Null", "NULL"}
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Scalar:
    """One value as written; ``text`` is None for an empty one. ``literal`` is text after ``|``, whose lines are lines of the file."""

    text: str | None
    line: int
    literal: bool = False


@dataclass(slots=True)
class Sequence:
    """A list."""

    entries: list[Node]
    line: int


@dataclass(slots=True)
class Mapping:
    """Keys and values in the order of the file."""

    entries: dict[str, Node]
    key_lines: dict[str, int]
    line: int


Node = Scalar | Sequence | Mapping


class _RefusedError(Exception):
    """Reading cannot go on; the problem is noted."""


def read_yaml(text: str, location: SourceLocation) -> Node | None:
    """The tree of one document; None when it cannot be read, with the reason noted at its line."""
    try:
        return _Composer(location).compose(text)
    except _RefusedError:
        return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = ", ".join(part for part in (error.context, error.problem) if part)
        _at(location, mark.line + 1 if mark else 1).problem(
            f"The YAML cannot be read here ({what}). Check the indentation and the brackets, and put quotes round a text that has “: ” or “ #” in it."
        )
    except yaml.YAMLError as error:
        location.problem(f"The YAML cannot be read ({error}).")
    return None


def _at(location: SourceLocation, line: int) -> SourceLocation:
    return SourceLocation(location.report, location.file, line, location.path)


class _Composer:
    def __init__(self, location: SourceLocation) -> None:
        self.location = location
        self.open: list[Sequence | Mapping] = []
        self.keys: list[str | None] = []  # for each open mapping the key that waits for its value
        self.ignored: list[bool] = []  # whether that key is a duplicate
        self.root: Node | None = None

    def compose(self, text: str) -> Node | None:
        documents = 0
        for event in yaml.parse(text, Loader=_Loader):
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.refuse(
                        line, "A file holds one document. Remove the line “---” and what follows, or make two files."
                    )
            elif isinstance(event, yaml.AliasEvent):
                self.refuse(line, "References (*name) are not allowed. Write the value out.")
            elif isinstance(event, yaml.ScalarEvent):
                self.check_tag(event, line)
                self.scalar(event, line)
            elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
                self.check_tag(event, line)
                self.start(event, line)
            elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
                self.open.pop()
                self.keys.pop()
                self.ignored.pop()
        return self.root

    def refuse(self, line: int, message: str) -> None:
        _at(self.location, line).problem(message)
        raise _RefusedError

    def check_tag(self, event: Any, line: int) -> None:
        if event.tag not in (None, "!"):
            _at(self.location, line).problem(f"Tags ({event.tag}) are not allowed. Write the value without it.")

    def scalar(self, event: Any, line: int) -> None:
        plain = event.style is None or event.style == ""
        if self.open and isinstance(self.open[-1], Mapping) and self.keys[-1] is None:
            self.key(self.open[-1], event.value, line)
        else:
            self.place(Scalar(None if plain and event.value in NULLS else event.value, line, event.style == "|"))

    def key(self, mapping: Mapping, key: str, line: int) -> None:
        self.keys[-1] = key
        self.ignored[-1] = key in mapping.entries
        if self.ignored[-1]:
            _at(self.location, line).problem(
                f"The key “{key}” stands here twice (first in line {mapping.key_lines[key]}). Remove one."
            )
        else:
            mapping.key_lines[key] = line

    def start(self, event: Any, line: int) -> None:
        if self.open and isinstance(self.open[-1], Mapping) and self.keys[-1] is None:
            self.refuse(line, "A key must be a word. Put quotes round it if it begins with [ or {.")
        if len(self.open) >= MAX_DEPTH:
            self.refuse(line, f"Lists and maps are nested more than {MAX_DEPTH} deep. Nothing in the format is.")
        node: Sequence | Mapping
        node = Mapping({}, {}, line) if isinstance(event, yaml.MappingStartEvent) else Sequence([], line)
        self.place(node)
        self.open.append(node)
        self.keys.append(None)
        self.ignored.append(False)

    def place(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        if isinstance(parent, Sequence):
            parent.entries.append(node)
            return
        key = self.keys[-1]
        if key is not None and not self.ignored[-1]:
            parent.entries[key] = node
        self.keys[-1] = None
