"""robots.txt (RFC 9309) and llms.txt (https://llmstxt.org/)."""

from __future__ import annotations

from typing import Any

from content_types.core.graphql.site import site_settings
from content_types.core.markdown.writing import heading, items, line, link, together
from delivery import addresses
from delivery.context import ReadContext
from feeds.atom import site_name
from feeds.listing import listed_types, newest_of

OF_A_TYPE = 100  # resources that llms.txt names
# What no search engine has to look at.
_PRIVATE = ("/admin/", "/preview/", "/graphql", "/_util/", "/documents/authenticate_with_password/")


def robots() -> bytes:
    """What robots may look at, and where the site map is."""
    lines = ["User-agent: *", *(f"Disallow: {addresses.prefix()}{path}" for path in _PRIVATE)]
    return "\n".join([*lines, "", f"Sitemap: {addresses.server()}/sitemap.xml", ""]).encode()


def llms(context: ReadContext) -> bytes:
    """What the library is, and its newest resources with where each is as Markdown. One statement a type, and two."""
    site = site_settings(context)
    parts = [heading(1, site_name(context)), f"> {line(site.tagline)}" if site and site.tagline else ""]
    for content_type in listed_types().values():
        found = newest_of(content_type, context, OF_A_TYPE)
        entries = [one for one in (_entry(page, context) for page in found) if one]
        if entries and content_type.api is not None:
            parts += [heading(2, content_type.api.description.rstrip(".")), items(entries)]
    server = addresses.server()
    more = [
        f"{link('Site map', f'{server}/sitemap.xml')}: every page",
        f"{link('GraphQL schema', f'{server}/graphql/schema.graphql')}: everything above as data",
        f"{link('Newest', f'{server}/feeds/library.atom')}: an Atom feed",
    ]
    return f"{together(*parts, heading(2, 'Optional'), items(more))}\n".encode()


def _entry(page: Any, context: ReadContext) -> str | None:
    url = context.served_url(page)
    notice = f"{page.notice}. " if page.notice else ""
    return f"{link(page.title, twin_of(url))}: {line(notice + page.summary)}" if url else None


def twin_of(url: str) -> str:
    """Where a page is as Markdown, by its address on this server."""
    return f"{url.rstrip('/')}.md"
