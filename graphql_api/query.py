"""The root query, assembled from the registry of content types and the queries of each subject."""

from __future__ import annotations

from typing import Any

import graphene
from grapple.registry import registry

from content_types.core.context import ReadContext
from content_types.core.fetching import unread_columns
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import list_of
from content_types.core.registry import ContentType, ListApi, content_types
from content_types.core.visibility import visible_pages
from graphql_api.access_mutation import AccessQuery
from graphql_api.changes_query import ChangesQuery
from graphql_api.node_query import NodeQuery
from graphql_api.page_query import PageQuery
from graphql_api.paging import Slice, connection_type, paginate, paginate_all, paging_arguments
from graphql_api.routing import RoutingQuery
from graphql_api.search_query import SearchQuery
from graphql_api.terms import term_query


def list_query() -> type:
    """A mixin with one connection for each registered type that is listed."""
    body: dict[str, Any] = {}
    for content_type in content_types():
        if content_type.api is not None:
            body[_snake(content_type.api.plural)] = _connection_field(content_type, content_type.api)
    return type("ListQuery", (), body)


def _snake(camel: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in camel)


def _connection_field(content_type: ContentType, api: ListApi) -> graphene.Field:
    name = api.filter_input.__name__.removesuffix("Filter")
    orderings = {ordering.name: ordering for ordering in api.orderings}
    order = graphene.Enum(
        f"{name}Order",
        [(ordering.name, ordering.name) for ordering in api.orderings],
        description=lambda member: (
            f"How to order the list `{api.plural}`." if member is None else orderings[member.value].description
        ),
    )
    connection = connection_type(
        name, lambda: registry.pages[content_type.model], f"{api.description} A page of the list."
    )

    @costs(once=600)
    def resolve(
        root: Any,
        info: Any,
        first: int | None = None,
        after: str | None = None,
        filter: Any = None,
        order_by: Any = None,
    ) -> Slice:
        context = ReadContext.of(info.context)
        chosen = [orderings[str(getattr(one, "value", one))] for one in order_by or []] or [api.orderings[0]]
        columns = list(dict.fromkeys(column for one in chosen for column in one.columns))
        scope = "/".join([api.plural, *(one.name for one in chosen)])
        every = content_type.model._default_manager.all()
        if not filter:
            return paginate_all(context.viewer, every, columns, scope, first, after)
        queryset = api.apply_filter(visible_pages(context.viewer, every), filter, context)
        return paginate(queryset.defer(*unread_columns(content_type.model)), columns, scope, first, after)

    return graphene.Field(
        connection,
        required=True,
        description=f"{api.description} Published ones that the reader may see.",
        filter=graphene.Argument(api.filter_input, description="Which to list; all where it is left out."),
        order_by=graphene.Argument(
            list_of(order), description=f"First by this, then by that. {orderings_default(api)}"
        ),
        **paging_arguments(),
        resolver=resolve,
    )


def orderings_default(api: ListApi) -> str:
    """The sentence of the manual that names the default order."""
    return f"{api.orderings[0].name} where it is left out."


def query_type() -> type[graphene.ObjectType]:
    """The root type: lists of every type, further root fields of types, pages, site, terms and search."""
    further = [query for content_type in content_types() for query in content_type.queries]
    bases = (
        AccessQuery,
        NodeQuery,
        PageQuery,
        RoutingQuery,
        list_query(),
        *further,
        term_query(),
        SearchQuery,
        ChangesQuery,
        graphene.ObjectType,
    )
    return type(
        "Query",
        bases,
        {
            "__doc__": "Everything that can be read. Nothing here needs a login; drafts, private and expired content is not here."
        },
    )
