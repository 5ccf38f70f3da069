"""The types that ``search`` and ``suggest`` answer in, and which parts of them a query selects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import graphene
from graphql import FieldNode, get_named_type
from graphql.execution.collect_fields import collect_sub_fields
from graphql.execution.values import get_argument_values

from content_types.core.graphql.cost import costs
from content_types.core.graphql.facets import MULTI_SELECT, Bucket, Facet, buckets, chosen_fields, facets_argument
from content_types.core.graphql.fields import Enum, list_of
from content_types.core.graphql.filters import FilterArgument, ResourceFilter, any_of
from content_types.core.graphql.library import resource_interface
from content_types.core.graphql.scalars import HTML
from content_types.core.registry import searchable
from content_types.taxonomy.addresses import path_of
from delivery.context import ReadContext
from delivery.visibility import Viewer
from graphql_api.schema.connections import PageInfo, encode_cursor
from search.engines.base import TOTAL_LIMIT, Cursor, Order
from search.highlight import as_html
from search.service import Answer, Found
from search.suggestions import TERMS, Suggestion, SuggestionKind

_TYPES = {one.name: one for one in searchable()}
ResourceType = Enum(
    "ResourceType",
    [(name, one.label) for name, one in _TYPES.items()],
    "A type of resource that the search holds.",
    names=lambda value: _TYPES[value].enum_value,
)
SearchOrder = Enum(
    "SearchOrder",
    [
        (Order.RELEVANCE.value, "Best first; without a query the newest first"),
        (Order.NEWEST.value, "By first publication, the latest first"),
        (Order.UPDATED.value, "By last update, the latest first"),
        (
            Order.SOONEST.value,
            "Events that have not ended, the next one first; then events that have, the latest first; then all else, the newest first",
        ),
        (Order.SHORTEST.value, "The quickest to read first"),
    ],
    "How search results are ordered.",
    labels={
        Order.RELEVANCE.value: "Best match",
        Order.NEWEST.value: "Newest",
        Order.UPDATED.value: "Recently updated",
        Order.SOONEST.value: "Soonest",
        Order.SHORTEST.value: "Quickest to read",
    },
)
SuggestionKindEnum = Enum(
    "SuggestionKind",
    [
        (SuggestionKind.RESOURCE.value, "A resource, by its title"),
        (SuggestionKind.TOPIC.value, "A topic to filter by"),
        (SuggestionKind.PERSON.value, "A person to filter by"),
        (SuggestionKind.PLACE.value, "A place to filter by"),
        (SuggestionKind.QUERY.value, "What others have often searched for, spelled right"),
    ],
    "What a suggestion is.",
    labels={},
)


def _search_arguments() -> list[FilterArgument]:
    """What the filters of all lists have, and the type."""
    arguments = {"types": any_of("types", "type", ResourceType, "Any of these types.")}
    for content_type in searchable():
        for name, argument in (content_type.api.filter.arguments if content_type.api is not None else {}).items():
            arguments.setdefault(name, argument)
    return list(arguments.values())


FILTER = ResourceFilter(
    "SearchFilter",
    "Which resources to search, in the words of the lists. What only some types have, others do not fit: `stages` finds initiatives alone.",
    _search_arguments(),
)


@dataclass(frozen=True)
class Wanted:
    """What of a search costs the engine more, and was selected."""

    facets: tuple[str, ...]
    highlights: bool


def wanted(info: Any) -> Wanted:
    """Read the selection below the field ``search``."""
    facets: dict[str, None] = {}
    for node in _below(info, info.return_type, info.field_nodes, "facets"):
        arguments = get_argument_values(get_named_type(info.return_type).fields["facets"], node, info.variable_values)
        facets.update(dict.fromkeys(chosen_fields(arguments.get("fields") or ())))
    edges = list(_below(info, info.return_type, info.field_nodes, "edges"))
    edge_type = get_named_type(get_named_type(info.return_type).fields["edges"].type)
    return Wanted(tuple(facets), any(True for _ in _below(info, edge_type, edges, "highlights")))


def _below(info: Any, type_: Any, nodes: list[FieldNode], name: str) -> Iterator[FieldNode]:
    """The nodes of a field that are selected below these, through fragments, as execution will see them."""
    if nodes:
        selected = collect_sub_fields(info.schema, info.fragments, info.variable_values, get_named_type(type_), nodes)
        for found in selected.values():
            yield from (node for node in found if node.name.value == name)


@dataclass(frozen=True)
class Results:
    """A page of results with what its connection needs to answer."""

    answer: Answer
    scope: str
    took: float  # milliseconds
    has_previous: bool
    viewer: Viewer

    def cursor(self, cursor: Cursor) -> str:
        """The cursor as clients hold it."""
        return encode_cursor(self.scope, [cursor.engine, cursor.position, cursor.sort, cursor.id])

    @cached_property
    def buckets(self) -> dict[str, list[Bucket]]:
        """The buckets of the facets."""
        return {field: buckets(field, counts, self.viewer) for field, counts in self.answer.facets.items()}


@dataclass(frozen=True)
class Edge:
    """One hit and the results that it is one of."""

    found: Found
    results: Results


class SearchHighlight(graphene.ObjectType):
    """Where in a field the query was found."""

    field = graphene.String(required=True, description="`title` or `body`.")
    fragments = graphene.Field(
        list_of(HTML),
        required=True,
        description="The title, or the best pieces of the body, as HTML: everything is escaped but `<em>` around what was found.",
    )


class SearchEdge(graphene.ObjectType):
    """A result of the search, with its cursor."""

    node = graphene.Field(resource_interface, required=True, description="The resource that was found.")
    cursor = graphene.String(required=True, description="Pass it as `after` to go on from here.")
    score = graphene.Float(
        description="How well it fits, higher is better. Compares hits of one answer only. Null where the order is not by relevance."
    )
    highlights = graphene.Field(
        list_of(SearchHighlight),
        required=True,
        description="Where the query was found; empty where there is no query, or only a synonym in a name matched.",
    )

    @staticmethod
    def resolve_node(root: Edge, info: Any) -> Any:
        return root.found.page

    @staticmethod
    def resolve_cursor(root: Edge, info: Any) -> str:
        return root.results.cursor(root.found.hit.cursor)

    @staticmethod
    def resolve_score(root: Edge, info: Any) -> float | None:
        return root.found.hit.score

    @staticmethod
    @costs(each=5)
    def resolve_highlights(root: Edge, info: Any) -> list[dict[str, Any]]:
        found: dict[str, list[str]] = {}
        for one in root.found.hit.fragments:
            found.setdefault(one.field, []).append(as_html(one.text))
        return [{"field": field, "fragments": fragments} for field, fragments in found.items()]


class SearchConnection(graphene.ObjectType):
    """What a search found."""

    edges = graphene.Field(list_of(SearchEdge), required=True, description="The hits with their cursors and scores.")
    nodes = graphene.Field(list_of(resource_interface), required=True, description="The resources alone.")
    page_info = graphene.Field(PageInfo, required=True, description="For paging.")
    total_count = graphene.Int(
        required=True, description=f"How many there are in all; exact up to {TOTAL_LIMIT:,}, at least so many beyond."
    )
    facets = graphene.Field(
        list_of(Facet),
        required=True,
        fields=facets_argument(),
        description=f"The results counted by their values. {MULTI_SELECT}",
    )
    did_you_mean = graphene.String(
        description="The query as it may have been meant, where words of it are in no resource and others are near; else null."
    )
    searched_instead_for = graphene.String(
        description="The repaired query, where the results are for it and not for the words as typed; else null. `verbatim` prevents it."
    )
    click_token = graphene.String(
        description="Send it to `recordSearchClick` when somebody chooses a result, so that editors learn which searches "
        "fail. Names nobody. Null beyond the first page and without a query."
    )
    took_ms = graphene.Int(required=True, description="Milliseconds that the search took on the server.")
    degraded = graphene.Boolean(
        required=True,
        description="True while the search engine is away and the database answers in its place: the same fields, a plainer ranking.",
    )

    @staticmethod
    def resolve_edges(root: Results, info: Any) -> list[Edge]:
        return [Edge(found, root) for found in root.answer.found]

    @staticmethod
    def resolve_nodes(root: Results, info: Any) -> list[Any]:
        return [found.page for found in root.answer.found]

    @staticmethod
    def resolve_page_info(root: Results, info: Any) -> PageInfo:
        found, last = root.answer.found, root.answer.last
        return PageInfo(
            has_next_page=root.answer.has_next,
            has_previous_page=root.has_previous,
            start_cursor=root.cursor(found[0].hit.cursor) if found else None,
            # Where the engine ended, so that a reader gets past hits that may not be shown.
            end_cursor=root.cursor(last) if last else None,
        )

    @staticmethod
    def resolve_total_count(root: Results, info: Any) -> int:
        return root.answer.total

    @staticmethod
    @costs(once=300)
    def resolve_facets(root: Results, info: Any, fields: list[Any]) -> list[dict[str, Any]]:
        return [{"field": field, "buckets": root.buckets.get(field, [])} for field in chosen_fields(fields)]

    @staticmethod
    def resolve_did_you_mean(root: Results, info: Any) -> str | None:
        return root.answer.did_you_mean

    @staticmethod
    def resolve_searched_instead_for(root: Results, info: Any) -> str | None:
        return root.answer.searched_instead

    @staticmethod
    def resolve_click_token(root: Results, info: Any) -> str | None:
        return root.answer.click_token

    @staticmethod
    def resolve_took_ms(root: Results, info: Any) -> int:
        return round(root.took)

    @staticmethod
    def resolve_degraded(root: Results, info: Any) -> bool:
        return root.answer.degraded


class SuggestionType(graphene.ObjectType):
    """What something that is being typed may become."""

    class Meta:
        name = "Suggestion"

    kind = graphene.Field(SuggestionKindEnum, required=True, description="What it is.")
    text = graphene.String(required=True, description="What to show, and to search for.")
    slug = graphene.String(description="Of a topic, person or place: what to filter by. Else null.")
    resource = graphene.Field(
        resource_interface, description="Of a resource: the resource itself, to go to. Else null."
    )
    path = graphene.String(
        description="Where to lead: the `path` of the resource, or of the topic, person or place. Null of a query, for which one searches, and of a term "
        "where the site has no pages of terms: filter by `slug`.",
    )

    @staticmethod
    def resolve_kind(root: Suggestion, info: Any) -> str:
        return str(root.kind.value)

    @staticmethod
    def resolve_resource(root: Suggestion, info: Any) -> Any:
        return root.page

    @staticmethod
    @costs(each=2)
    def resolve_path(root: Suggestion, info: Any) -> str | None:
        if root.page is not None:
            return ReadContext.of(info.context).page_path(root.page)
        return path_of(TERMS[root.kind], root.slug) if root.slug is not None else None
