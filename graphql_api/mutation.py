"""The root mutation."""

from __future__ import annotations

from typing import Any

import graphene

from content_types.core.errors import BadInput
from content_types.core.graphql.cost import costs
from graphql_api.access_mutation import AccessMutation
from search import log

MAX_TOKEN = 1_000  # characters; ours are shorter


class SearchClick(graphene.ObjectType):
    """That a search was of use."""

    counted = graphene.Boolean(
        required=True,
        description="False where the token is a day old, or a click of the same search was counted before.",
    )


class Mutation(AccessMutation, graphene.ObjectType):
    """What clients may tell the platform."""

    record_search_click = graphene.Field(
        SearchClick,
        required=True,
        description="Count that somebody chose a result, so that editors learn which searches fail. Counts once a search, and names nobody.",
        token=graphene.Argument(graphene.String, required=True, description="The `clickToken` of the search."),
    )

    @staticmethod
    @costs(once=300)
    def resolve_record_search_click(root: Any, info: Any, token: str) -> SearchClick:
        if len(token) > MAX_TOKEN:
            raise BadInput("`token` is not the `clickToken` of a search. Send it as it was given.", "token")
        return SearchClick(counted=log.clicked(token))
