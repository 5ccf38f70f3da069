"""Joining: the form, the page of the link in the mail, and the texts that members accept. Opening a link changes nothing."""

from __future__ import annotations

import math
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from web.api.keys import Keys
from web.api.models.client import Operations
from web.api.models.input_types import SignUpInput
from web.api.transport import Exchange
from web.bots import is_caught
from web.cookies import is_from_own_form
from web.form_fields import form_fields
from web.private_pages import with_form
from web.responding import Site, site_of

LONGEST = 1_000  # characters of a field
LIMITED = "RATE_LIMITED"
TERMS, CODE_OF_CONDUCT = "TERMS", "CODE_OF_CONDUCT"


async def join(request: Request) -> Response:
    """The form, and what comes after it: a mail is on its way, whoever has an account."""
    site = site_of(request)
    if request.method != "POST":
        return await _form(request, site)
    fields = await form_fields(request, LONGEST, 13)
    shown = {name: value for name, value in fields.items() if name != "password"}
    if not is_from_own_form(request, fields.get("form", "")):
        return await _form(request, site, 403, fields=shown, problem="FORM")
    if is_caught(fields):  # thanked as anybody is
        return await with_form(request, site, "join.html", sent=fields.get("email", ""))
    wish = SignUpInput(
        email=fields.get("email", ""),
        password=fields.get("password", ""),
        displayName=fields.get("name", ""),
        profession=fields.get("profession", ""),
        isOfAge="of_age" in fields,
        termsVersion=fields.get("terms", "") if "accepted" in fields else "",
        codeOfConductVersion=fields.get("code", "") if "accepted" in fields else "",
    )
    result = (await site.answers.operations.sign_up(input=wish, exchange=asker(request))).sign_up
    if result is None or not result.mail_sent:
        return await _form(request, site, *refusal(result), fields=shown)
    return await with_form(request, site, "join.html", sent=fields.get("email", ""))


async def again(request: Request) -> Response:
    """The mail once more."""
    site, fields = site_of(request), await form_fields(request, LONGEST)
    email = fields.get("email", "")
    if not is_from_own_form(request, fields.get("form", "")):
        return await with_form(request, site, "join.html", 403, sent=email, problem="FORM")
    asked = await site.answers.operations.request_new_confirmation(email=email, exchange=asker(request))
    result = asked.request_new_confirmation
    if result is None or not result.requested:
        status, told = refusal(result)
        return await with_form(request, site, "join.html", status, sent=email, **told)
    return await with_form(request, site, "join.html", sent=email, again=True)


async def confirm(request: Request) -> Response:
    """The link of a mail: a button, and what has become of it."""
    site, token = site_of(request), request.path_params["token"]
    if request.method != "POST":
        return await with_form(request, site, "confirm.html", done=False)
    fields = await form_fields(request, LONGEST)
    if not is_from_own_form(request, fields.get("form", "")):
        return await with_form(request, site, "confirm.html", 403, done=False, problem="FORM")
    result = (await site.answers.operations.confirm_email(token=token, exchange=asker(request))).confirm_email
    if result is None or not result.confirmed:
        status, told = refusal(result)
        return await with_form(request, site, "confirm.html", status, done=False, **told)
    return await with_form(request, site, "confirm.html", done=True)


async def terms(request: Request) -> Response:
    """The terms, as they stand."""
    return await _text(request, TERMS)


async def code_of_conduct(request: Request) -> Response:
    """The code of conduct, as it stands."""
    return await _text(request, CODE_OF_CONDUCT)


async def _text(request: Request, kind: str) -> Response:
    site = site_of(request)
    answer = await site.answers.ask(Operations.agreements)
    shell = await site.shell(request.url.path)
    found = next((one for one in answer.data.agreements or [] if one.kind.value == kind), None)
    if found is None:
        return site.page(request, shell, "not_found.html", 404)
    return site.page(request, shell, "agreement.html", of=(answer,), agreement=found)


async def _form(request: Request, site: Site, status: int = 200, /, told: Any = None, **values: Any) -> Response:
    shell = await site.shell(request.url.path)
    asked = (await site.answers.ask(Operations.join_form, locale=shell.locale)).data
    versions = {one.kind.value: one.version for one in asked.agreements or []}
    shown = {"fields": {}, **(told or {}), **values}
    return await with_form(
        request, site, "join.html", status, versions=versions, professions=asked.professions or [], **shown
    )


def refusal(result: Any) -> tuple[int, dict[str, Any]]:
    """The status and the words for what the API refuses."""
    error = result.errors[0] if result is not None and result.errors else None
    if error is None:
        return 502, {"problem": "REFUSED", "error": None}
    if str(getattr(error.code, "value", error.code)) == LIMITED:
        return 429, {"problem": LIMITED, "wait": math.ceil((error.retry_after or 60) / 60), "error": error}
    return 422, {"problem": "REFUSED", "error": error}


def asker(request: Request) -> Exchange:
    """Whose tries the API counts, without any key."""
    return Exchange(keys=Keys(address=request.client.host if request.client else ""))
