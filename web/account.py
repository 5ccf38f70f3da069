"""A member's own account: what it is, where they are signed in, password, mail address, second factor."""

from __future__ import annotations

import base64
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

LONGEST = 1_000  # characters of a field


async def account(request: Request) -> Response:
    """The page, and what is sent from it."""
    site, keys = site_of(request), current_keys()
    if not keys.member:
        return RedirectResponse(f"/sign-in/?next={request.url.path}", 303)
    if request.method != "POST":
        return await _page(request, site)
    fields = await form_fields(request, LONGEST)
    wanted = fields.get("do", "")
    if not is_from_own_form(request, fields.get("form", "")):
        return await _page(request, site, 403, problem="FORM")
    result, worked = await _sent(site, wanted, fields, Exchange(keys=keys))
    if not worked:
        status, told = refusal(result)
        kept = {"set_up": _kept(fields)} if wanted == "confirm" else {}
        return await _page(request, site, status, wanted=wanted, **told, **kept)
    return await _page(request, site, done=wanted, **_shown(wanted, result))


async def my_pages(request: Request) -> Response:
    """Where a member finds all that is theirs."""
    if not current_keys().member:
        return RedirectResponse(f"/sign-in/?next={request.url.path}", 303)
    site = site_of(request)
    answer = site.page(request, await site.shell(request.url.path), "my.html")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


async def data(request: Request) -> Response:
    """Everything that the library holds of the member, as a file."""
    if not current_keys().member:
        return RedirectResponse("/sign-in/?next=/account/", 303)
    found = (await site_of(request).answers.ask(Operations.my_data)).data.my_data
    if found is None:
        return RedirectResponse("/sign-in/?next=/account/", 303)
    headers = {"Content-Disposition": 'attachment; filename="my-data.json"', "Cache-Control": "private, no-store"}
    return Response(found.document, 200, headers, "application/json; charset=utf-8")


async def _sent(site: Site, wanted: str, fields: dict[str, str], exchange: Exchange) -> tuple[Any, bool]:
    """What the API says to a form, and whether it did it."""
    ask, password = site.answers.operations, fields.get("password", "")
    result: Any = None
    if wanted == "password":
        new = fields.get("new", "")
        result = (await ask.change_password(current=password, new=new, exchange=exchange)).change_password
    elif wanted == "email":
        email = fields.get("email", "")
        result = (await ask.change_email(email=email, password=password, exchange=exchange)).change_email
    elif wanted == "end":
        result = (await ask.end_token(id=fields.get("id", ""), exchange=exchange)).end_token
    elif wanted == "start":
        result = (await ask.start_authenticator(password=password, exchange=exchange)).start_authenticator
    elif wanted == "confirm":
        state, code = fields.get("state", ""), fields.get("code", "")
        result = (await ask.confirm_authenticator(state=state, code=code, exchange=exchange)).confirm_authenticator
    elif wanted == "codes":
        result = (await ask.renew_recovery_codes(password=password, exchange=exchange)).renew_recovery_codes
    elif wanted == "remove":
        result = (await ask.remove_authenticator(password=password, exchange=exchange)).remove_authenticator
    return result, result is not None and not result.errors


def _shown(wanted: str, result: Any) -> dict[str, Any]:
    if wanted == "start":
        picture = base64.b64encode((result.qr_code or "").encode()).decode()
        return {"set_up": {"secret": result.secret, "uri": result.uri, "picture": picture, "state": result.state}}
    return {"recovery": result.recovery_codes} if wanted in {"confirm", "codes"} else {}


def _kept(fields: dict[str, str]) -> dict[str, str]:
    """A set-up whose first code was wrong: the secret is in the phone, and asked for no more."""
    return {"secret": "", "uri": "", "picture": "", "state": fields.get("state", "")}


async def _page(request: Request, site: Site, status: int = 200, /, **values: Any) -> Response:
    found = (await site.answers.ask(Operations.account)).data
    if found.my_account is None:
        return RedirectResponse("/sign-in/?next=/account/", 303)
    shown = {"done": "", "wanted": "", "set_up": None, "recovery": None, **values}
    return await with_form(
        request, site, "account.html", status, account=found.my_account, apps=found.my_tokens or [], **shown
    )
