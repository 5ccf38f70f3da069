"""Every mutation of the schema, with an input made from its types: one that is added takes part by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_required_input_field,
)

from tests.support.keys import ask, bearer

SAMPLES: Mapping[str, Any] = {
    "Boolean": True,
    "Date": "2035-01-31",
    "DateTime": "2035-01-31T12:00:00Z",
    "Float": 51.5,
    "ID": "UGFnZTow",
    "Int": 1,
    "String": "some words",
}


class Mutations:
    """The mutations of a schema by name."""

    def __init__(self, schema: GraphQLSchema) -> None:
        assert schema.mutation_type is not None
        self.fields = schema.mutation_type.fields

    def input_of(self, name: str) -> GraphQLInputObjectType | None:
        """The type of a mutation's input; ``signOut`` has none."""
        argument = self.fields[name].args.get("input")
        return None if argument is None else get_named_type(argument.type)

    def document(self, name: str) -> str:
        """The mutation, asked for its errors alone."""
        of = self.input_of(name)
        taken, given = ("", "") if of is None else (f"($input: {of.name}!)", "(input: $input)")
        return f"mutation{taken} {{ {name}{given} {{ errors {{ code message field retryAfter }} }} }}"

    def send(self, name: str, input: Any, key: str | None = None) -> dict[str, Any]:
        """The whole answer to one mutation, to who shows this key."""
        answer: dict[str, Any] = ask(self.document(name), {"input": input}, **(bearer(key) if key else {})).json()
        return answer

    def input(self, name: str, **given: Any) -> dict[str, Any]:
        """An input with all that is required, and what is given."""
        of = self.input_of(name)
        return {} if of is None else {**_required(of), **given}

    def words(self, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Each text of the input, optional and nested ones too: its path, and an input in which it is ``WORDS``."""
        of = self.input_of(name)
        if of is not None:
            yield from _words(of, "", 3)


WORDS = "{words}"


def _required(of: GraphQLInputObjectType) -> dict[str, Any]:
    return {key: _sample(field.type) for key, field in of.fields.items() if is_required_input_field(field)}


def _sample(of: Any) -> Any:
    named, bare = get_named_type(of), get_nullable_type(of)
    if isinstance(bare, GraphQLList):
        return [_sample(bare.of_type)]
    if isinstance(named, GraphQLEnumType):
        return next(iter(named.values))
    if isinstance(named, GraphQLInputObjectType):
        return _required(named) or {next(iter(named.fields)): _sample(next(iter(named.fields.values())).type)}
    return SAMPLES.get(named.name, "some words")


def _words(of: GraphQLInputObjectType, path: str, depth: int) -> Iterator[tuple[str, dict[str, Any]]]:
    for key, field in of.fields.items():
        named, listed = get_named_type(field.type), isinstance(get_nullable_type(field.type), GraphQLList)
        rest = {} if getattr(of, "is_one_of", False) else _required(of)
        if named.name in ("String", "ID"):
            yield f"{path}{key}", {**rest, key: [WORDS] if listed else WORDS}
        elif isinstance(named, GraphQLInputObjectType) and depth:
            for inner, value in _words(named, f"{path}{key}.", depth - 1):
                yield inner, {**rest, key: [value] if listed else value}
