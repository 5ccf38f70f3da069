"""The root field ``labels``: what the values of every enum are called, for pickers and badges, in a language."""

from __future__ import annotations

from typing import Any

import graphene
from graphql import GraphQLEnumType, GraphQLSchema

from content_types.core.errors import BadInput
from content_types.core.filtering.declared import fields_of
from content_types.core.filtering.fields import ClosedField
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import enum_name, list_of
from content_types.core.graphql.labels import label
from content_types.core.registry import searchable
from graphql_api.schema.search_types import ResourceType

KIND = "Kind"  # the enum that content types share


class ValueLabel(graphene.ObjectType):
    """What a value of an enum is called."""

    value = graphene.String(required=True, description="The value, as answers have it and arguments take it.")
    label = graphene.String(required=True, description="For people, on its own: “Screening questionnaire”.")
    types = graphene.Field(
        list_of(ResourceType),
        description="Of a `Kind`: which types of resource there are of it. Null of a value of any other enum, which belongs to wherever the enum is.",
    )

    @costs(length=1)  # hardly a kind is one of two types
    def resolve_types(self, info: Any) -> list[str] | None:
        return self.types


class EnumLabels(graphene.ObjectType):
    """What the values of an enum are called."""

    name = graphene.String(required=True, description="The name of the enum's type.")
    values = graphene.Field(list_of(ValueLabel), required=True, description="Its values, in the order of the schema.")

    @costs(length=7)  # on average
    def resolve_values(self, info: Any) -> list[ValueLabel]:
        return self.values


class LabelsQuery:
    """What values are called."""

    labels = graphene.List(
        graphene.NonNull(EnumLabels),
        enums=graphene.List(graphene.NonNull(graphene.String), description="Names of enums; without it all of them."),
        description="What the values of enums are called in front of people, by the name of the enum. It changes with a release of the "
        "platform and never in between: ask for it once.",
    )

    @staticmethod
    @costs(length=35)
    def resolve_labels(root: Any, info: Any, enums: list[str] | None = None) -> list[EnumLabels]:
        known = enums_of(info.schema)
        wanted = sorted(known) if enums is None else list(dict.fromkeys(enums))
        unknown = next((name for name in wanted if name not in known), None)
        if unknown is not None:
            raise BadInput(f"There is no enum {unknown[:60]!r}. Write the name of its type, such as Kind.", "enums")
        return [
            EnumLabels(
                name=name,
                values=[
                    ValueLabel(value=one, label=label(name, one), types=_types_of(one) if name == KIND else None)
                    for one in known[name].values
                ],
            )
            for name in wanted
        ]


def _types_of(kind: str) -> list[str]:
    """The types of resource, by name, that a value of ``Kind`` is of."""
    found = []
    for one in searchable():
        model: Any = one.model  # its class is hashable, which the types of Django do not say
        field = fields_of(model).get("kind")
        if isinstance(field, ClosedField) and kind in map(enum_name, field.labels):
            found.append(one.name)
    return found


def enums_of(schema: GraphQLSchema) -> dict[str, GraphQLEnumType]:
    """The enums of a schema by name, those of introspection left out."""
    return {
        name: one
        for name, one in schema.type_map.items()
        if isinstance(one, GraphQLEnumType) and not name.startswith("__")
    }
