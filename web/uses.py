"""Reports of use: what members say below a tool, the form at its address and ``used/``, and the page of one's own.

To open any of them changes nothing; only a form that is sent does.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web.api.answers import Answer
from web.api.keys import current_keys
from web.api.models.client import Operations
from web.api.models.input_types import ReportedFigureInput, ReportToolUseInput, ReviseToolUseInput
from web.api.transport import Exchange
from web.cookies import is_from_own_form
from web.form_fields import form_fields
from web.joining import refusal
from web.private_pages import with_form
from web.responding import Site, site_of
from web.site import Shell

LONGEST, MOST_FIELDS = 6_000, 24  # characters of a field; the API's are shorter
FIGURES = 3  # rows of the form
GONE = "WITHDRAWN"
View = Callable[[Request], Awaitable[Response]]


async def tool(request: Request, site: Site, shell: Shell, found: Answer[Any], page: Any) -> Response:
    """The page of a tool, with what members say who use it."""
    told = await site.answers.ask(Operations.tool_uses, id=page.id)
    values = {"page": page, "head": page.seo, "uses": told.data.use_reports}
    return site.page(request, shell, "pages/tool.html", of=(found, told), **values)


def report_beside(otherwise: View) -> View:
    """The form below the address of a tool; any other address with the same end is a page like others."""

    async def report(request: Request) -> Response:
        site, path = site_of(request), request.url.path.removesuffix("used/")
        if not current_keys().member:
            kind = await site.answers.ask(Operations.route, path=path, locale=None)
            page = kind.data.route.page if kind.data.route else None
            if page is None or page.typename__ != "Tool":
                return await otherwise(request)
            return RedirectResponse(f"/sign-in/?next={request.url.path}", 303)
        shell = await site.shell(path)
        asked = (await site.answers.ask(Operations.use_form, path=path, locale=shell.locale)).data
        if asked.page is None or asked.page.typename__ != "Tool":
            return await otherwise(request)
        own = [one for one in asked.my_use_reports or [] if one.state.value != GONE]
        known = next((one for one in own if one.tool and one.tool.id == asked.page.id), None)
        if request.method != "POST":
            return await _form(request, site, asked, known)
        return await _sent(request, site, asked, known)

    return report


async def _sent(request: Request, site: Site, asked: Any, known: Any) -> Response:
    fields = await form_fields(request, LONGEST, MOST_FIELDS)
    if not is_from_own_form(request, fields.get("form", "")):
        return await _form(request, site, asked, known, 403, fields=fields, problem="FORM")
    exchange, ask = Exchange(keys=current_keys()), site.answers.operations
    result: Any
    if fields.get("do") == "withdraw" and known:
        result = (await ask.withdraw_tool_use(report=known.id, exchange=exchange)).withdraw_tool_use
    elif known:
        wish = ReviseToolUseInput(report=known.id, **_values(fields))
        result = (await ask.revise_tool_use(input=wish, exchange=exchange)).revise_tool_use
    else:
        new = ReportToolUseInput(tool=asked.page.id, idempotencyKey=fields.get("key", ""), **_values(fields))
        result = (await ask.report_tool_use(input=new, exchange=exchange)).report_tool_use
    if result is None or result.errors:
        status, told = refusal(result)
        return await _form(request, site, asked, known, status, fields=fields, **told)
    return RedirectResponse("/my/uses/#thanks" if fields.get("do") != "withdraw" else "/my/uses/", 303)


def _values(fields: dict[str, str]) -> dict[str, Any]:
    rows = [
        {name: fields.get(f"{name}-{nth}", "").strip() for name in ("label", "value", "source")}
        for nth in range(FIGURES)
    ]
    return {
        "whatChanged": fields.get("changed", ""),
        "whatIAdapted": fields.get("adapted", ""),
        "setting": fields.get("setting") or None,
        "region": fields.get("region") or None,
        "usedSince": _day(fields.get("since", "")),
        "localFigures": [ReportedFigureInput(**one) for one in rows if any(one.values())],
    }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _fields(known: Any) -> dict[str, str]:
    """The form's fields of a report."""
    if known is None:
        return {}
    made = {
        "changed": known.what_changed,
        "adapted": known.what_i_adapted or "",
        "setting": known.setting.slug if known.setting else "",
        "region": known.region.slug if known.region else "",
        "since": known.used_since.isoformat() if known.used_since else "",
    }
    for nth, one in enumerate(known.local_figures[:FIGURES]):
        made |= {f"label-{nth}": one.label, f"value-{nth}": one.value, f"source-{nth}": one.source or ""}
    return made


async def _form(request: Request, site: Site, asked: Any, known: Any, status: int = 200, /, **values: Any) -> Response:
    fields = values.pop("fields", None) or _fields(known)
    key = fields.get("key") or secrets.token_urlsafe(24)
    shown = {"tool": asked.page, "asked": asked, "known": known, "fields": fields, "request_key": key, "rows": FIGURES}
    return await with_form(request, site, "used.html", status, **{**shown, **values})


async def my_uses(request: Request) -> Response:
    """The member's own reports."""
    if not current_keys().member:
        return RedirectResponse(f"/sign-in/?next={request.url.path}", 303)
    site = site_of(request)
    found = (await site.answers.ask(Operations.my_uses)).data.my_use_reports or []
    return await with_form(request, site, "my_uses.html", reports=[one for one in found if one.state.value != GONE])
