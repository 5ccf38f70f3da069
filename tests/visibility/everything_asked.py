"""Queries for all that there is, made from the schema: a field that is added is asked for by itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_enum_type,
    is_leaf_type,
    is_required_argument,
)

PAGES = ("Page", "Resource")
NONE_OF_OURS = "none of ours"
DEPTH = 3  # objects below a root field


def selection(
    schema: GraphQLSchema, type_: Any, depth: int, above: frozenset[str] = frozenset(), within: bool = False
) -> str:
    """Every field of a type that needs no argument, objects expanded; abstract types by each that they can be.

    Fields of such have an alias: of two types they may be of different kinds.
    """
    parts = ["__typename"]
    if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
        for name, field in type_.fields.items():
            named = get_named_type(field.type)
            given = _given(field, {})
            if given is None:
                continue
            alias = f"{type_.name}_{name}: " if within else ""
            if is_leaf_type(named):
                parts.append(alias + name + given)
            elif depth > 0 and named.name not in above:
                # A page inside of another is asked for by its own id as well: here it tells its leaves.
                below = 0 if named.name in PAGES else depth - 1
                parts.append(alias + name + given + selection(schema, named, below, above | {type_.name}))
    if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType) and depth > 0:
        for one in schema.get_possible_types(type_):
            if one.name not in above:
                inner = selection(schema, one, depth - 1, above | {type_.name}, within=True)
                parts.append(f"... on {one.name}{inner}")
    return f" {{ {' '.join(parts)} }}"


def queries(schema: GraphQLSchema, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """By root field, what asks for all of it; ``values`` are arguments by ``field.argument`` or ``argument``."""
    assert schema.query_type is not None
    for name, field in schema.query_type.fields.items():
        given = _given(field, values, name)
        assert given is not None, f"say in the values what `{name}` is asked with"
        named = get_named_type(field.type)
        below = "" if is_leaf_type(named) else selection(schema, named, DEPTH)
        yield name, f"{{ {name}{given}{below} }}"


def _given(field: GraphQLField, values: Mapping[str, Any], root: str = "") -> str | None:
    """The arguments of a field; None where it needs one that nobody knows."""
    given = []
    for name, argument in field.args.items():
        known = values.get(f"{root}.{name}", values.get(name))
        named = get_named_type(argument.type)
        if known is not None:
            given.append(f"{name}: {_literal(known)}")
        elif is_required_argument(argument):
            if root and named.name in ("ID", "String"):
                given.append(f'{name}: "{NONE_OF_OURS}"')  # such as what only a mail tells
                continue
            if not is_enum_type(named):
                return None
            given.append(f"{name}: {next(iter(named.values))}")
    return f"({', '.join(given)})" if given else ""


def _literal(value: Any) -> str:
    """A value as it stands in a query."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {_literal(inner)}' for name, inner in value.items())}}}"
    return json.dumps(value)
