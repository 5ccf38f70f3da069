"""How models and blocks say what the API shows of them.

``graphql_fields`` on a model or block is a list of these, in the manner of wagtail-grapple: each entry is a callable that gives
``(GraphQLField, wrapper)``, so grapple's own declarations (``GraphQLString`` …) may stand in the same list. What is added here is what a
public schema needs: a description on every field, arguments, and a resolver that says where the value comes from. Nothing that is not in
such a list is ever shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import graphene
from grapple.models import GraphQLField

from content_types.core.graphql import scalars

String = graphene.String
Int = graphene.Int
Float = graphene.Float
Boolean = graphene.Boolean
ID = graphene.ID
Date = scalars.Date
DateTime = scalars.DateTime

Resolver = Callable[..., Any]
Declaration = Callable[[], tuple[GraphQLField, Callable[[Any], graphene.Field]]]


def list_of(type_: Any) -> graphene.List:
    """``[T!]``: a list that never holds null. Takes a type or a callable that gives it."""
    return graphene.List(lambda: graphene.NonNull(_type(type_)))


def _type(type_: Any) -> Any:
    return type_() if callable(type_) and not isinstance(type_, type) else type_


class Attribute:
    """A resolver that reads an attribute of a model, or a child of a block, and looks at nothing else; an empty optional text is null."""

    __slots__ = ("name", "required")

    def __init__(self, name: str, required: bool) -> None:
        self.name = name
        self.required = required

    def read(self, root: Any) -> Any:
        """The value of this object."""
        value = root.get(self.name) if hasattr(root, "raw") else getattr(root, self.name)
        return value if self.required or value != "" else None

    def __call__(self, root: Any, info: Any) -> Any:
        return self.read(root)


def field(
    name: str,
    type_: Any,
    description: str,
    *,
    required: bool = False,
    resolve: Resolver | None = None,
    args: dict[str, graphene.Argument] | None = None,
    deprecation_reason: str | None = None,
) -> Declaration:
    """Declare one field of the API.

    ``resolve(root, info, **args)`` must not touch the ORM lazily: values come from the row itself or from
    ``content_types.core.loading``. Without it the attribute (or block child) of the same name is read.
    """

    def declare() -> tuple[GraphQLField, Callable[[Any], graphene.Field]]:
        def wrap(_: Any) -> graphene.Field:
            return graphene.Field(
                type_,
                args=args or {},
                required=required,
                description=description,
                deprecation_reason=deprecation_reason,
                resolver=resolve or Attribute(name, required),
            )

        return GraphQLField(name, type_, description=description), wrap

    return declare


def object_fields(declarations: Iterable[Any]) -> dict[str, graphene.Field]:
    """Turn a list of declarations into the fields of a graphene type.

    Reads grapple's own declarations too. (``grapple.actions`` does the same, but cannot be imported while models load.)
    """
    fields: dict[str, graphene.Field] = {}
    for declaration in declarations:
        entry = declaration() if callable(declaration) else declaration
        gql_field, wrap = entry if isinstance(entry, tuple) else (entry, None)
        if callable(gql_field):
            gql_field = gql_field()
        fields[gql_field.field_name] = (
            wrap(gql_field.field_type)
            if wrap
            else graphene.Field(
                gql_field.field_type,
                description=gql_field.description,
                deprecation_reason=gql_field.deprecation_reason,
                resolver=Attribute(gql_field.field_source, isinstance(gql_field.field_type, graphene.NonNull)),
            )
        )
    return fields


def enum_name(value: str) -> str:
    """The GraphQL name of a stored choice: ``CC-BY-4.0`` becomes ``CC_BY_4_0``."""
    return re.sub(r"[^A-Za-z0-9]+", "_", value).strip("_").upper()


def Enum(name: str, choices: Iterable[tuple[str, Any]], description: str) -> type[graphene.Enum]:
    """A closed set as a GraphQL enum; the Python values are the stored ones, the labels its descriptions."""
    pairs = [(enum_name(value), value) for value, _ in choices]
    labels = {value: str(label) for value, label in choices}

    def describe(member: Any) -> str:
        return description if member is None else labels[member.value]

    return graphene.Enum(name, pairs, description=describe)
