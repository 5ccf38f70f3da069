"""The root query, assembled from the registry of content types and the queries of each subject."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import graphene
from django.db.models import QuerySet
from grapple.registry import registry

from content_types.core.conditions import Condition
from content_types.core.filtering.listing import facet_counts, narrowed
from content_types.core.graphql.cost import costs
from content_types.core.graphql.facets import MULTI_SELECT, Bucket, Facet, buckets, chosen_fields, facets_argument
from content_types.core.graphql.fields import list_of
from content_types.core.graphql.inputs import chosen_value
from content_types.core.registry import ContentType, ListApi, content_types
from delivery.context import ReadContext
from delivery.fetching import unread_columns
from delivery.translations import in_language
from delivery.visibility import visible_pages, without_aliases
from graphql_api.schema.access_mutation import AccessQuery
from graphql_api.schema.account_query import AccountQuery
from graphql_api.schema.certificate_types import CertificateQuery
from graphql_api.schema.changes_query import ChangesQuery
from graphql_api.schema.connections import Slice, Window, connection_type, paginate, paginate_all, paging_arguments
from graphql_api.schema.contact_query import ContactQuery
from graphql_api.schema.contribution_query import ContributionQuery
from graphql_api.schema.doing_types import DoingQuery
from graphql_api.schema.following_query import FollowingQuery
from graphql_api.schema.labels_query import LabelsQuery
from graphql_api.schema.locales import LanguageQuery, with_locale
from graphql_api.schema.member_heatmap_query import MemberHeatmapQuery
from graphql_api.schema.moderation_query import ModerationQuery
from graphql_api.schema.node_query import NodeQuery
from graphql_api.schema.page_query import PageQuery
from graphql_api.schema.profile_query import ProfileQuery
from graphql_api.schema.registration_query import RegistrationQuery
from graphql_api.schema.review_query import ReviewQuery
from graphql_api.schema.routing import RoutingQuery
from graphql_api.schema.search_query import SearchQuery
from graphql_api.schema.terms import term_query
from graphql_api.schema.use_query import UseQuery


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
    api.filter.check(content_type.model)
    name = content_type.type_name
    orderings = {ordering.name: ordering for ordering in api.orderings}
    order = graphene.Enum(
        f"{name}Order",
        [(ordering.name, ordering.name) for ordering in api.orderings],
        description=lambda member: (
            f"How to order the list `{api.plural}`." if member is None else orderings[member.value].description
        ),
    )
    connection = connection_type(
        name,
        lambda: registry.pages[content_type.model],
        f"{api.description} A page of the list.",
        facets=facets_field(),
    )

    @costs(once=600)
    def resolve(
        root: Any,
        info: Any,
        filter: Any = None,
        order_by: Any = None,
        **paging: Any,
    ) -> Slice:
        window = Window.of(**paging)
        context = ReadContext.of(info.context)
        chosen = [orderings[chosen_value(one)] for one in order_by or []] or [api.orderings[0]]
        columns = list(dict.fromkeys(column for one in chosen for column in one.columns))
        scope = "/".join([api.plural, *(one.name for one in chosen)])
        every = without_aliases(content_type.model._default_manager.all())
        conditions = api.filter.conditions(filter or {}, context)
        # Who names languages in the filter gets what there is in each of them.
        named = filter is not None and filter.get("locales") is not None
        facets = ListFacets(every, conditions, context, every_language=named)
        if not conditions:
            page = paginate_all(context.viewer, every, columns, scope, window)
        else:
            rows = narrowed(facets.queryset, conditions, context).defer(*unread_columns(content_type.model))
            page = paginate(rows, columns, scope, window)
        return replace(page, facets=facets)

    return graphene.Field(
        connection,
        description=f"{api.description} Published ones that the reader may see.",
        filter=graphene.Argument(api.filter.input_type, description="Which to list; all where it is left out."),
        order_by=graphene.Argument(
            list_of(order), description=f"First by this, then by that. {orderings_default(api)}"
        ),
        **paging_arguments(),
        resolver=resolve,
    )


@dataclass(frozen=True)
class ListFacets:
    """What the facets of a list are counted from; counted only when they are selected."""

    every: QuerySet[Any]
    conditions: tuple[Condition, ...]
    context: ReadContext
    every_language: bool

    @cached_property
    def queryset(self) -> QuerySet[Any]:
        """All that the reader may see. A list without a filter and without facets needs none: its statement is prepared."""
        visible = visible_pages(self.context.viewer, self.every)
        return visible if self.every_language else in_language(self.context.viewer, visible)

    def buckets(self, field: str) -> list[Bucket]:
        """The buckets of one facet: one statement, and one for the names of terms."""
        counts = facet_counts(self.queryset, self.conditions, field, self.context)
        return buckets(field, counts, self.context.viewer)


def facets_field() -> graphene.Field:
    """The field ``facets`` of a list's connection."""

    @costs(once=300)
    def resolve(page: Slice, info: Any, fields: list[Any]) -> list[dict[str, Any]]:
        return [{"field": field, "buckets": page.facets.buckets(field)} for field in chosen_fields(fields)]

    return graphene.Field(
        list_of(Facet),
        required=True,
        fields=facets_argument(),
        description="All that fit, not those of this page of results alone, counted by their values. A field that the type does not have has no "
        f"buckets. {MULTI_SELECT}",
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
        AccountQuery,
        LanguageQuery,
        NodeQuery,
        PageQuery,
        RoutingQuery,
        list_query(),
        *further,
        term_query(),
        SearchQuery,
        ChangesQuery,
        LabelsQuery,
        ReviewQuery,
        ProfileQuery,
        MemberHeatmapQuery,
        DoingQuery,
        RegistrationQuery,
        CertificateQuery,
        UseQuery,
        ContributionQuery,
        FollowingQuery,
        ContactQuery,
        ModerationQuery,
        graphene.ObjectType,
    )
    query = type(
        "Query",
        bases,
        {
            "__doc__": "Everything that can be read. Nothing here needs a login; drafts, private and expired content is not here."
        },
    )
    return with_locale(query)
