"""What tools read of the schema, at addresses that stay: the SDL, and which types an interface may be. Both work where introspection is off."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from graphql import GraphQLInterfaceType, GraphQLSchema, GraphQLUnionType

from graphql_api.http.body import Body
from graphql_api.http.negotiation import PLAIN_JSON
from graphql_api.http.responses import Freshness, http_response
from graphql_api.schema.building import get_schema, get_sdl

# The schema changes with a release; an ETag makes asking for it again cheap.
FRESHNESS = Freshness("public, max-age=300", "Accept-Encoding")


@dataclass(frozen=True)
class Published:
    """What is the same for everybody."""

    body: Body
    media_type: str

    def response(self, request: HttpRequest) -> HttpResponse:
        """The response to a request: 304 where the asker has the bytes already."""
        return http_response(request, self.body, self.media_type, 200, FRESHNESS)


def possible_types_of(schema: GraphQLSchema) -> dict[str, list[str]]:
    """The object types of each interface and union, by name, in the form of Apollo Client's ``possibleTypes``."""
    return {
        name: sorted(one.name for one in schema.get_possible_types(type_))
        for name, type_ in sorted(schema.type_map.items())
        if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType)
    }


@cache
def _sdl() -> Published:
    return Published(Body(get_sdl().encode()), "text/plain")


@cache
def _possible_types() -> Published:
    return Published(Body.of_json(possible_types_of(get_schema().graphql_schema)), PLAIN_JSON)


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """The schema in the schema definition language."""
    return _sdl().response(request)


@require_safe
def possible_types(request: HttpRequest) -> HttpResponse:
    """Which object types each interface may be, as normalised caches need to know for fragments."""
    return _possible_types().response(request)
