"""The schema, built once from what the content types declare."""

from __future__ import annotations

from functools import lru_cache

import graphene
from graphql import build_schema, lexicographic_sort_schema, print_schema

from graphql_api.mutation import Mutation
from graphql_api.query import query_type
from graphql_api.types import build_types


@lru_cache(maxsize=1)
def get_schema() -> graphene.Schema:
    """The API's schema; the same object every time."""
    types = build_types()
    return graphene.Schema(query=query_type(), mutation=Mutation, types=types)


def get_sdl() -> str:
    """The schema in the schema definition language, types in alphabetical order, one newline at the end."""
    # Sorting makes new enum types, which do not know graphene's values of defaults; so it is done on the printed schema.
    printed = build_schema(print_schema(get_schema().graphql_schema))
    return print_schema(lexicographic_sort_schema(printed)) + "\n"
