"""The interface of everything that has an id, after Relay's Global Object Identification
(https://relay.dev/graphql/objectidentification.htm)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import graphene
from grapple.registry import registry

T = TypeVar("T", bound=type[graphene.ObjectType])

_types: dict[type, type[graphene.ObjectType]] = {}


class Node(graphene.Interface):
    """Something that can be asked for again by its id."""

    id = graphene.ID(
        required=True,
        description="Unique among all objects of every type, and opaque. Stays for as long as the object is there; what `node(id:)` takes.",
    )

    @classmethod
    def resolve_type(cls, instance: Any, info: Any) -> Any:
        """The GraphQL type of the object's class, or of the nearest class that it inherits from."""
        for base in type(instance).__mro__:
            found = registry.pages.get(base) or registry.snippets.get(base) or _types.get(base)
            if found is not None:
                return found
        raise LookupError(f"{type(instance).__name__} is no node: mark its GraphQL type with @node_of")


def node_of(cls: type) -> Callable[[T], T]:
    """Class decorator: this GraphQL type, which implements ``Node``, shows objects of a class that is no page or term."""

    def mark(type_: T) -> T:
        _types[cls] = type_
        return type_

    return mark
