"""“I do this too”, at the address of a resource and ``do-this-too/``. To open it changes nothing; only its button does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web.api.keys import current_keys
from web.api.models.client import Operations
from web.api.transport import Exchange
from web.cookies import is_from_own_form
from web.form_fields import form_fields
from web.joining import refusal
from web.private_pages import with_form
from web.responding import Site, site_of

END = "do-this-too/"
RESOURCES = ("Article", "Tool", "WellbeingGuidance", "Event", "Initiative")
LONGEST = 200  # characters of a field
View = Callable[[Request], Awaitable[Response]]


def beside(otherwise: View) -> View:
    """Who does what a resource is about, and the button; any other address with the same end is a page like others."""

    async def do_this_too(request: Request) -> Response:
        site, path = site_of(request), request.url.path.removesuffix(END)
        resource = (await site.answers.ask(Operations.resource_at, path=path)).data.page
        if resource is None or resource.typename__ not in RESOURCES:
            return await otherwise(request)
        if request.method != "POST":
            return await _shown(request, site, resource)
        if not current_keys().member:
            return RedirectResponse(f"/sign-in/?next={request.url.path}", 303)
        fields = await form_fields(request, LONGEST)
        if not is_from_own_form(request, fields.get("form", "")):
            return await _shown(request, site, resource, 403, problem="FORM")
        result = (
            await site.answers.operations.answer_do_this_too(
                resource=resource.id, i_do=fields.get("do") == "yes", exchange=Exchange(keys=current_keys())
            )
        ).answer_do_this_too
        if result is None or result.errors:
            status, told = refusal(result)
            return await _shown(request, site, resource, status, **told)
        return RedirectResponse(request.url.path, 303)

    return do_this_too


async def _shown(request: Request, site: Site, resource: Any, status: int = 200, /, **values: Any) -> Response:
    found = (await site.answers.ask(Operations.do_this_too, id=resource.id)).data
    shown = {
        "resource": resource,
        "number": getattr(found.page, "do_this_too_count", None),
        "people": found.do_this_too.nodes if found.do_this_too else [],
        "i_do": bool(found.i_do_this_too),
        "signed_in": bool(current_keys().member),
    }
    return await with_form(request, site, "do_this_too.html", status, **{**shown, **values})
