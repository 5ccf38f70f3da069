"""Schema compatibility: changes against the released schema, and what is announced before it goes.

A change that would break a client is rejected unless ``breaking_changes.toml`` says when it was made, why, and what to do instead. What is
deprecated says in its reason what to use, and from which day on it may be taken out.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    find_breaking_changes,
    find_dangerous_changes,
)

HERE = Path(__file__).resolve().parents[1]
RELEASED = HERE / "released.graphql"
RECORD = HERE / "breaking_changes.toml"
UNRELEASED = "[[unreleased]]"

# What a reason says: "Use `topics`. Removed after 2027-06-30.", or "Nothing replaces it. …".
REASON = re.compile(r"(Use `[^`]+`.*|Nothing replaces it)\. (.+ )?Removed after (?P<day>\d{4}-\d{2}-\d{2})\.")
FORM = "“Use `what.to.use`. Removed after YYYY-MM-DD.” (or “Nothing replaces it. Removed after YYYY-MM-DD.”)"


class UnreadableRecord(ValueError):
    """The record of breaking changes is not as it must be; the message says where."""


@dataclass(frozen=True)
class Recorded:
    """Breaking changes that were decided together: what graphql-core says of each, when and why they were made, and what clients do instead."""

    changes: tuple[str, ...]
    date: date
    why: str
    instead: str


def breaking(old: GraphQLSchema, new: GraphQLSchema) -> list[str]:
    """The changes that break a client that the old schema served well."""
    return [f"{one.type.name}: {one.description}" for one in find_breaking_changes(old, new)]


def dangerous(old: GraphQLSchema, new: GraphQLSchema) -> list[str]:
    """The changes that break only clients that did not expect them, such as a new value of an enum."""
    return [f"{one.type.name}: {one.description}" for one in find_dangerous_changes(old, new)]


def recorded(text: str) -> list[Recorded]:
    """The breaking changes since the last release that were recorded. Raises UnreadableRecord."""
    try:
        entries = tomllib.loads(text).get("unreleased", [])
    except tomllib.TOMLDecodeError as error:
        raise UnreadableRecord(f"{RECORD.name} is not TOML: {error}") from error
    return [_recorded(one) for one in entries]


def _recorded(entry: dict[str, Any]) -> Recorded:
    names = ("changes", "date", "why", "instead")
    changes = entry.get("changes")
    words = [*(changes if isinstance(changes, list) and changes else [None]), entry.get("why"), entry.get("instead")]
    if (
        set(entry) != set(names)
        or not isinstance(entry["date"], date)
        or not all(isinstance(one, str) and one for one in words)
    ):
        raise UnreadableRecord(
            f"An entry of {RECORD.name} needs {', '.join(f'`{name}`' for name in names)} (`changes` as a list, `date` as YYYY-MM-DD without quotes) and nothing else: {entry}"
        )
    return Recorded(tuple(entry["changes"]), entry["date"], entry["why"], entry["instead"])


def unrecorded(old: GraphQLSchema, new: GraphQLSchema, record: list[Recorded]) -> list[str]:
    """What is wrong between the changes and their record: breaking ones that it does not have, and entries of what did not happen."""
    changes, known = breaking(old, new), [change for one in record for change in one.changes]
    missing = [f"breaks clients and is not recorded: {one}" for one in changes if one not in known]
    return missing + [f"is recorded and did not happen: {one}" for one in known if one not in changes]


def released(record: str, version: str) -> str:
    """The record after a release: what was unreleased is that version's. The example in its comment stays."""
    entry = re.compile(rf"^{re.escape(UNRELEASED)}$", re.MULTILINE)
    return entry.sub(f'[[released]]\nversion = "{version}"', record)


@dataclass(frozen=True)
class Deprecation:
    """Something that is deprecated, and the reason that the schema gives."""

    where: str
    reason: str

    @property
    def removed_after(self) -> date | None:
        """The last day on which clients may rely on it; None where the reason does not say it as it must."""
        match = REASON.fullmatch(self.reason)
        try:
            return date.fromisoformat(match["day"]) if match else None
        except ValueError:  # such as 2027-02-30
            return None


def deprecations(schema: GraphQLSchema) -> Iterator[Deprecation]:
    """Every deprecated field, argument, input field and enum value."""
    for name, type_ in sorted(schema.type_map.items()):
        if isinstance(type_, GraphQLEnumType):
            members: dict[str, Any] = dict(type_.values)
        elif isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            members = dict(type_.fields)
        else:
            continue
        for member, definition in members.items():
            if definition.deprecation_reason is not None:
                yield Deprecation(f"{name}.{member}", definition.deprecation_reason)
            for argument, given in getattr(definition, "args", {}).items():
                if given.deprecation_reason is not None:
                    yield Deprecation(f"{name}.{member}({argument}:)", given.deprecation_reason)


def malformed(schema: GraphQLSchema) -> list[str]:
    """The deprecations whose reason does not say what to use and until when it stays."""
    return [f"{one.where}: {one.reason!r}; say {FORM}" for one in deprecations(schema) if one.removed_after is None]
