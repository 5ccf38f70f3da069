"""Offering something to the library: what kind, its form, and what became of it. Opening any of these changes nothing.

The form needs no script. With one (`static/contribute.js`) it is kept on the device while it is written and sent by itself:
then the answers are JSON, from the same addresses. Each contribution has a key; what is sent twice with it arrives once.
"""

from __future__ import annotations

import hashlib
import math
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from web.api.keys import NOBODY, Keys, current_keys, reading_with
from web.api.models.client import Operations
from web.api.transport import ApiBusy, ApiUnavailable, Exchange, KeyRejected
from web.contribution_files import undescribed
from web.contribution_kinds import KINDS, Kind
from web.contribution_sending import Problem, Told, adapted, given_by, revision_given, submitted
from web.contribution_texts import unreadable_costs
from web.cookies import ACCOUNT, FORM_TOKEN, MEMBER, drop_cookie, form_token, is_from_own_form, set_cookie
from web.form_fields import Sent, sent_form
from web.joining import asker, refusal
from web.pages import not_found
from web.rendering import translations
from web.responding import Site, site_of
from web.signing_in import DEVICE, MORE
from web.towns import towns

LARGEST, LONGEST, MOST_FILES = 32_000_000, 200_000, 10  # bytes of a form, characters of a field, files
RECEIVED, REFUSED, SIGN_IN, ANOTHER, LATER, UNKNOWN, FORM = (
    "received", "refused", "sign-in", "another", "later", "unknown", "form",
)  # fmt: skip
STATUS = {RECEIVED: 200, REFUSED: 422, SIGN_IN: 401, ANOTHER: 409, LATER: 429, UNKNOWN: 503, FORM: 403}
# As in templates/contributions.html, where they are found to be translated.
TOO_LARGE = "That is too much: at most 10 files and 32 MB in all. Choose smaller files."
SHOWS = "Say of each picture what it shows, a line each."
COSTS = "End each line with a colon and a sum in pounds, such as: Training: 1,200"
ARRIVED = "An earlier version of this has arrived. Open it under “Your contributions”, and change it there."
NO_STORE = {"Cache-Control": "private, no-store"}


@dataclass(frozen=True)
class Outcome:
    """What became of a form. `unknown` where the library gave no answer: it may have arrived."""

    state: str
    problems: tuple[Problem, ...] = ()
    id: str = ""
    wait: int = 0  # seconds
    attempt: str = ""  # of signing in, where a second factor is wanted
    token: str = ""  # of who has just signed in with the form
    told: dict[str, Any] = field(default_factory=dict)  # why signing in did not go
    offers_help: bool = False  # beside the thanks


@dataclass(frozen=True)
class Page:
    """Which form it is: of what kind, grown out of which tool, or of which contribution that was sent before."""

    site: Site
    kind: Kind
    original: Any = None
    revising: Any = None


async def choose(request: Request) -> Response:
    """What kind of thing it is."""
    site = site_of(request)
    return await _public(request, site, "contribute.html", kinds=KINDS)


async def session(request: Request) -> Response:
    """Whose browser this is, for what is kept on the device: nothing but a mark of the account, and the token of forms."""
    token = form_token(request)
    answer = JSONResponse({"account": await _account(site_of(request)), "form": token}, headers=NO_STORE)
    set_cookie(request, answer, FORM_TOKEN, token)
    return answer


Send = Callable[[Sent, Exchange], Awaitable[Told]]


async def form(request: Request) -> Response:
    """The form of a kind, and what is sent from it."""
    site, kind = site_of(request), KINDS.get(request.path_params["kind"])
    if kind is None:
        return await not_found(request, site)

    async def send(sent: Sent, exchange: Exchange) -> Told:
        return await submitted(site, kind, sent, exchange)

    return await answered(request, site, kind, send)


async def adapt(request: Request) -> Response:
    """The form of a tool that grows out of another, with the other's text in it."""
    site, path = site_of(request), f"/{request.path_params['path']}/"
    with reading_with(NOBODY):
        found: Any = (await site.answers.ask(Operations.adapting, path=path)).data.page
    if found is None or found.typename__ != "Tool":
        return await not_found(request, site)
    kinds = {"SCREENING_QUESTIONNAIRE": "questionnaire", "BUSINESS_CASE": "business-case"}
    kind = KINDS[kinds.get(found.kind.value, "tool")]

    async def send(sent: Sent, exchange: Exchange) -> Told:
        return await adapted(site, kind, found, sent, exchange)

    return await answered(request, site, kind, send, original=found)


async def answered(
    request: Request, site: Site, kind: Kind, send: Send, original: Any = None, revising: Any = None
) -> Response:
    """The page of a form, or what became of what was sent from it: as JSON for the script."""
    page = Page(site, kind, original, revising)
    if request.method != "POST":
        return await _form(request, page, Sent())
    sent = await sent_form(request, LARGEST, LONGEST, MOST_FILES)
    outcome = await _outcome(request, site, send, sent)
    if "application/json" in request.headers.get("Accept", ""):
        answer: Response = _as_json(sent, outcome)
    elif outcome.state == RECEIVED and not outcome.offers_help:
        language = (await site.shell(request.url.path)).prefix
        answer = RedirectResponse(f"{language}/my/contributions/#{outcome.id}", 303)
    else:
        answer = await _form(request, page, sent, outcome)
    if outcome.token:
        set_cookie(request, answer, MEMBER, outcome.token)
    elif outcome.state == SIGN_IN:
        drop_cookie(request, answer, MEMBER)
    return answer


async def _outcome(request: Request, site: Site, send: Send, sent: Sent) -> Outcome:
    wrong = [Problem("files", TOO_LARGE)] if sent.too_large else []
    wrong += [Problem("shows", SHOWS)] if undescribed(sent) else []
    wrong += [Problem("costs", COSTS)] if unreadable_costs(sent.get("costs")) else []
    if wrong:
        words = translations((await site.shell(request.url.path)).locale).gettext
        return Outcome(REFUSED, tuple(Problem(one.field, words(one.message)) for one in wrong))
    if not is_from_own_form(request, sent.get("form")):
        return Outcome(FORM if current_keys().member else SIGN_IN)
    keys, token = current_keys(), ""
    if not keys.member:
        signed_in = await _signed_in(request, site, sent)
        if not signed_in.token:
            return signed_in
        token, keys = signed_in.token, Keys(member=signed_in.token, address=keys.address)
    try:
        with reading_with(keys):
            if sent.get("account") and sent.get("account") != await _account(site):
                return Outcome(ANOTHER, token=token)
            found, problems, offers_help = await send(sent, Exchange(keys=keys))
    except KeyRejected:
        return Outcome(SIGN_IN)
    except ApiBusy as error:
        return Outcome(LATER, wait=error.wait, token=token)
    except ApiUnavailable:
        return Outcome(UNKNOWN, token=token)
    limited = next((one for one in problems if one.code == "RATE_LIMITED"), None)
    if limited is not None:
        return Outcome(LATER, wait=limited.wait, token=token)
    if any(one.code == "UNAUTHENTICATED" for one in problems):
        return Outcome(SIGN_IN)
    if any(one.code == "CONFLICT" for one in problems):
        words = translations((await site.shell(request.url.path)).locale).gettext
        problems = (Problem("title", words(ARRIVED)),)
    if problems:
        return Outcome(REFUSED, problems, token=token)
    # An answer without the contribution says nothing of it.
    if not found:
        return Outcome(UNKNOWN, token=token)
    return Outcome(RECEIVED, id=found, token=token, offers_help=offers_help)


async def _signed_in(request: Request, site: Site, sent: Sent) -> Outcome:
    """Sign in with what the same form has; `sign-in` with what to say where that did not go."""
    ask = site.answers.operations
    if sent.get("attempt"):
        code = sent.get("code")
        given = {"attempt": sent.get("attempt"), "code": code, "device": DEVICE}
        result: Any = (
            await ask.sign_in_with_second_factor(**given, exchange=asker(request))
        ).sign_in_with_second_factor
    elif sent.get("username"):
        given = {"username": sent.get("username"), "password": sent.get("password"), "device": DEVICE}
        result = (await ask.sign_in(**given, exchange=asker(request))).sign_in
    else:
        return Outcome(SIGN_IN)
    if result is not None and result.token:
        return Outcome(SIGN_IN, token=result.token)
    told = refusal(result)[1]
    error = told.get("error")
    code = str(getattr(error.code, "value", error.code)) if error else ""
    return Outcome(SIGN_IN, attempt=result.attempt or "" if code == MORE else "", told={} if code == MORE else told)


def _as_json(sent: Sent, outcome: Outcome) -> Response:
    """For the script: what became of the contribution with this key."""
    errors = [{"field": one.field, "message": one.message} for one in outcome.problems]
    body = {"key": sent.get("key"), "state": outcome.state, "id": outcome.id, "errors": errors, "wait": outcome.wait}
    if outcome.offers_help:
        body["offersHelp"] = True
    headers = {**NO_STORE, **({"Retry-After": str(outcome.wait)} if outcome.wait else {})}
    return JSONResponse(body, STATUS[outcome.state], headers)


async def _account(site: Site) -> str:
    """A mark of the account that is signed in, the same on every day: what is kept on a device is kept under it."""
    if not current_keys().member:
        return ""
    try:
        found = (await site.answers.ask(Operations.whose_account)).data.my_account
    except KeyRejected:
        return ""
    return hashlib.sha256(f"account:{found.username}".encode()).hexdigest()[:16] if found else ""


async def _form(request: Request, page: Page, sent: Sent, outcome: Outcome | None = None) -> Response:
    site, original, revising = page.site, page.original, page.revising
    shell = await site.shell(request.url.path)
    before = original or revising
    given = given_by(original) if original else revision_given(revising) if revising else {}
    values = {
        "kind": page.kind,
        "original": original,
        "revising": revising,
        "sent": sent,
        "outcome": outcome or Outcome(""),
        "problems": {one.field: one for one in outcome.problems} if outcome else {},
        "wait": math.ceil(outcome.wait / 60) if outcome else 0,
        "topics": await _topics(site, shell.asked),
        "given": given,
        "given_topics": [getattr(one, "slug", one) for one in before.topics] if before else [],
        "towns": sorted(towns().values(), key=lambda one: one.called(shell.locale)) if "town" in page.kind.asks else [],
    }
    if request.method != "POST" and not current_keys():
        return await _public(request, site, "contribute_form.html", **values, form_token="", request_key="")
    with reading_with(Keys(member=outcome.token) if outcome and outcome.token else current_keys()):
        return await _private(request, site, "contribute_form.html", STATUS.get(values["outcome"].state, 200), **values)


async def _topics(site: Site, locale: str | None) -> list[Any]:
    """The topics to choose from; none while the library is away, so that what was written is shown in any case."""
    try:
        with reading_with(NOBODY):
            return (await site.answers.ask(Operations.contribution_topics, locale=locale)).data.topics or []
    except ApiUnavailable:
        return []


async def _public(request: Request, site: Site, template: str, **values: Any) -> Response:
    """A page without anything of one reader: devices may keep it, and open it without a network."""
    answer = site.page(request, await site.shell(request.url.path), template, **values)
    if not current_keys():
        return answer
    return await _with_account(request, site, answer)


async def _private(request: Request, site: Site, template: str, status: int, **values: Any) -> Response:
    token = form_token(request)
    key = values["sent"].get("key") or secrets.token_urlsafe(24)
    shell = await site.shell(request.url.path)
    answer = site.page(request, shell, template, status, **values, form_token=token, request_key=key)
    answer.headers.update(NO_STORE)
    set_cookie(request, answer, FORM_TOKEN, token)
    return await _with_account(request, site, answer)


async def _with_account(request: Request, site: Site, answer: Response) -> Response:
    """With the mark of the account in a cookie that scripts read: the device shows a member their own alone."""
    try:
        account = await _account(site)
    except ApiUnavailable:
        return answer
    if account:  # it stays when a key ends by itself: signing out takes it away
        set_cookie(request, answer, ACCOUNT, account, readable=True)
    return answer
