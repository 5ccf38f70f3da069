"""Selections that ask for everything a type has."""

from __future__ import annotations

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

# Pages inside a page repeat what stands at the top; expanded they would be more than validation is willing to compare.
PAGES = ("Page", "Resource")


def whole(schema: GraphQLSchema, type_: GraphQLNamedType, above: tuple[str, ...] = ()) -> str:
    """A selection of every field of a type, and of each type that implements it, objects expanded, without an alias.

    A type that stands above itself is expanded no further than its own leaves, so that the selection ends; ``above``
    names others for which that shall do.
    """
    assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType), f"{type_} has no fields"
    parts = ["__typename"]
    for name, field in type_.fields.items():
        named = get_named_type(field.type)
        if is_leaf_type(named):
            parts.append(name + arguments(field))
        elif type_.name not in above:
            parts.append(name + arguments(field) + whole(schema, named, (*above, type_.name)))
    if isinstance(type_, GraphQLInterfaceType) and type_.name not in above:
        for possible in schema.get_possible_types(type_):
            parts.append(f"... on {possible.name} {whole(schema, possible, (*above, type_.name))}")
    return " { " + " ".join(parts) + " }"


def arguments(field: GraphQLField) -> str:
    """The arguments that a field cannot do without."""
    given = [f"{name}: {value(argument)}" for name, argument in field.args.items() if is_required_argument(argument)]
    return f"({', '.join(given)})" if given else ""


def value(argument: GraphQLArgument) -> str:
    """Something that a required argument takes."""
    named = get_named_type(argument.type)
    assert isinstance(named, GraphQLEnumType), f"say here what to give for a required {named}"
    return next(iter(named.values))
