"""The schema, built once from what the content types declare."""

from __future__ import annotations

from functools import lru_cache

import graphene

from graphql_api.query import query_type
from graphql_api.types import build_types


@lru_cache(maxsize=1)
def get_schema() -> graphene.Schema:
    """The API's schema; the same object every time."""
    types = build_types()
    return graphene.Schema(query=query_type(), types=types)
