"""Input objects of which exactly one field is given: GraphQL's ``@oneOf``."""

from __future__ import annotations

from typing import Any, NamedTuple

import graphene


class OneOf(graphene.InputObjectType):
    """Base of input objects of which exactly one field is given, and is not null. graphene knows no ``@oneOf``: the schema is marked when it is built."""

    class Meta:
        abstract = True

    @classmethod
    def __init_subclass_with_meta__(cls, *args: Any, **options: Any) -> None:
        super().__init_subclass_with_meta__(*args, **options)
        _names.add(cls._meta.name)


class Given(NamedTuple):
    """The one field of a ``OneOf`` that was given."""

    name: str
    value: Any


_names: set[str] = set()


def given(value: Any) -> Given:
    """What was given of a ``OneOf``; the schema has made sure that it is one field."""
    ((name, found),) = value.items()
    return Given(name, found)


def mark_one_of(type_map: dict[str, Any]) -> None:
    """Say of the input objects of a built schema that exactly one field of each is given."""
    for name in _names & type_map.keys():
        type_map[name].is_one_of = True


def chosen_value(member: Any) -> str:
    """The stored value of an enum that was given: as its member, or already as the value."""
    return str(getattr(member, "value", member))
