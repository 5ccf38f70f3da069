"""Reporting what somebody wrote, by everybody; reading a decision and asking for another look, by the link of a mail. Opening a link changes nothing."""

from __future__ import annotations

import secrets
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web.api.keys import current_keys
from web.api.models.client import Operations
from web.api.models.enums import ReportReason
from web.api.models.input_types import AppealDecisionInput, DecisionBy, ReportContentInput
from web.api.transport import Exchange
from web.bots import is_caught
from web.cookies import is_from_own_form
from web.form_fields import form_fields
from web.joining import asker, refusal
from web.private_pages import with_form
from web.responding import Site, site_of
from web.site import Shell

LONGEST = 5_000  # characters of a field; the API's are shorter
FIRST_RULES = (  # what is reported most, before the kinds of crime
    "PATIENT_DETAILS", "UNSAFE_ADVICE", "CODE_OF_CONDUCT", "HARASSMENT", "SPAM", "COPYRIGHT",
)  # fmt: skip
LAST = ("HARMFUL_TO_CHILDREN", "OTHER_ILLEGAL", "OTHER")


def _reasons(shell: Shell) -> list[list[str]]:
    """In groups: what is common, what the law calls priority illegal content, and the rest."""
    every = [*shell.labels.get("ReportReason", {})] or [one.value for one in ReportReason]
    kinds = [one for one in every if one not in FIRST_RULES and one not in LAST]
    return [list(FIRST_RULES), kinds, list(LAST)]


async def report(request: Request) -> Response:
    """The form, and what comes after it."""
    site = site_of(request)
    if request.method != "POST":
        return await _form(request, site, subject=request.query_params.get("subject", "")[:200])
    fields = await form_fields(request, LONGEST, 12)
    subject = fields.get("subject", "")
    if not is_from_own_form(request, fields.get("form", "")):
        return await _form(request, site, 403, subject=subject, fields=fields, problem="FORM")
    if is_caught(fields):
        return await with_form(request, site, "report.html", sent="R-00000000", hours=168, offers_help=False)
    reason = next((one for one in ReportReason if one.value == fields.get("reason")), None)
    if reason is None:
        return await _form(request, site, 422, subject=subject, fields=fields, problem="REASON")
    wish = ReportContentInput(
        subject=subject,
        reason=reason,
        words=fields.get("words", ""),
        email=fields.get("email", ""),
        idempotencyKey=fields.get("key", ""),
    )
    keys = current_keys()
    exchange = Exchange(keys=keys) if keys.member else asker(request)
    result = (await site.answers.operations.report_content(input=wish, exchange=exchange)).report_content
    if result is None or not result.reference:
        status, told = refusal(result)
        return await _form(request, site, status, subject=subject, fields=fields, **told)
    return await with_form(
        request,
        site,
        "report.html",
        sent=result.reference,
        hours=result.decided_within_hours,
        offers_help=result.offers_help_now,
    )


async def _form(request: Request, site: Site, status: int = 200, /, subject: str = "", **values: Any) -> Response:
    """The form. What is no page and no member is named by nobody here: the API knows whether it may be reported."""
    shell = await site.shell(request.url.path)
    found = (await site.answers.ask(Operations.reported, id=subject)).data if subject else None
    named = found.page.title if found and found.page else getattr(found and found.node, "display_name", None)
    fields = values.pop("fields", {})
    shown = {"subject": subject, "named": named, "reasons": _reasons(shell), "fields": fields, "sent": "", **values}
    key = fields.get("key") or secrets.token_urlsafe(24)
    return await with_form(request, site, "report.html", status, key=key, **shown)


async def decision(request: Request) -> Response:
    """A decision, by the link of a mail; what is sent from there is an appeal."""
    site, token = site_of(request), request.path_params["token"]
    if request.method != "POST":
        return await _decision(request, site, token)
    fields = await form_fields(request, LONGEST)
    if not is_from_own_form(request, fields.get("form", "")):
        return await _decision(request, site, token, 403, problem="FORM", fields=fields)
    wish = AppealDecisionInput(by=DecisionBy(token=token), words=fields.get("words", ""))
    asked = await site.answers.operations.appeal_decision(input=wish, exchange=asker(request))
    result = asked.appeal_decision
    if result is None or result.decision is None:
        status, told = refusal(result)
        return await _decision(request, site, token, status, fields=fields, **told)
    if result.offers_help_now:
        return await _decision(request, site, token, offers_help=True)
    return RedirectResponse(f"{request.url.path}#appeal", 303)


async def _decision(request: Request, site: Site, token: str, status: int = 200, /, **values: Any) -> Response:
    exchange = asker(request)
    exchange.draft = True  # so that the token is in no address
    found = (await site.answers.operations.moderation_decision(token=token, exchange=exchange)).moderation_decision
    shown = {"fields": {}, "offers_help": False, **values}
    if found is None:
        return await with_form(request, site, "decision.html", 404, found=None, path="/", **shown)
    return await with_form(request, site, "decision.html", status, found=found, path="/", **shown)


async def standing(request: Request) -> Response:
    """How far the member is trusted, why, and what was decided about what they wrote."""
    site = site_of(request)
    if not current_keys().member:
        return RedirectResponse(f"/sign-in/?next={request.url.path}", 303)
    answer = (await site.answers.ask(Operations.my_standing)).data
    if answer.my_standing is None:
        return RedirectResponse(f"/sign-in/?next={request.url.path}", 303)
    return await with_form(
        request, site, "standing.html", standing=answer.my_standing, decisions=answer.my_moderation_decisions or []
    )
