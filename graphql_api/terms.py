"""Root fields that list the terms of a taxonomy."""

from __future__ import annotations

from typing import Any

import graphene
from django.db.models import Model
from grapple.registry import registry

from content_types.core.context import ReadContext
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import list_of
from content_types.core.graphql.filters import checked
from content_types.core.loading import together
from content_types.core.visibility import visible_terms


def term_list(model: type[Model], description: str) -> graphene.Field:
    """A field with all published terms of a model in the editors' order, or those with some slugs."""

    @costs(once=200)
    def resolve(root: Any, info: Any, slugs: list[str] | None = None) -> list[Any]:
        rows = visible_terms(ReadContext.of(info.context).viewer, model._default_manager.all())
        return together(rows.filter(slug__in=checked(slugs, "slugs")) if slugs is not None else rows)

    return graphene.Field(
        list_of(lambda: registry.snippets[model]),
        required=True,
        description=description,
        slugs=graphene.Argument(list_of(graphene.String), description="Only these, at most 50."),
        resolver=resolve,
    )
