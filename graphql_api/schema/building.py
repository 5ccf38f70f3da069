"""Schema building, once per process, from what the content types declare."""

from __future__ import annotations

from functools import lru_cache
from threading import Lock

import graphene
from graphql import build_schema, lexicographic_sort_schema, print_schema

from content_types.core.graphql.facets import BUCKET_TYPES
from content_types.core.graphql.inputs import mark_one_of
from content_types.core.graphql.scalars import mark_specifications
from graphql_api.schema.mutation import Mutation
from graphql_api.schema.query import query_type
from graphql_api.schema.types import build_types

DESCRIPTION = (
    "The library of WHAM: articles, tools, wellbeing guidance, events and initiatives of clinicians who act on child poverty. Begin with "
    "`articles`, `page` or `search` below *Query*. Lists are connections (`first`, `after`, `nodes`, `pageInfo`). A fragment on the interface "
    "`Resource` serves resources of every type, one on `Block` every text. Null means that there is nothing, or nothing that the reader "
    "may see, or that a root field failed, which `errors` says; every other list is never null."
)


_building = Lock()


def get_schema() -> graphene.Schema:
    """The API's schema; the same object every time, in every thread."""
    # Built by two threads at once, types of the one would name those of the other, and no request would be answered until a restart.
    with _building:
        return _built()


@lru_cache(maxsize=1)
def _built() -> graphene.Schema:
    types = [*build_types(), *BUCKET_TYPES]
    schema = graphene.Schema(query=query_type(), mutation=Mutation, types=types)
    schema.graphql_schema.description = DESCRIPTION
    mark_one_of(schema.graphql_schema.type_map)
    mark_specifications(schema.graphql_schema.type_map)
    return schema


def get_sdl() -> str:
    """The schema in the schema definition language, types in alphabetical order, one newline at the end."""
    # Sorting makes new enum types, which do not know graphene's values of defaults; so it is done on the printed schema.
    printed = build_schema(print_schema(get_schema().graphql_schema))
    return print_schema(lexicographic_sort_schema(printed)) + "\n"
