"""The table of old and new names in docs/api, held against the schema and against breaking_changes.toml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema
from graphql import build_schema as build

from graphql_api.schema.building import get_sdl

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "api" / "new-names.md"
CODE = ROOT / "graphql_api"
RECORDED = tomllib.loads((CODE / "breaking_changes.toml").read_text(encoding="utf-8"))
GONE = re.compile(
    r"(?:TYPE_REMOVED: (?P<type>\w+)|FIELD_REMOVED: (?P<field>[\w.]+)|ARG_REMOVED: (?P<of>[\w.]+) arg (?P<arg>\w+)"
    r"|VALUE_REMOVED_FROM_ENUM: (?P<value>\w+) was removed from enum type (?P<enum>\w+)).*"
)


def table() -> dict[str, list[str]]:
    """Each old name, as a schema coordinate, with the new ones."""
    rows = re.findall(r"^\| (`\S+?`) \| (`.+`) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return {old.strip("`"): re.findall(r"`(.+?)`", new) for old, new in rows}


def names(schema: GraphQLSchema) -> set[str]:
    """Every type, field, argument and value, as schema coordinates."""
    found = {"__typename"}
    for name, type_ in schema.type_map.items():
        found.add(name)
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            found |= {f"{name}.{field}" for field in type_.fields}
            found |= {f"{name}.{field}({arg}:)" for field, one in type_.fields.items() for arg in one.args}
        elif isinstance(type_, GraphQLInputObjectType):
            found |= {f"{name}.{field}" for field in type_.fields}
        elif isinstance(type_, GraphQLEnumType):
            found |= {f"{name}.{value}" for value in type_.values}
    return found


def recorded() -> set[str]:
    """What was removed, in any release, as schema coordinates."""
    changes = [line for entries in RECORDED.values() for entry in entries for line in entry["changes"]]
    return {coordinate(match) for line in changes if (match := GONE.fullmatch(line))}


def coordinate(found: re.Match[str]) -> str:
    if found["enum"]:
        return f"{found['enum']}.{found['value']}"
    return str(found["type"] or found["field"] or f"{found['of']}({found['arg']}:)")


def test_every_name_that_was_removed_has_its_row() -> None:
    assert sorted(recorded() - table().keys()) == [], "write what stands in its place into docs/api/new-names.md"


def test_old_names_are_gone_and_new_ones_are_there() -> None:
    now = names(build(get_sdl()))
    assert sorted(table().keys() & now) == []
    assert sorted({new for row in table().values() for new in row} - now) == []
