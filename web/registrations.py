"""Registering for events: beside an event, on the page of one's own events, and by the link of a mail.

To open any of them changes nothing; only a form that is sent does.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web import certificates
from web.api.answers import Answer
from web.api.keys import Keys, current_keys
from web.api.models.client import Operations
from web.api.models.input_types import RegisterForEventInput, RegistrationBy
from web.api.transport import Exchange
from web.cookies import FORM_TOKEN, form_token, is_from_own_form, own_path, set_cookie
from web.form_fields import form_fields
from web.responding import Site, site_of
from web.site import Shell

LONGEST = 2_000  # characters of a field; the API's are shorter
ACTS: dict[str, Callable[..., Awaitable[Any]]] = {
    "cancel": Operations.cancel_registration,
    "accept": Operations.accept_offer,
    "decline": Operations.decline_offer,
}
STANDING = {"CONFIRMED", "WAITING", "OFFERED"}


async def event(request: Request, site: Site, shell: Shell, found: Answer[Any], page: Any) -> Response:
    """The page of an event, for who is signed in: how they stand, and the form."""
    values: dict[str, Any] = {"page": page, "head": page.seo}
    if not current_keys().member or page.registration_url:
        return site.page(request, shell, "pages/event.html", of=(found,), **values)
    told = await site.answers.ask(Operations.booking, path=page.path)
    token = form_token(request)
    booking = told.data.page if told.data.page and told.data.page.typename__ == "Event" else None
    answer = site.page(request, shell, "pages/event.html", **values, booking=booking, **_form(token))
    set_cookie(request, answer, FORM_TOKEN, token)
    return answer


def _form(token: str, fields: dict[str, str] | None = None) -> dict[str, Any]:
    """What the forms need: a request key of its own makes a double tap one."""
    sent = fields or {}
    return {"form_token": token, "fields": sent, "request_key": sent.get("key") or secrets.token_urlsafe(24)}


async def my_events(request: Request) -> Response:
    """The member's own registrations; what is done with one is sent here."""
    site = site_of(request)
    if not current_keys().member:
        return RedirectResponse(f"/sign-in/?next={request.url.path}", 303)
    if request.method != "POST":
        return await _list(request, site)
    fields = await form_fields(request, LONGEST)
    if not is_from_own_form(request, fields.get("form", "")):
        return await _list(request, site, 403, problem="FORM", fields=fields)
    exchange = Exchange(keys=current_keys())
    if fields.get("do") == "register":
        result = (
            await site.answers.operations.register_for_event(input=_input(fields), exchange=exchange)
        ).register_for_event
    elif fields.get("do") == "certificate":
        result = await certificates.issued(site, fields, exchange)
        if result is not None and result.certificate:
            return RedirectResponse(f"/certificate/{result.certificate.code}/", 303)
    elif fields.get("do") == "show":
        result = await certificates.shown(site, fields, exchange)
    else:
        result = await _acted(site, fields, RegistrationBy(registration=fields.get("id", "")), exchange)
    error = _error(result, exchange)
    if error is not None:
        return await _list(request, site, 422, problem="REFUSED", error=error, fields=fields)
    then = own_path(fields.get("next", request.url.path))
    return RedirectResponse(f"{then.partition('#')[0]}#registration", 303)


def _input(fields: dict[str, str]) -> RegisterForEventInput:
    names = [line.strip() for line in fields.get("companions", "").splitlines() if line.strip()]
    return RegisterForEventInput(
        event=fields.get("event", ""),
        accessNeeds=fields.get("needs", ""),
        companions=names,
        idempotencyKey=fields.get("key", ""),
    )


async def _acted(site: Site, fields: dict[str, str], by: RegistrationBy, exchange: Exchange) -> Any:
    act = ACTS.get(fields.get("do", ""))
    if act is None:
        return None
    done = await act(site.answers.operations, by=by, exchange=exchange)
    return getattr(done, next(iter(type(done).model_fields)))


def _error(result: Any, exchange: Exchange) -> Any:
    """What the API refuses; None where it did it."""
    if result is None:
        return {"message": " ".join(exchange.messages), "code": "", "field": None}
    return result.errors[0] if result.errors else None


async def _list(request: Request, site: Site, status: int = 200, **values: Any) -> Response:
    shell, token = await site.shell(request.url.path), form_token(request)
    found = (await site.answers.ask(Operations.my_registrations)).data.my_registrations or []
    coming = _coming(found)
    others = await certificates.who_comes(site, coming)
    shown = {"problem": "", "error": None, "wait": 0, **_form(token, values.pop("fields", None)), **values}
    answer = site.page(
        request,
        shell,
        "my_events.html",
        status,
        coming=sorted(coming, key=lambda one: one.event.start),
        past=[one for one in found if one not in coming],
        others=others,
        **shown,
    )
    set_cookie(request, answer, FORM_TOKEN, token)
    return answer


def _coming(found: list[Any]) -> list[Any]:
    """Those for events still to come: of each event the one that stands, or what last became of one."""
    last: dict[str, Any] = {}
    for one in found:  # the newest first
        if one.event and one.event.typename__ == "Event" and not one.event.is_past:
            known = last.setdefault(one.event.id, one)
            if one.state.value in STANDING and known.state.value not in STANDING:
                last[one.event.id] = one
    return list(last.values())


async def by_link(request: Request) -> Response:
    """One registration, by the link of a mail: how it stands, and what can be done."""
    site, token = site_of(request), request.path_params["token"]
    if request.method != "POST":
        return await _of_link(request, site, token)
    fields, exchange = await form_fields(request, LONGEST), Exchange(keys=_asker(request))
    if not is_from_own_form(request, fields.get("form", "")):
        return await _of_link(request, site, token, 403, problem="FORM")
    error = _error(await _acted(site, fields, RegistrationBy(token=token), exchange), exchange)
    if error is not None:
        return await _of_link(request, site, token, 422, problem="REFUSED", error=error)
    return RedirectResponse(f"{request.url.path}#registration", 303)


async def _of_link(request: Request, site: Site, token: str, status: int = 200, **values: Any) -> Response:
    exchange = Exchange(draft=True, keys=_asker(request))
    found = (await site.answers.operations.registration_by_link(token=token, exchange=exchange)).event_registration
    shell = await site.shell("/")
    if found is None:
        return site.page(request, shell, "no_registration.html", 404, why=" ".join(exchange.messages))
    key = form_token(request)
    shown = {"problem": "", "error": None, "wait": 0, **_form(key), **values}
    answer = site.page(request, shell, "registration.html", status, registration=found, **shown)
    set_cookie(request, answer, FORM_TOKEN, key)
    return answer


def _asker(request: Request) -> Keys:
    """Whose tries the API counts: those of the reader's address, and nobody's rights beside the link's."""
    return Keys(address=request.client.host if request.client else "")
