"""Signing in: by name and password, by a code from a mail, and with a second factor after either; and a forgotten password."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web.cookies import FORM_TOKEN, MEMBER, drop_cookie, is_from_own_form, own_path, set_cookie
from web.form_fields import form_fields
from web.joining import asker, refusal
from web.private_pages import with_form
from web.responding import Site, site_of

LONGEST = 1_000  # characters of a field
DEVICE = "The site"
MORE, STAFF = "SECOND_FACTOR_NEEDED", "SECOND_FACTOR_MISSING"


async def sign_in(request: Request) -> Response:
    """Who signs in, and where to go after that; who is signed in may sign out here."""
    site = site_of(request)
    if request.method != "POST":
        return await with_form(request, site, "sign_in.html", next=own_path(request.query_params.get("next", "/")))
    fields = await form_fields(request, LONGEST)
    name, then = fields.get("username", ""), own_path(fields.get("next", "/"))
    shown = {"next": then, "username": name}
    if not is_from_own_form(request, fields.get("form", "")):
        return await with_form(request, site, "sign_in.html", 403, problem="FORM", **shown)
    password = fields.get("password", "")
    asked = await site.answers.operations.sign_in(
        username=name, password=password, device=DEVICE, exchange=asker(request)
    )
    return await _answer(request, site, "sign_in.html", asked.sign_in, shown)


async def second_factor(request: Request) -> Response:
    """The code of an authenticator, after the first factor."""
    site = site_of(request)
    if request.method != "POST":
        return RedirectResponse("/sign-in/", 303)
    fields = await form_fields(request, LONGEST)
    attempt, then = fields.get("attempt", ""), own_path(fields.get("next", "/"))
    shown = {"next": then, "attempt": attempt}
    if not is_from_own_form(request, fields.get("form", "")):
        return await with_form(request, site, "second_factor.html", 403, problem="FORM", **shown)
    asked = await site.answers.operations.sign_in_with_second_factor(
        attempt=attempt, code=fields.get("code", ""), device=DEVICE, exchange=asker(request)
    )
    return await _answer(request, site, "second_factor.html", asked.sign_in_with_second_factor, shown)


async def by_code(request: Request) -> Response:
    """A code is mailed, then typed in."""
    site = site_of(request)
    if request.method != "POST":
        then = own_path(request.query_params.get("next", "/"))
        return await with_form(request, site, "sign_in_code.html", next=then, email="")
    fields = await form_fields(request, LONGEST)
    email, then = fields.get("email", ""), own_path(fields.get("next", "/"))
    shown: dict[str, Any] = {"next": then, "email": email, "sent": email if "code" in fields else ""}
    if not is_from_own_form(request, fields.get("form", "")):
        return await with_form(request, site, "sign_in_code.html", 403, problem="FORM", **shown)
    ask = site.answers.operations
    if "code" in fields:
        given = {"email": email, "code": fields["code"], "device": DEVICE}
        found = (await ask.sign_in_with_code(**given, exchange=asker(request))).sign_in_with_code
        return await _answer(request, site, "sign_in_code.html", found, shown)
    result = (await ask.request_sign_in_code(email=email, exchange=asker(request))).request_sign_in_code
    if result is None or not result.requested:
        status, told = refusal(result)
        return await with_form(request, site, "sign_in_code.html", status, **shown, **told)
    return await with_form(request, site, "sign_in_code.html", **{**shown, "sent": email})


async def forgotten(request: Request) -> Response:
    """The link to a new password is mailed."""
    site = site_of(request)
    if request.method != "POST":
        return await with_form(request, site, "forgotten.html", email="")
    fields = await form_fields(request, LONGEST)
    email = fields.get("email", "")
    if not is_from_own_form(request, fields.get("form", "")):
        return await with_form(request, site, "forgotten.html", 403, email=email, problem="FORM")
    asked = await site.answers.operations.request_password_reset(email=email, exchange=asker(request))
    result = asked.request_password_reset
    if result is None or not result.requested:
        status, told = refusal(result)
        return await with_form(request, site, "forgotten.html", status, email=email, **told)
    return await with_form(request, site, "forgotten.html", email=email, sent=email)


async def new_password(request: Request) -> Response:
    """The link of the mail: a new password."""
    site, token = site_of(request), request.path_params["token"]
    if request.method != "POST":
        return await with_form(request, site, "new_password.html", done=False)
    fields = await form_fields(request, LONGEST)
    if not is_from_own_form(request, fields.get("form", "")):
        return await with_form(request, site, "new_password.html", 403, done=False, problem="FORM")
    password = fields.get("password", "")
    asked = await site.answers.operations.reset_password(token=token, password=password, exchange=asker(request))
    result = asked.reset_password
    if result is None or not result.changed:
        status, told = refusal(result)
        return await with_form(request, site, "new_password.html", status, done=False, **told)
    return await with_form(request, site, "new_password.html", done=True)


async def _answer(request: Request, site: Site, template: str, result: Any, shown: dict[str, Any]) -> Response:
    if result is not None and result.token:
        answer = RedirectResponse(shown["next"], 303)
        set_cookie(request, answer, MEMBER, result.token)
        drop_cookie(request, answer, FORM_TOKEN)  # what was known before somebody signed in is worth nothing after
        return answer
    status, told = refusal(result)
    error = told.get("error")
    code = str(getattr(error.code, "value", error.code)) if error else ""
    if code == MORE and result.attempt:
        return await with_form(request, site, "second_factor.html", attempt=result.attempt, next=shown["next"])
    if code == STAFF:
        told["problem"] = STAFF
    return await with_form(request, site, template, 403 if status == 422 else status, **{**shown, **told})
