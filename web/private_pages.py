"""Private pages: a reader gives a password, or signs in, and holds the API's key for it from then on."""

from __future__ import annotations

import contextlib
import math
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web.api.keys import NOBODY, Keys, current_keys, reading_with
from web.api.models.client import Operations
from web.api.transport import Exchange, KeyRejected
from web.cookies import (
    ACCOUNT,
    FORM_TOKEN,
    MEMBER,
    PAGES,
    drop_cookie,
    form_token,
    is_from_own_form,
    keys_of,
    own_path,
    set_cookie,
    with_page,
)
from web.form_fields import form_fields
from web.responding import Site, site_of

LONGEST = 1_000  # characters of a field; the API's passwords are shorter
LIMITED = "RATE_LIMITED"


async def unlock(request: Request) -> Response:
    """The password of a page was given: on to the page, or what to do."""
    if request.method != "POST":
        return RedirectResponse("/", 303)
    site, fields = site_of(request), await form_fields(request, LONGEST)
    path = own_path(fields.get("path", "")).partition("?")[0]
    if not is_from_own_form(request, fields.get("form", "")):
        return await with_form(request, site, "unlock.html", 403, path=path, problem="FORM")
    found = await _told(request, site, Operations.unlock_page, path=path, password=fields.get("password", ""))
    result = found.unlock_page
    if result is None or not result.token:
        return await _refused(request, site, "unlock.html", result, path=path)
    answer = RedirectResponse(path, 303)
    set_cookie(request, answer, PAGES, with_page(keys_of(request), result.token))
    return answer


async def sign_out(request: Request) -> Response:
    """The keys are ended at the library and dropped here."""
    if request.method != "POST":
        return RedirectResponse("/sign-in/", 303)
    site, fields = site_of(request), await form_fields(request, LONGEST)
    if not is_from_own_form(request, fields.get("form", "")):
        return await with_form(request, site, "sign_in.html", 403, next="/", problem="FORM")
    keys = keys_of(request)
    if keys.member:
        with contextlib.suppress(KeyRejected):  # it was over already
            await site.answers.operations.sign_out(exchange=Exchange(keys=Keys(member=keys.member)))
    answer = RedirectResponse("/", 303)
    for name in (MEMBER, PAGES, FORM_TOKEN, ACCOUNT):
        drop_cookie(request, answer, name)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


async def rejected(request: Request, error: Exception) -> Response:
    """A key has ended: it is dropped, and the reader is told how to come back."""
    assert isinstance(error, KeyRejected)
    site, path = site_of(request), request.url.path
    with reading_with(NOBODY):
        answer = await with_form(request, site, "key_ended.html", 403, path=path, next=path)
    drop_cookie(request, answer, PAGES if error.header == "X-Page-Access" or not keys_of(request).member else MEMBER)
    return answer


async def with_form(request: Request, site: Site, template: str, status: int = 200, **values: Any) -> Response:
    """A page with a form of the site: the form and the browser get the same token."""
    token = form_token(request)
    shell = await site.shell(values.get("path") or request.url.path)
    defaults = {
        "problem": "",
        "wait": 0,
        "username": "",
        "keys": current_keys(),
        "sent": "",
        "again": False,
        "error": None,
    }
    answer = site.page(request, shell, template, status, **{**defaults, **values, "form_token": token})
    answer.headers["Cache-Control"] = "private, no-store"
    set_cookie(request, answer, FORM_TOKEN, token)
    return answer


async def _refused(request: Request, site: Site, template: str, result: Any, **values: Any) -> Response:
    error = result.errors[0] if result is not None and result.errors else None
    code = str(getattr(error.code, "value", error.code)) if error else ""
    if code != LIMITED:
        return await with_form(request, site, template, 403, problem="REFUSED", **values)
    seconds = error.retry_after or 60 if error else 60
    answer = await with_form(request, site, template, 429, problem=LIMITED, wait=math.ceil(seconds / 60), **values)
    answer.headers["Retry-After"] = str(seconds)
    return answer


async def _told(request: Request, site: Site, operation: Any, **variables: Any) -> Any:
    """Ask for a key, for the reader's address and without any other key. Raises ApiUnavailable."""
    address = request.client.host if request.client else ""
    return await operation(site.answers.operations, **variables, exchange=Exchange(keys=Keys(address=address)))
