"""Root fields for pages, the site and redirects."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import graphene
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import list_of
from content_types.core.graphql.inputs import OneOf, given
from content_types.core.graphql.rich_text import RichTextType
from content_types.core.graphql.scalars import URL
from content_types.core.graphql.site import site_settings
from content_types.core.identity import PAGE, key_of
from content_types.core.redirects import effective_redirects
from content_types.core.richtext import RichTextValue
from content_types.core.streams import StreamGroup
from delivery.addresses import without_prefix
from delivery.batch_loading import as_batch, load
from delivery.context import ReadContext
from delivery.fetching import by_key, whole_page
from delivery.translations import referred, translation_of
from graphql_api.execution.preview import page_in_review, page_of_token
from graphql_api.schema.connections import Slice, Window, connection_type, paginate, paging_arguments
from graphql_api.schema.locales import finds_a_page, go_on_in_language_of
from graphql_api.schema.pages import PageInterface

MAX_PATH = 2000
SITE_PATH = "path below the site's root, such as `/tools/housing-letter/`; percent-encoded or plain; slashes at its ends do not matter. No host: an address as a whole is no path."
OWN_PATH = "The same as a path, for a router, when it is on this site; null when it is elsewhere."


def page_lookup(context: ReadContext, *, id: str | None = None, path: str | None = None) -> dict[str, Any] | None:
    """What finds the page with this id, or at this path below the request's site (``url_path``); None for what no page can have.

    It asks nothing of visibility. A path may be percent-encoded, as ``path`` of a page gives it, or plain.
    """
    if id is not None:
        number = key_of(PAGE, id)
        return {"key": number} if number is not None else None
    path = unquote((path or "").strip())
    if context.site is None or len(path) > MAX_PATH or not path.isprintable():
        return None
    return {"url_path": context.url_path_at(path.strip("/"))}


def find_page(context: ReadContext, *, id: str | None = None, path: str | None = None) -> Page | None:
    """The visible page with this id, or at this path below the request's site, as its own type; None where there is none."""
    lookup = page_lookup(context, id=id, path=path)
    return whole_page(context.viewer, **lookup) if lookup is not None else None


def whole_translation(context: ReadContext, page: Page) -> Page:
    """The page in the language that was asked for, as its own type with all its columns; itself where the reader may not see it in that."""
    other = translation_of(context.viewer, page)
    return page if other is page else whole_page(context.viewer, key=other.pk) or page


class NavigationLink(graphene.ObjectType):
    """One link of the main menu."""

    title = graphene.String(required=True, description="What the link says.")
    url = URL(required=True, description="Absolute address.")
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
    help_now = graphene.Field(RichTextType, description="“If you need help now”: numbers to ring.")
    navigation = graphene.Field(
        list_of(NavigationLink), required=True, description="The main menu in order, links that the reader may follow."
    )
    home = graphene.Field(PageInterface, description="The page at the root.")

    @staticmethod
    def resolve_tagline(root: Any, info: Any) -> str | None:
        return root.said("tagline") or None

    @staticmethod
    def resolve_contact_email(root: Any, info: Any) -> str | None:
        return root.contact_email or None

    @staticmethod
    def resolve_help_now(root: Any, info: Any) -> RichTextValue | None:
        text = root.said("help_now_text")
        if not text:
            return None
        group = StreamGroup(ReadContext.of(info.context))
        group.add_html(text)
        return RichTextValue(group, text)

    @staticmethod
    def resolve_name(root: Any, info: Any) -> str:
        return str(root.said("name"))

    @staticmethod
    def resolve_navigation(root: Any, info: Any) -> list[NavigationLink]:
        context = ReadContext.of(info.context)
        items = list(root.navigation.all())
        pages = referred(context.viewer, Page, (item.page_id for item in items))
        links = []
        for item in items:
            page = pages.get(item.page_id)
            url = item.url or (context.page_url(page) if page else None)
            if url:
                links.append(NavigationLink(title=item.said("title"), url=url, page=page))
        return links

    @staticmethod
    def resolve_home(root: Any, info: Any) -> Page | None:
        context = ReadContext.of(info.context)
        home = find_page(context, path="/")
        return whole_translation(context, home) if home is not None else None


class RedirectType(graphene.ObjectType):
    """An old address and where it leads now."""

    class Meta:
        name = "Redirect"

    old_path = graphene.String(required=True, description="The old path, without a slash at its end.")
    url = URL(required=True, description="Absolute address that it leads to.")
    path = graphene.String(description=OWN_PATH)
    page = graphene.Field(PageInterface, description="The page that it leads to, when it is one of this site.")
    is_permanent = graphene.Boolean(required=True, description="True: 301. False: 302.")

    @staticmethod
    def resolve_old_path(root: Redirect, info: Any) -> str:
        return without_prefix(root.old_path)

    @staticmethod
    def resolve_url(root: Redirect, info: Any) -> str:
        context = ReadContext.of(info.context)
        page = _target(root, info)
        url = context.page_url(page) if page else None
        return url or context.link_url(root.redirect_link or "/")

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


RedirectConnection = connection_type("Redirect", lambda: RedirectType, "Old addresses. A page of the list.")


class PageBy(OneOf):
    """What names a page: exactly one of these."""

    id = graphene.ID(description="The page's `id`, as the API gave it. Any other text is the id of no page.")
    path = graphene.String(description=f"The {SITE_PATH}")
    preview_token = graphene.String(
        description="A token from the admin's preview: reads a draft for one hour, in the same types."
    )
    review_token = graphene.String(
        description="The token of an invitation's link: reads the draft that is reviewed, while it is."
    )


class PageQuery:
    """Root fields for pages, the site and redirects."""

    page = graphene.Field(
        PageInterface,
        description="One page, by its id, its path on this site, or a preview token. Null where there is none that the reader may see.",
        by=graphene.Argument(PageBy, required=True, description="Which page."),
    )
    site = graphene.Field(
        SiteType, description="What the site says of itself, with its main menu. Null where no site is set up."
    )
    redirects = graphene.Field(
        RedirectConnection,
        description="Old addresses, by path. Those that nobody meets are left out: at the address of a page, or leading back to themselves.",
        **paging_arguments(),
    )

    @staticmethod
    @finds_a_page
    def resolve_page(root: Any, info: Any, by: Any, locale: str | None = None) -> Page | None:
        context, named = ReadContext.of(info.context), given(by)
        if named.name == "preview_token":
            found = page_of_token(context, named.value)
        elif named.name == "review_token":
            found = page_in_review(context, named.value)
        else:
            found = find_page(context, **{named.name: named.value})
            if found is not None and locale is not None:
                found = whole_translation(context, found)
        if found is None:
            return None
        if locale is None:
            go_on_in_language_of(found, context)
        return as_batch([found])[0]

    @staticmethod
    @costs(once=300)
    def resolve_site(root: Any, info: Any) -> Any:
        return site_settings(ReadContext.of(info.context))

    @staticmethod
    @costs(once=900)
    def resolve_redirects(root: Any, info: Any, **paging: Any) -> Slice:
        redirects = effective_redirects(ReadContext.of(info.context))
        return paginate(redirects, ("old_path",), "redirects", Window.of(**paging))
