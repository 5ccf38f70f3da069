"""Root fields for pages, the site and redirects."""

from __future__ import annotations

from typing import Any

import graphene
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from content_types.core.context import ReadContext
from content_types.core.errors import BadInput
from content_types.core.fetching import by_key, whole_page
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import list_of
from content_types.core.graphql.site import site_settings
from content_types.core.identity import PAGE, key_of
from content_types.core.loading import load, together
from content_types.core.richtext import RichTextContent
from content_types.core.streams import StreamGroup
from content_types.core.visibility import visible_pages
from graphql_api.pages import PageInterface
from graphql_api.paging import Slice, connection_type, paginate, paging_arguments
from graphql_api.preview import page_of_token

MAX_PATH = 2000
SITE_PATH = "path below the site's root, such as `/tools/housing-letter/`; slashes at its ends do not matter. No host: an address as a whole is no path."
OWN_PATH = "The same as a path, for a router, when it is on this site; null when it is elsewhere."


def page_lookup(context: ReadContext, key: str | None, url_path: str | None) -> dict[str, Any] | None:
    """What finds the page with this id (``key``), or at this path below the request's site (``url_path``); None for what no page can have.

    It asks nothing of visibility.
    """
    if key is not None:
        number = key_of(PAGE, key)
        return {"key": number} if number is not None else None
    path = (url_path or "").strip()
    if context.site is None or len(path) > MAX_PATH or not path.isprintable():
        return None
    below = path.strip("/")
    return {"url_path": context.site.root_url_path + (f"{below}/" if below else "")}


def find_page(context: ReadContext, key: str | None, url_path: str | None) -> Page | None:
    """The visible page with this id, or at this path below the request's site, as its own type; None where there is none."""
    lookup = page_lookup(context, key, url_path)
    return whole_page(context.viewer, **lookup) if lookup is not None else None


class NavigationLink(graphene.ObjectType):
    """One link of the main menu."""

    title = graphene.String(required=True, description="What the link says.")
    url = graphene.String(required=True, description="Absolute address.")
    path = graphene.String(description=OWN_PATH)
    page = graphene.Field(PageInterface, description="The page, when it is one of this site.")

    @staticmethod
    def resolve_path(root: Any, info: Any) -> str | None:
        return ReadContext.of(info.context).own_path(root.url)


class SiteType(graphene.ObjectType):
    """What the site says of itself."""

    class Meta:
        name = "Site"

    name = graphene.String(required=True, description="The name of the site.")
    tagline = graphene.String(description="One line under the name.")
    contact_email = graphene.String(description="Where readers can write.")
    help_now = graphene.Field(RichTextContent, description="“If you need help now”: numbers to ring.")
    navigation = graphene.Field(
        list_of(NavigationLink), required=True, description="The main menu in order, links that the reader may follow."
    )
    home = graphene.Field(PageInterface, description="The page at the root.")

    @staticmethod
    def resolve_tagline(root: Any, info: Any) -> str | None:
        return root.tagline or None

    @staticmethod
    def resolve_contact_email(root: Any, info: Any) -> str | None:
        return root.contact_email or None

    @staticmethod
    def resolve_help_now(root: Any, info: Any) -> RichTextContent | None:
        if not root.help_now_text:
            return None
        group = StreamGroup(ReadContext.of(info.context))
        group.add_html(root.help_now_text)
        return RichTextContent(group, root.help_now_text)

    @staticmethod
    def resolve_navigation(root: Any, info: Any) -> list[NavigationLink]:
        context = ReadContext.of(info.context)
        items = list(root.navigation.all())
        pages = by_key(context.viewer, Page, (item.page_id for item in items))
        links = []
        for item in items:
            page = pages.get(item.page_id)
            url = item.url or (context.page_url(page) if page else None)
            if url:
                links.append(NavigationLink(title=item.title, url=url, page=page))
        return links

    @staticmethod
    def resolve_home(root: Any, info: Any) -> Page | None:
        return find_page(ReadContext.of(info.context), None, "/")


class RedirectType(graphene.ObjectType):
    """An old address and where it leads now."""

    class Meta:
        name = "Redirect"

    old_path = graphene.String(required=True, description="The old path, without a slash at its end.")
    url = graphene.String(required=True, description="Absolute address that it leads to.")
    path = graphene.String(description=OWN_PATH)
    page = graphene.Field(PageInterface, description="The page that it leads to, when it is one of this site.")
    is_permanent = graphene.Boolean(required=True, description="True: 301. False: 302.")

    @staticmethod
    def resolve_url(root: Redirect, info: Any) -> str:
        context = ReadContext.of(info.context)
        page = _target(root, info)
        url = context.page_url(page) if page else None
        return url or context.absolute(root.redirect_link or "/")

    @staticmethod
    def resolve_path(root: Redirect, info: Any) -> str | None:
        return ReadContext.of(info.context).own_path(RedirectType.resolve_url(root, info))

    @staticmethod
    def resolve_page(root: Redirect, info: Any) -> Page | None:
        return _target(root, info)


def _target(redirect: Redirect, info: Any) -> Page | None:
    viewer = ReadContext.of(info.context).viewer

    def fetch(redirects: Any) -> dict[Any, Page]:
        found = by_key(viewer, Page, (one.redirect_page_id for one in redirects))
        return {one.pk: found[one.redirect_page_id] for one in redirects if one.redirect_page_id in found}

    page: Page | None = load(redirect, "target", fetch)
    return page


def visible_redirects(context: ReadContext) -> Any:
    """Redirects of the request's site, those to pages that the viewer may not see left out."""
    pages = visible_pages(context.viewer, Page.objects.all()).order_by()
    redirects = Redirect.get_for_site(context.site.key if context.site else None)
    return redirects.filter(redirect_page__isnull=True) | redirects.filter(redirect_page__in=pages.values("pk"))


RedirectConnection = connection_type("Redirect", lambda: RedirectType, "Old addresses. A page of the list.")


class PageQuery:
    """Root fields for pages, the site and redirects."""

    page = graphene.Field(
        PageInterface,
        description="One page, by exactly one of its id, its path on this site, or a preview token. Null where there is none that the reader may see.",
        id=graphene.ID(description="The page's `id`, as the API gave it. Any other text is the id of no page."),
        url_path=graphene.String(description=f"The {SITE_PATH}"),
        preview_token=graphene.String(
            description="A token from the admin's preview: reads a draft for one hour, in the same types."
        ),
    )
    site = graphene.Field(
        SiteType, description="What the site says of itself, with its main menu. Null where no site is set up."
    )
    redirects = graphene.Field(
        RedirectConnection,
        required=True,
        description="Old addresses, by path.",
        **paging_arguments(),
    )

    @staticmethod
    def resolve_page(
        root: Any, info: Any, id: str | None = None, url_path: str | None = None, preview_token: str | None = None
    ) -> Page | None:
        given = [
            name
            for name, value in (("id", id), ("urlPath", url_path), ("previewToken", preview_token))
            if value is not None
        ]
        if len(given) != 1:
            raise BadInput(
                "`page` takes exactly one of `id`, `urlPath` and `previewToken`.", given[1] if given else "id"
            )
        context = ReadContext.of(info.context)
        found = page_of_token(context, preview_token) if preview_token is not None else find_page(context, id, url_path)
        return together([found])[0] if found else None

    @staticmethod
    @costs(once=300)
    def resolve_site(root: Any, info: Any) -> Any:
        return site_settings(ReadContext.of(info.context))

    @staticmethod
    @costs(once=900)
    def resolve_redirects(root: Any, info: Any, first: int | None = None, after: str | None = None) -> Slice:
        return paginate(visible_redirects(ReadContext.of(info.context)), ("old_path",), "redirects", first, after)
