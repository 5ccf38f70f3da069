"""The preview of a draft: the page as it will be, for the editor who has its token. Nothing of it is kept anywhere; its
headers are those of `security.OF_PREVIEWS`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from web.api.models.input_types import PageBy
from web.api.transport import Exchange
from web.lists import SECTIONS, listed
from web.pages import TEMPLATES, first_page
from web.responding import Site, site_of
from web.site import Shell
from web.sourcing import marked_page, with_sources

LONGEST_TOKEN = 1_000  # characters; the API's are shorter
INCOMPLETE = "DRAFT_INCOMPLETE"


async def preview(request: Request) -> Response:
    """The draft that a token opens, or why it opens none."""
    site, token = site_of(request), request.query_params.get("token", "")
    page, exchange = await draft_of(site, {"preview_token": token}, mapped=True)
    if page is None:
        shell = await site.shell("/")
        why = " ".join(exchange.messages)
        return site.page(request, shell, "preview_refused.html", 403, why=why)
    places = with_sources(page, exchange.source_map, "/page")
    answer = await draft_page(request, site, page, draft=True)
    answer.body = marked_page(bytes(answer.body).decode(), places).encode()
    answer.headers["Content-Length"] = str(len(answer.body))
    return answer


async def draft_of(site: Site, by: dict[str, str], *, mapped: bool = False) -> tuple[Any, Exchange]:
    """The draft, None where the token opens none; and what was said beside it. Raises ApiUnavailable.

    Asked by POST and past everything that is kept. A draft that lacks what every published page has is asked for without it.
    """
    operations, exchange = site.answers.operations, Exchange(draft=True, mapped=mapped)
    (token,) = by.values()
    if not token or len(token) > LONGEST_TOKEN:
        return None, exchange
    which = PageBy(**by)
    page: Any = (await operations.preview(by=which, complete=True, exchange=exchange)).page
    if page is None and INCOMPLETE in exchange.codes:
        exchange = Exchange(draft=True, mapped=mapped)
        page = (await operations.preview(by=which, complete=False, exchange=exchange)).page
    return page, exchange


async def draft_page(request: Request, site: Site, page: Any, **values: Any) -> Response:
    """A draft with the templates of the page, and what is said around it."""
    shell = await site.shell(page.path or f"/{page.locale}/")
    found = await _shown(request, site, shell, page)
    if isinstance(found, Response):
        return found
    template, shown = found
    # What stands around the draft may be kept and old; the draft itself is as it is now.
    shown |= {"page": page, "head": page.seo, "path": page.path or "", "stale": False, "of": (), **values}
    return site.page(request, replace(shell, stale=False), template, **shown)


async def _shown(request: Request, site: Site, shell: Shell, page: Any) -> Response | tuple[str, dict[str, Any]]:
    kind = page.typename__
    if kind == "HomePage":
        return "pages/home.html", await first_page(site, shell, page.path or "/")
    if kind in SECTIONS:
        found = await listed(request, site, shell, SECTIONS[kind], page.path or "/")
        return found if isinstance(found, Response) else ("pages/section.html", found)
    return f"pages/{TEMPLATES[kind]}.html", {}
