"""Leaving for good: what will happen is said first, and everything can be taken along. Nothing happens before the form is sent."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web.api.keys import current_keys
from web.api.models.client import Operations
from web.api.models.enums import ContributionsAtErasure
from web.api.models.input_types import DeleteAccountInput
from web.api.transport import Exchange
from web.cookies import FORM_TOKEN, MEMBER, drop_cookie, is_from_own_form
from web.form_fields import form_fields
from web.joining import asker, refusal
from web.private_pages import with_form
from web.responding import Site, site_of

LONGEST = 1_000  # characters of a field
SIGN_IN = "/sign-in/?next=/account/leave/"


async def leave(request: Request) -> Response:
    """The page, and what is sent from it."""
    site, keys = site_of(request), current_keys()
    if not keys.member:
        return RedirectResponse(SIGN_IN, 303)
    if request.method != "POST":
        return await _page(request, site)
    fields = await form_fields(request, LONGEST)
    if not is_from_own_form(request, fields.get("form", "")):
        return await _page(request, site, 403, problem="FORM")
    if fields.get("do") == "code":
        return await _code(request, site)
    wanted = fields.get("contributions", "")
    if wanted not in {one.value for one in ContributionsAtErasure}:
        return await _page(request, site, 422, problem="CHOICE")
    given = DeleteAccountInput(
        password=fields.get("password") or None,
        code=fields.get("code") or None,
        contributions=ContributionsAtErasure(wanted),
    )
    result = (await site.answers.operations.delete_account(input=given, exchange=Exchange(keys=keys))).delete_account
    if result is None or not result.deleted:
        status, told = refusal(result)
        return await _page(request, site, status, chosen=wanted, **told)
    answer = RedirectResponse("/left/", 303)
    for cookie in (MEMBER, FORM_TOKEN):
        drop_cookie(request, answer, cookie)
    answer.headers["Clear-Site-Data"] = '"storage"'  # what was typed and kept on this device
    return answer


async def left(request: Request) -> Response:
    """Who has left."""
    site = site_of(request)
    answer = site.page(request, await site.shell(request.url.path), "left.html")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


async def _code(request: Request, site: Site) -> Response:
    """A code is mailed to who never had a password."""
    account = (await site.answers.ask(Operations.account)).data.my_account
    if account is None or not account.email:
        return RedirectResponse(SIGN_IN, 303)
    asked = await site.answers.operations.request_sign_in_code(email=account.email, exchange=asker(request))
    result = asked.request_sign_in_code
    if result is None or not result.requested:
        status, told = refusal(result)
        return await _page(request, site, status, **told)
    return await _page(request, site, sent=True)


async def _page(request: Request, site: Site, status: int = 200, /, **values: Any) -> Response:
    found = (await site.answers.ask(Operations.account)).data
    if found.my_account is None:
        return RedirectResponse(SIGN_IN, 303)
    shown = {"sent": False, "chosen": "", **values}
    return await with_form(request, site, "leave.html", status, account=found.my_account, **shown)
