"""How many SQL statements a query takes."""

from __future__ import annotations

from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.graphql import GraphQL

SIZES = (5, 20, 50)  # of lists, for which the number must be the same


def count(graphql: GraphQL, query: str) -> int:
    cache.clear()
    graphql(query)  # what is read once a process, such as content types, is read now
    with CaptureQueriesContext(connection) as captured:
        graphql(query)
    return len(captured)
