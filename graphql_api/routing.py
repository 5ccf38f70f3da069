"""Routing for frontends: what is at a path, in one query; and every address there is, for site maps."""

from __future__ import annotations

from typing import Any

import graphene
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from content_types.core.context import ReadContext
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import Enum
from content_types.core.graphql.scalars import DateTime
from content_types.core.visibility import visible_pages
from graphql_api.page_query import MAX_PATH, SITE_PATH, RedirectType, find_page, visible_redirects
from graphql_api.pages import PageInterface
from graphql_api.paging import Slice, connection_type, paginate, paging_arguments

RouteStatus = Enum(
    "RouteStatus",
    [
        ("found", "There is a page: show it (200)."),
        ("redirect", "The address has moved: go to `redirect.url` (301 or 302)."),
        ("not_found", "There is nothing that the reader may see (404)."),
    ],
    "What to do with a path.",
)


class Route(graphene.ObjectType):
    """What is at a path."""

    status = graphene.Field(RouteStatus, required=True, description="What to do.")
    page = graphene.Field(PageInterface, description="The page, where there is one.")
    redirect = graphene.Field(RedirectType, description="Where the address leads now, where it has moved.")


class SitemapEntry(graphene.ObjectType):
    """One address of the site."""

    url = graphene.String(required=True, description="Absolute address.")
    path = graphene.String(required=True, description="Address below the site's root.")
    locale = graphene.String(required=True, description="Language code.")
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
    """What is at a path of the request's site. A page comes before a redirect, as Wagtail serves them.

    A query string is no part of a page's path (`?utm_source=…`); a redirect may have one, and is looked for with it first.
    """
    without_query = path.partition("?")[0]
    page = find_page(context, None, without_query)
    if page is not None:
        return Route(status="found", page=page)
    if len(path) <= MAX_PATH and path.isprintable():
        for address in dict.fromkeys((path, without_query)):
            wanted = Redirect.normalise_path(f"/{address.strip().lstrip('/')}")
            moved = visible_redirects(context).filter(old_path=wanted).order_by("-site_id").first()
            if moved is not None:
                return Route(status="redirect", redirect=moved)
    return Route(status="not_found")


class RoutingQuery:
    """Root fields for routers and site maps."""

    route = graphene.Field(
        Route,
        required=True,
        path=graphene.String(
            required=True,
            description=f"A {SITE_PATH}",
        ),
        description="What is at a path: a page, a redirect, or nothing. All that a router has to ask.",
    )
    sitemap = graphene.Field(
        SitemapConnection,
        required=True,
        description="Every page of this site that the reader may see, by its place in the tree.",
        **paging_arguments(),
    )

    @staticmethod
    @costs(once=350)  # what is nowhere is looked for among the redirects too
    def resolve_route(root: Any, info: Any, path: str) -> Route:
        return route(ReadContext.of(info.context), path)

    @staticmethod
    @costs(once=1_300)
    def resolve_sitemap(root: Any, info: Any, first: int | None = None, after: str | None = None) -> Slice:
        context = ReadContext.of(info.context)
        below = context.site.root_url_path if context.site else None
        pages = visible_pages(context.viewer, Page.objects.all())
        pages = pages.none() if below is None else pages.filter(url_path__startswith=below)
        return paginate(pages, ("path",), "sitemap", first, after)
