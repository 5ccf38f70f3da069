"""Root fields for terms: whole lists of the taxonomies that editors keep short, connections of what grows with the library."""

from __future__ import annotations

from typing import Any

import graphene
from django.apps import apps
from django.db.models import Model, QuerySet
from grapple.registry import registry

from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import list_of
from content_types.core.graphql.filters import checked
from content_types.core.title_order import title_sort_key
from delivery.batch_loading import as_batch
from delivery.context import ReadContext
from delivery.languages import active_language, default_language
from delivery.visibility import visible_terms
from graphql_api.schema.connections import Slice, Window, connection_type, paginate, paging_arguments

LISTS = {
    "topics": ("taxonomy.Topic", "All published topics in the editors' order; `parent` and `children` make the tree."),
    "professions": ("taxonomy.Profession", "All published professions."),
    "care_settings": ("taxonomy.CareSetting", "All published care settings."),
    "places": ("taxonomy.Place", "All published places; `parent` and `children` make the tree."),
}
CONNECTIONS = {
    "people": ("taxonomy.Person", "Published people who write, speak or review, in the editors' order, then by name."),
    "organisations": ("taxonomy.Organisation", "Published organisations in the editors' order, then by name."),
}


def term_query() -> type:
    """Root fields with the terms of each model."""
    fields = {name: _list(apps.get_model(label), text) for name, (label, text) in LISTS.items()}
    fields |= {name: _connection(name, apps.get_model(label), text) for name, (label, text) in CONNECTIONS.items()}
    return type("TermQuery", (), fields)


def _terms(model: type[Model], info: Any, slugs: list[str] | None) -> QuerySet[Model]:
    """All published terms in the editors' order, or those with some slugs."""
    rows = visible_terms(ReadContext.of(info.context).viewer, model._default_manager.all())
    return rows.filter(slug__in=checked(slugs, "slugs")) if slugs is not None else rows


def _slugs() -> graphene.Argument:
    return graphene.Argument(list_of(graphene.String), description="Only these, at most 50.")


def _list(model: type[Model], description: str) -> graphene.Field:
    @costs(once=200)
    def resolve(root: Any, info: Any, slugs: list[str] | None = None) -> list[Any]:
        found: list[Any] = list(_terms(model, info, slugs))
        if active_language() != default_language():  # the editors' order, then by the names that are shown
            found.sort(key=lambda term: (term.sort_order, title_sort_key(term.said("name"), active_language())))
        return as_batch(found)

    return graphene.Field(
        list_of(lambda: registry.snippets[model]),
        description=description,
        slugs=_slugs(),
        resolver=resolve,
    )


def _connection(name: str, model: type[Model], description: str) -> graphene.Field:
    @costs(once=300)
    def resolve(root: Any, info: Any, slugs: list[str] | None = None, **paging: Any) -> Slice:
        return paginate(_terms(model, info, slugs), ("sort_order", "name"), name, Window.of(**paging))

    return graphene.Field(
        connection_type(model.__name__, lambda: registry.snippets[model], f"{description} A page of the list."),
        description=description,
        slugs=_slugs(),
        **paging_arguments(),
        resolver=resolve,
    )
