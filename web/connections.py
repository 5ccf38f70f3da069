"""Connections: who asked, who agreed, what was written. Only a form that is sent changes anything."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web.api.keys import current_keys
from web.api.models.client import Operations
from web.api.transport import Exchange
from web.cookies import is_from_own_form
from web.form_fields import form_fields
from web.joining import refusal
from web.members import member_page
from web.private_pages import with_form
from web.responding import Site, site_of

LONGEST = 12_000  # characters of a field; the API's are shorter
ACTS = {
    "accept": Operations.accept_connection,
    "decline": Operations.decline_connection,
    "end": Operations.end_connection,
    "block": Operations.block_member,
}


async def my_connections(request: Request) -> Response:
    """The page, and what is sent from it or from the page of a member."""
    site, keys = site_of(request), current_keys()
    if not keys.member:
        return RedirectResponse(f"/sign-in/?next={quote(request.url.path)}", 303)
    if request.method != "POST":
        return await _list(request, site, done=request.query_params.get("done", ""))
    fields = await form_fields(request, LONGEST)
    if not is_from_own_form(request, fields.get("form", "")):
        return await _list(request, site, 403, problem="FORM", fields=fields)
    result = await _sent(site, fields, Exchange(keys=keys))
    if result is not None and not result.errors:
        if getattr(result, "offers_help_now", False):  # shown once, and in no address
            return await _list(request, site, done=fields.get("do", ""), offers_help=True)
        return RedirectResponse(f"{request.url.path}?done={quote(fields.get('do', ''))}", 303)
    status, told = refusal(result)
    if fields.get("do") == "ask":
        found = (await site.answers.ask(Operations.member, id=fields.get("to", ""))).data
        if found.node is not None and found.node.typename__ == "Member":
            return await member_page(request, site, found, status, fields=fields, **told)
    return await _list(request, site, status, fields=fields, **told)


async def _sent(site: Site, fields: dict[str, str], exchange: Exchange) -> Any:
    """What the API says to a form; None for one that is none of this page."""
    ask, wanted, which = site.answers.operations, fields.get("do", ""), fields.get("id", "")
    if wanted == "ask":
        given = {"to": fields.get("to", ""), "message": fields.get("message", ""), "key": fields.get("key", "")}
        return (await ask.request_connection(**given, exchange=exchange)).request_connection
    if wanted == "send":
        text, key = fields.get("text", ""), fields.get("key", "")
        return (await ask.send_message(connection=which, text=text, key=key, exchange=exchange)).send_message
    if wanted == "unblock":
        return (await ask.unblock_member(block=which, exchange=exchange)).unblock_member
    act: Any = ACTS.get(wanted)
    if act is None:
        return None
    done = await act(ask, connection=which, exchange=exchange)
    return getattr(done, next(iter(type(done).model_fields)))


async def _list(request: Request, site: Site, status: int = 200, /, **values: Any) -> Response:
    found = (await site.answers.ask(Operations.my_connections)).data
    if found.my_connections is None:
        return RedirectResponse("/sign-in/?next=/my/connections/", 303)
    all_of_them = found.my_connections
    waiting = [one for one in all_of_them if one.state.value == "PENDING" and not one.asked_by_me]
    talking = [one for one in all_of_them if one.state.value == "ACCEPTED"]
    shown = {
        "waiting": waiting,
        "talking": talking,
        "others": [one for one in all_of_them if one not in waiting and one not in talking],
        "blocks": found.my_blocks or [],
        "new_key": lambda: secrets.token_urlsafe(24),
        "done": "",
        "offers_help": False,
        "fields": {},
        **values,
    }
    return await with_form(request, site, "my_connections.html", status, **shown)
