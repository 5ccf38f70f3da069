"""Following: the page of what one follows and which mails come, and the link by which all of them are switched off.

To open any of them changes nothing; only a form that is sent does, or the one tap of a mail program (RFC 8058).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web.api.keys import current_keys
from web.api.models.client import Operations
from web.api.models.enums import DigestRhythm
from web.api.models.input_types import ChooseMailsInput, Followed
from web.api.transport import Exchange
from web.cookies import is_from_own_form
from web.form_fields import form_fields
from web.joining import asker, refusal
from web.private_pages import with_form
from web.responding import Site, site_of

LONGEST = 1_000  # characters of a field
KINDS = ("topic", "place", "tool", "member")


async def my_following(request: Request) -> Response:
    """The page, and what is sent from it."""
    site, keys = site_of(request), current_keys()
    if not keys.member:
        asked = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
        return RedirectResponse(f"/sign-in/?next={quote(asked, safe='/')}", 303)
    if request.method != "POST":
        return await _page(request, site, done="done" in request.query_params)
    fields = await form_fields(request, LONGEST)
    if not is_from_own_form(request, fields.get("form", "")):
        return await _page(request, site, 403, problem="FORM")
    result = await _sent(site, fields, Exchange(keys=keys))
    if result is None or result.errors:
        status, told = refusal(result)
        return await _page(request, site, status, **told)
    return RedirectResponse(f"{request.url.path}?done", 303)


async def _sent(site: Site, fields: dict[str, str], exchange: Exchange) -> Any:
    ask, wanted = site.answers.operations, fields.get("do", "")
    if wanted == "follow" and fields.get("kind") in KINDS:
        what = Followed(**{fields["kind"]: fields.get("value", "")})
        return (await ask.follow(what=what, exchange=exchange)).follow
    if wanted == "unfollow":
        return (await ask.unfollow(follow=fields.get("follow", ""), exchange=exchange)).unfollow
    if wanted == "mails" and fields.get("rhythm") in DigestRhythm.__members__:
        chosen = ChooseMailsInput(
            rhythm=DigestRhythm[fields["rhythm"]], reminders="reminders" in fields, newsOfUse="news_of_use" in fields
        )
        return (await ask.choose_mails(input=chosen, exchange=exchange)).choose_mails
    return None


async def _page(request: Request, site: Site, status: int = 200, /, **values: Any) -> Response:
    found = (await site.answers.ask(Operations.my_following)).data.my_following
    if found is None:
        return RedirectResponse("/sign-in/?next=/my/following/", 303)
    shown = {"done": False, "wanted": await _wanted(request, site), **values}
    return await with_form(request, site, "my_following.html", status, following=found, **shown)


async def _wanted(request: Request, site: Site) -> dict[str, str] | None:
    """What the address names to be followed, where it is there."""
    kind = next((one for one in KINDS if request.query_params.get(one)), None)
    if kind is None:
        return None
    value = request.query_params[kind][:LONGEST]
    shell = await site.shell(request.url.path)
    asked: dict[str, list[str]] = {"topics": [], "places": [], "ids": []} | {
        {"topic": "topics", "place": "places"}.get(kind, "ids"): [value],
    }
    found = (await site.answers.ask(Operations.to_follow, locale=shell.locale, **asked)).data
    names = [one.name for one in found.topics or []] + [one.name for one in found.places or []]
    for one in found.nodes or []:
        names += [one.title] if one and one.typename__ == "Tool" else []
        names += [one.display_name or ""] if one and one.typename__ == "Member" else []
    return {"kind": kind, "value": value, "name": names[0]} if names and names[0] else None


async def mails_off(request: Request) -> Response:
    """The link of a mail: a button, and what has become of it. The signed address alone is what it takes."""
    site, token = site_of(request), request.path_params["token"]
    if request.method != "POST":
        return await with_form(request, site, "mails_off.html", done=False)
    told = await site.answers.operations.switch_mails_off(token=token, exchange=asker(request))
    result = told.switch_mails_off
    if result is None or not result.switched_off:
        status, words = refusal(result)
        return await with_form(request, site, "mails_off.html", status, done=False, **words)
    return await with_form(request, site, "mails_off.html", done=True)
