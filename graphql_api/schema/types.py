"""Building the API's object types from what the models declare.

wagtail-grapple is the base: models declare ``graphql_fields`` in its manner, and its registry holds the types. Its own builder is not
used, because it starts from graphene-django's conversion of a model and leaves out what it knows of: `draftTitle`, `owner`, `path` and
`translationKey` stay in (docs/decisions/0002-fence-around-grapple.md). Here a type has the declared fields and no other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import graphene
from django.apps import apps
from django.db.models import Model
from grapple.registry import registry
from wagtail.models import DraftStateMixin, Page

from content_types.core.graphql.block_types import types_of_streams
from content_types.core.graphql.fields import object_fields
from content_types.core.graphql.node import Node
from content_types.core.graphql.pages import of_pages
from content_types.core.identity import global_id
from content_types.core.library import LibraryPage
from content_types.core.registry import for_model
from graphql_api.schema import doing_types, registration_types, use_types
from graphql_api.schema.pages import PageInterface
from graphql_api.schema.term_resources import Term


def declared_models() -> Iterator[type[Model]]:
    """Every concrete model that says what the API shows of it; page types that are only bases are passed over."""
    for model in apps.get_models():
        declares = any("graphql_fields" in vars(base) for base in model.__mro__)
        if declares and getattr(model, "is_creatable", True):
            yield model


def build_types() -> list[type[graphene.ObjectType]]:
    """Build and register the type of every declared model; gives them all, blocks included. Safe to call again."""
    for model in declared_models():
        if issubclass(model, Page):
            registry.pages.setdefault(model, _page_type(model))
        elif issubclass(model, DraftStateMixin):
            registry.snippets.setdefault(model, _term_type(model))
    return [*registry.pages.values(), *registry.snippets.values(), *types_of_streams()]


def _page_type(model: type[Page]) -> type[graphene.ObjectType]:
    further = (of_pages(one) for one in getattr(model, "graphql_interfaces", ()))
    return _object_type(model, (Node, PageInterface, *further))


def _term_type(model: type[Model]) -> type[graphene.ObjectType]:
    def resolve_id(root: Any, info: Any) -> str:
        return global_id(term_kind(model), root.pk)

    return _object_type(model, (Node, Term), resolve_id=staticmethod(resolve_id))


def term_kind(model: type[Model]) -> str:
    """What ids call the terms of a model."""
    return model.__name__


def _object_type(model: Any, interfaces: tuple[type, ...], **resolvers: Any) -> type[graphene.ObjectType]:
    own = vars(model).get("graphql_type_name")  # what is inherited is another's
    name: str = own or model.__name__
    description = " ".join((model.__doc__ or "").split())
    if not description or description.startswith(f"{model.__name__}("):
        raise TypeError(f"{model.__name__} needs a docstring: it is the description of its type in the API")

    def is_type_of(root: Any, info: Any) -> bool:
        return isinstance(root, model)

    meta = type("Meta", (), {"interfaces": interfaces, "description": description})
    body: dict[str, Any] = {
        "Meta": meta,
        "is_type_of": staticmethod(is_type_of),
        **object_fields([*model.graphql_fields, *_further_fields(model)]),
        **resolvers,
    }
    return type(name, (graphene.ObjectType,), body)


def _further_fields(model: Any) -> list[Any]:
    """What is shown of a model from what lies beside the content types."""
    kind = for_model(model)
    if kind is None:
        return []
    return [
        *(registration_types.FIELDS if kind.registrations is not None else []),
        *(use_types.FIELDS if kind.use_reports else []),
        *(doing_types.FIELDS if issubclass(model, LibraryPage) else []),
    ]
