"""A member's own contributions: how each stands, what was said of it, and changing it or taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web.api.keys import current_keys
from web.api.models.client import Operations
from web.api.models.input_types import WithdrawContributionInput
from web.api.transport import Exchange
from web.contributing import answered
from web.contribution_kinds import KINDS
from web.contribution_sending import Told, revised
from web.cookies import is_from_own_form
from web.form_fields import Sent, form_fields
from web.joining import refusal
from web.pages import not_found
from web.private_pages import with_form
from web.responding import Site, site_of

LONGEST = 1_000  # characters of a field
WITHDRAW = "withdraw"
REVISION = KINDS["article"].for_revision()


async def my_contributions(request: Request) -> Response:
    """The list; taking one back is sent here."""
    site, keys = site_of(request), current_keys()
    if not keys.member:
        return RedirectResponse(f"/sign-in/?next={request.url.path}", 303)
    if request.method != "POST":
        return await _list(request, site)
    fields = await form_fields(request, LONGEST)
    if not is_from_own_form(request, fields.get("form", "")) or fields.get("do") != WITHDRAW:
        return await _list(request, site, 403, problem="FORM")
    wish = WithdrawContributionInput(contribution=fields.get("id", ""), keepDraft="delete" not in fields)
    asked = await site.answers.operations.withdraw_contribution(input=wish, exchange=Exchange(keys=keys))
    result = asked.withdraw_contribution
    if result is None or result.errors:
        status, told = refusal(result)
        return await _list(request, site, status, **told)
    return RedirectResponse(f"{request.url.path}#{fields.get('id', '')}", 303)


@dataclass(frozen=True)
class Before:
    """What a form begins with that needs to ask nothing: that of one that was sent, and comes back."""

    title: str = ""
    summary: str = ""
    body: str = ""
    revision: str = ""
    topics: tuple[str, ...] = ()


async def revise(request: Request) -> Response:
    """The form of one that was sent before, filled with what was sent: its words, whatever else it has stays."""
    site, key = site_of(request), request.path_params["id"]
    found: Any = Before()
    if request.method != "POST":
        if not current_keys().member:
            return RedirectResponse(f"/sign-in/?next={request.url.path}", 303)
        found = next((one for one in await _all(site) if one.id == key), None)
        if found is None:
            return await not_found(request, site)

    async def send(sent: Sent, exchange: Exchange) -> Told:
        return await revised(site, key, sent, exchange)

    return await answered(request, site, REVISION, send, revising=found)


async def _all(site: Site) -> list[Any]:
    found = (await site.answers.ask(Operations.my_contributions)).data.my_contributions
    return found.nodes if found else []


async def _list(request: Request, site: Site, status: int = 200, **told: Any) -> Response:
    return await with_form(request, site, "my_contributions.html", status, contributions=await _all(site), **told)
