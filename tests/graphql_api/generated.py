"""Queries that nobody thought of: random selections over the whole schema, with arguments that find something."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_composite_type,
    is_list_type,
    is_required_argument,
)

Values = Mapping[str, Sequence[Any]]  # by the name of an argument or input field, else of its type

# What no test would think of, by type.
ODD: Values = {
    "Int": [0, -1, 1, 2, 5, 100, 101, 2**31 - 1],
    "Float": [0, -91.5, 181, 1e308, 51.5],
    "String": [
        "",
        " ",
        "a",
        "x" * 300,
        "\u0000",
        "\ud800",
        "' OR 1=1 --",
        "%",
        '"',
        "\\",
        "🩺",
        "(((",
        "-",
        "a:b",
        "*",
    ],
    "ID": ["", "0", "-1", "99999999999999999999", "x", "1.5", "UGFnZTox"],
    "Boolean": [True, False],
    "Date": ["2026-01-01", "0001-01-01", "9999-12-31", "2026-13-01", ""],
    "Locale": ["en-gb", "cy", "EN", "xx", "", "x" * 300, "\u0000"],
    "DateTime": ["2026-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00", "x"],
}


class Generator:
    """Makes queries from a seed; the same seed makes the same."""

    def __init__(
        self,
        schema: GraphQLSchema,
        seed: int,
        values: Values,
        *,
        depth: int,
        fields: int,
        odd: float,
        first: Sequence[int] = (),
    ) -> None:
        self.schema = schema
        self.random = Random(seed)
        self.values = values
        self.depth, self.fields = depth, fields
        self.odd = odd  # the share of arguments that are of no sense
        self.first = first
        self.arguments: dict[str, str] = {}

    def query(self, *root: str) -> str:
        """One query; ``root`` names the fields to begin with, any where none is."""
        self.arguments.clear()
        type_ = self.schema.query_type
        names = root or self.random.sample(sorted(type_.fields), k=self.random.choice((1, 1, 2)))
        return f"{{ {' '.join(self._field(name, type_.fields[name], self.depth) for name in names)} }}"

    def _field(self, name: str, field: GraphQLField, depth: int) -> str:
        named = get_named_type(field.type)
        below = self._selection(named, depth - 1) if is_composite_type(named) else ""
        # The same arguments wherever the field is in a query: others would contradict them.
        if name not in self.arguments:
            self.arguments[name] = self._given(field)
        return f"{name}{self.arguments[name]}{below}"

    def _selection(self, type_: Any, depth: int) -> str:
        names = [
            one for one, field in type_.fields.items() if depth > 0 or not is_composite_type(get_named_type(field.type))
        ]
        chosen = self.random.sample(names, k=min(len(names), self.random.randint(1, self.fields)))
        parts = ["__typename", *(self._field(name, type_.fields[name], depth) for name in chosen)]
        if is_abstract_type(type_) and depth > 0:
            possible = sorted(one.name for one in self.schema.get_possible_types(type_))
            for name in self.random.sample(possible, k=min(len(possible), self.random.randint(1, 4))):
                parts.append(f"... on {name}{self._selection(self.schema.get_type(name), depth - 1)}")
        return f" {{ {' '.join(parts)} }}"

    def _given(self, field: GraphQLField) -> str:
        given = []
        for name, argument in field.args.items():
            from_start = any(one.startswith(("first", "after")) for one in given)
            if name in ("last", "before") and from_start and self.random.random() >= self.odd:
                continue  # a list is read from one of its ends
            if name == "first" and self.first:
                given.append(f"first: {self.random.choice(self.first)}")
            elif is_required_argument(argument) or self.random.random() < 0.4:
                given.append(f"{name}: {self._literal(name, argument.type)}")
        return f"({', '.join(given)})" if given else ""

    def _literal(self, name: str, type_: Any, depth: int = 3) -> str:
        if not isinstance(type_, GraphQLNonNull) and self.random.random() < self.odd / 4:
            return "null"
        type_ = get_nullable_type(type_)
        if is_list_type(type_):
            assert isinstance(type_, GraphQLList)
            return f"[{', '.join(self._literal(name, type_.of_type, depth) for _ in range(self.random.randint(0, 3)))}]"
        if isinstance(type_, GraphQLEnumType):
            return self.random.choice(sorted(type_.values))
        if isinstance(type_, GraphQLInputObjectType):
            return self._object(type_, depth)
        known = self.values.get(name) or self.values.get(type_.name)
        if known and self.random.random() >= self.odd:
            return literal(self.random.choice(known))
        return literal(self.random.choice(ODD[type_.name]))

    def _object(self, type_: GraphQLInputObjectType, depth: int) -> str:
        needed = [name for name, field in type_.fields.items() if isinstance(field.type, GraphQLNonNull)]
        others = [name for name in type_.fields if name not in needed]
        few = self.random.randint(0, 2) if depth else 0
        if type_.is_one_of and self.random.random() >= self.odd:
            few = 1
        chosen = [*needed, *self.random.sample(others, k=min(len(others), few))]
        return (
            f"{{{', '.join(f'{name}: {self._literal(name, type_.fields[name].type, depth - 1)}' for name in chosen)}}}"
        )


def literal(value: Any) -> str:
    """A value as it stands in a query; JSON's texts and numbers are GraphQL's."""
    return json.dumps(value)


def takes_first(field: GraphQLField | GraphQLArgument) -> bool:
    """Whether a field is a list with a length of the asker's choice."""
    return "first" in getattr(field, "args", {})
