"""Routing for frontends: what is at a path, in one query; and every address there is, for site maps."""

from __future__ import annotations

from typing import Any

import graphene
from django.db.models import Q
from wagtail.models import Page

from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import Enum
from content_types.core.graphql.scalars import URL, DateTime, Locale
from content_types.core.redirects import find_redirect
from content_types.taxonomy.addresses import named_by
from delivery.batch_loading import as_batch
from delivery.context import ReadContext
from delivery.visibility import visible_pages, visible_terms
from graphql_api.schema.connections import Slice, Window, connection_type, paginate, paging_arguments
from graphql_api.schema.locales import finds_a_page, go_on_in_language_of
from graphql_api.schema.page_query import SITE_PATH, RedirectType, find_page
from graphql_api.schema.pages import PageInterface
from graphql_api.schema.term_resources import Term

RouteStatus = Enum(
    "RouteStatus",
    [
        ("found", "There is a page, or a term that has one: show it (200)."),
        ("redirect", "The address has moved: go to `redirect.url` (301 or 302)."),
        ("not_found", "There is nothing that the reader may see (404)."),
    ],
    "What to do with a path.",
    labels={},
)


class Route(graphene.ObjectType):
    """What is at a path."""

    status = graphene.Field(RouteStatus, required=True, description="What to do.")
    page = graphene.Field(PageInterface, description="The page, where there is one.")
    term = graphene.Field(
        Term, description="The topic, person, place …, where the frontend has a page for it at this path."
    )
    redirect = graphene.Field(RedirectType, description="Where the address leads now, where it has moved.")


class SitemapEntry(graphene.ObjectType):
    """One address of the site."""

    url = URL(required=True, description="Absolute address.")
    path = graphene.String(required=True, description="Address below the site's root.")
    locale = Locale(required=True, description="Language code.")
    last_modified = DateTime(description="When the page was last published.")

    resolve_url = staticmethod(PageInterface.resolve_url)
    resolve_path = staticmethod(PageInterface.resolve_path)
    resolve_locale = staticmethod(PageInterface.resolve_locale)

    @staticmethod
    def resolve_last_modified(root: Page, info: Any) -> Any:
        return root.last_published_at


SitemapConnection = connection_type(
    "Sitemap", lambda: SitemapEntry, "Every address of the site that the reader may see. A page of the list."
)


def route(context: ReadContext, path: str) -> Route:
    """What is at a path of the request's site. A page comes before a term, and a term before a redirect.

    A query string is no part of a page's path (`?utm_source=…`); a redirect may have one, and is looked for with it first.
    """
    without_query = path.partition("?")[0]
    page = find_page(context, path=without_query)
    if page is not None:
        return Route(status="found", page=page)
    term = find_term(context, without_query)
    if term is not None:
        return Route(status="found", term=term)
    moved = find_redirect(context, path)
    return Route(status="redirect", redirect=moved) if moved is not None else Route(status="not_found")


def find_term(context: ReadContext, path: str) -> Any | None:
    """The visible term whose page the frontend has at a path; None where there is none."""
    named = named_by(path)
    if named is None:
        return None
    rows = visible_terms(context.viewer, named.model._default_manager.filter(slug=named.slug))
    return next(iter(as_batch(rows)), None)


class RoutingQuery:
    """Root fields for routers and site maps."""

    route = graphene.Field(
        Route,
        path=graphene.String(
            required=True,
            description=f"A {SITE_PATH}",
        ),
        description="What is at a path: a page, a term, a redirect, or nothing. All that a router has to ask.",
    )
    sitemap = graphene.Field(
        SitemapConnection,
        description="Every page of this site that the reader may see, by its place in the tree.",
        **paging_arguments(),
    )

    @staticmethod
    @finds_a_page
    @costs(once=350)  # what is nowhere is looked for among the redirects too
    def resolve_route(root: Any, info: Any, path: str, locale: str | None = None) -> Route:
        context = ReadContext.of(info.context)
        found = route(context, path)
        # The page is the one at this path, whatever its language: a router must not show another there.
        if locale is None and found.page is not None:
            go_on_in_language_of(found.page, context)
        return found

    @staticmethod
    @costs(once=1_300)
    def resolve_sitemap(root: Any, info: Any, **paging: Any) -> Slice:
        context = ReadContext.of(info.context)
        below = Q(pk__in=[])
        for one in context.own_roots:
            below |= Q(url_path__startswith=one.url_path)
        pages = visible_pages(context.viewer, Page.objects.filter(below))
        return paginate(pages, ("path",), "sitemap", Window.of(**paging))
