"""Whatever has a path in the library: pages of every type, terms, and where they have moved to."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web import registrations, uses
from web.api.models.client import Operations
from web.api.models.enums import RouteStatus
from web.lists import SECTIONS, section
from web.private_pages import with_form
from web.responding import Site, site_of
from web.site import Shell


async def page(request: Request) -> Response:
    """The page at a path, or where it has moved to, or that there is none."""
    site, path = site_of(request), request.url.path
    shell = await site.shell(path)
    found = await site.answers.ask(Operations.route, path=path, locale=None)
    route = found.data.route
    if route is None or route.status == RouteStatus.NOT_FOUND:
        return await not_found(request, site)
    if route.status == RouteStatus.REDIRECT and route.redirect is not None:
        return RedirectResponse(route.redirect.path or route.redirect.url, 301 if route.redirect.is_permanent else 302)
    if route.term is not None:
        return site.page(request, shell, "term.html", of=(found,), term=route.term, head=route.term.seo)
    if route.page is None:
        return await not_found(request, site)
    kind = route.page.typename__
    if route.page.path and route.page.path != path:
        return RedirectResponse(route.page.path, 301)
    if kind == "HomePage":
        return await home(request, site, shell)
    if kind in SECTIONS:
        return await section(request, site, shell, SECTIONS[kind])
    if kind == "Event":
        return await registrations.event(request, site, shell, found, route.page)
    if kind == "Tool":
        return await uses.tool(request, site, shell, found, route.page)
    template = f"pages/{TEMPLATES[kind]}.html"
    return site.page(request, shell, template, of=(found,), page=route.page, head=route.page.seo)


TEMPLATES = {
    "Article": "article",
    "Tool": "tool",
    "WellbeingGuidance": "wellbeing",
    "Event": "event",
    "Initiative": "initiative",
    "StandardPage": "standard",
}


async def home(request: Request, site: Site, shell: Shell) -> Response:
    """The first page."""
    values = await first_page(site, shell, request.url.path)
    return site.page(request, shell, "pages/home.html", **values)


async def first_page(site: Site, shell: Shell, path: str) -> dict[str, Any]:
    """What the first page shows."""
    found = await site.answers.ask(Operations.home, path=path, locale=shell.asked)
    data = found.data
    return {
        "page": data.page,
        "head": data.page.seo if data.page else None,
        "newest": data.newest.nodes if data.newest else [],
        "coming": data.coming.nodes if data.coming else [],
        "topics": [topic for topic in data.topics or [] if topic.parent is None],
        "of": (found,),
    }


async def not_found(request: Request, site: Site) -> Response:
    """That there is no page, with a search for what the address seems to be about. The API tells nobody whether there is
    a private one: who has a password, or may sign in, can say so here."""
    path = request.url.path
    words = " ".join(path.strip("/").split("/")[-1:]).replace("-", " ")
    return await with_form(request, site, "not_found.html", 404, path=path, words=words)
