"""The declared resolvers of models by field name, for what reads them beside the API: Markdown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from content_types.core.graphql.fields import Attribute, object_fields

Resolver = Callable[[Any, Any], Any]

_declared: dict[type, dict[str, Resolver]] = {}  # worked out once a process


def declared(owner: type) -> dict[str, Resolver]:
    """The resolvers of a model by field name, those of the library's interface included."""
    if owner not in _declared:
        resolvers: dict[str, Resolver] = {}
        for interface in getattr(owner, "graphql_interfaces", ()):
            resolvers |= _of_interface(interface)
        fields = object_fields(owner.graphql_fields)  # type: ignore[attr-defined]  # every model that is read declares it
        _declared[owner] = resolvers | {name: field.resolver for name, field in fields.items()}
    return _declared[owner]


def _of_interface(interface: type) -> dict[str, Resolver]:
    resolvers: dict[str, Resolver] = {}
    for name, field in interface._meta.fields.items():  # type: ignore[attr-defined]  # graphene's metaclass sets it
        resolve = getattr(interface, f"resolve_{name}", None)
        resolvers[name] = getattr(field, "resolver", None) or resolve or Attribute(name, required=False)
    return resolvers
