"""How models and blocks say what the API shows of them.

A package's ``graphql.py`` lists these for its models and blocks, in the manner of wagtail-grapple; its ``registration.py`` joins them. Each entry is a callable that gives
``(GraphQLField, wrapper)``, so grapple's own declarations (``GraphQLString`` …) may stand in the same list. What is added here is what a
public schema needs: a description on every field, arguments, and a resolver that says where the value comes from. Nothing that is not in
such a list is ever shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import graphene
from django.db import models
from grapple.models import GraphQLField

from content_types.core.errors import DraftIncomplete
from content_types.core.graphql import scalars
from content_types.core.graphql.labels import say_labels

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


class Said(Attribute):
    """A resolver that reads a text in the language that is active (``TranslatedTextsMixin``)."""

    __slots__ = ()

    def __init__(self, name: str, required: bool = False) -> None:
        super().__init__(name, required)

    def read(self, root: Any) -> Any:
        """The text of this object."""
        value = root.said(self.name)
        return value if self.required or value != "" else None


class Awaited(Attribute):
    """A resolver of what every published page has, and a draft may lack."""

    __slots__ = ()

    def __init__(self, name: str) -> None:
        super().__init__(name, required=True)

    def read(self, root: Any) -> Any:
        """The value. Raises DraftIncomplete."""
        value = super().read(root)
        if value is None:
            raise DraftIncomplete(self.name)
        return value


def field(
    name: str,
    type_: Any,
    description: str,
    *,
    required: bool = False,
    resolve: Resolver | None = None,
    args: dict[str, graphene.Argument] | None = None,
    deprecation_reason: str | None = None,
    written_in: str | Callable[[Any], str | None] | None = None,
) -> Declaration:
    """Declare one field of the API.

    ``resolve(root, info, **args)`` must not touch the ORM lazily: values come from the row itself or from
    ``delivery.batch_loading``. Without it the attribute (or block child) of the same name is read. ``written_in`` names the field of the editors' form,
    or the child of the block, where it is written, if that is called otherwise (``content_types.core.form_places``).
    """
    if resolve is not None and written_in is not None:
        setattr(resolve, "written_in", written_in)  # noqa: B010 - functions have no such attribute for a type checker

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


def Enum(
    name: str,
    choices: type[models.TextChoices] | Iterable[tuple[str, Any]],
    description: str,
    describe: Mapping[Any, str] | None = None,
    names: Callable[[str], str] = enum_name,
    labels: Mapping[Any, str] | None = None,
) -> type[graphene.Enum]:
    """A closed set as a GraphQL enum; the Python values are the stored ones.

    ``choices`` are a model's own, or pairs of a value and a label. ``describe`` says by member what each is for clients, instead of its label; ``names`` gives the
    GraphQL name of a stored value; ``labels`` are for people, where the pairs have descriptions for clients instead (``{}``: none but the names). Raises
    TypeError where ``describe`` leaves a member out, or names another.
    """
    pairs = choices.choices if isinstance(choices, type) else list(choices)
    texts = {value: str(label) for value, label in pairs}
    say_labels(name, {names(value): label for value, label in (texts if labels is None else labels).items()})
    if describe is not None:
        if texts.keys() != describe.keys():
            raise TypeError(f"{name} must describe just its members: {sorted(texts.keys() ^ describe.keys())}")
        texts = {value: describe[value] for value in texts}

    def text(member: Any) -> str:
        return description if member is None else texts[member.value]

    return graphene.Enum(name, [(names(value), value) for value in texts], description=text)
