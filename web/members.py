"""Members: finding them, one of them as they show themselves, and one's own profile. Nothing of it is kept by any cache."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web.api.keys import current_keys
from web.api.models.client import Operations
from web.api.models.enums import Audience, Support
from web.api.models.input_types import (
    LocationInput,
    MemberFilter,
    NearInput,
    ProfileAudiences,
    ProfileValues,
    UpdateProfileInput,
)
from web.api.transport import ApiError, Exchange
from web.cookies import is_from_own_form
from web.form_fields import form_fields
from web.joining import refusal
from web.private_pages import with_form
from web.responding import Site, site_of
from web.towns import nearest_town, towns

LONGEST, MOST_FIELDS = 8_000, 200  # characters of a field; fields of the profile's form, each topic among them
DISTANCES = (10, 30, 50, 100)  # kilometres
HERE = "me"  # in place of a town: near the place in one's own profile
# What a profile is made of: as the form has it, and as the API does.
PARTS = {
    "display_name": "displayName", "pronouns": "pronouns", "profession": "profession", "care_setting": "careSetting",
    "place": "place", "location": "location", "topics": "topics", "about": "about", "offers": "offers",
    "looks_for": "looksFor",
}  # fmt: skip
TEXTS = ("display_name", "pronouns", "about")
TERMS = ("profession", "care_setting", "place")


@dataclass(frozen=True)
class Wanted:
    """Whom somebody looks for, as the address says it."""

    offers: list[str] = field(default_factory=list)
    topic: str = ""
    near: str = ""
    kilometres: int = 50

    @classmethod
    def of(cls, query: QueryParams) -> Wanted:
        kilometres = query.get("km", "")
        return cls(
            [one for one in dict.fromkeys(query.getlist("offers")) if one in Support.__members__],
            query.get("topic", "")[:100],
            query.get("near", "") if query.get("near") in {HERE, *towns()} else "",
            int(kilometres) if kilometres in {str(one) for one in DISTANCES} else 50,
        )

    def filter(self, here: Any) -> MemberFilter:
        """For the API; ``here`` is where the asker is, if they have said."""
        point = here if self.near == HERE else towns().get(self.near)
        near = None
        if point is not None:
            near = NearInput(latitude=point.latitude, longitude=point.longitude, kilometres=float(self.kilometres))
        return MemberFilter(
            offers=[Support(one) for one in self.offers] or None, topics=[self.topic] if self.topic else None, near=near
        )

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What of it stands in the address of the next page."""
        found = [("offers", one) for one in self.offers]
        found += [(name, value) for name, value in (("topic", self.topic), ("near", self.near)) if value]
        return [*found, ("km", str(self.kilometres))] if self.near else found


async def members(request: Request) -> Response:
    """Those whom the asker may find, narrowed by what they look for."""
    site, wanted = site_of(request), Wanted.of(request.query_params)
    shell = await site.shell(request.url.path)
    here = None
    if current_keys().member:
        me = (await site.answers.ask(Operations.my_profile, locale=shell.asked)).data.me
        here = me.profile.location if me and me.profile else None
    try:
        found = await site.answers.ask(
            Operations.members,
            chosen=wanted.filter(here),
            after=request.query_params.get("after") or None,
            locale=shell.asked,
        )
    except ApiError:
        if not request.url.query:
            raise
        return RedirectResponse(request.url.path, 302)
    by_name = sorted(towns().values(), key=lambda one: one.called(shell.locale))
    answer = site.page(
        request, shell, "members.html", found=found.data.members, topics=found.data.topics or [], wanted=wanted,
        supports=list(Support), distances=DISTANCES, towns=by_name, here=here, nearest=nearest_town,
    )  # fmt: skip
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


async def member(request: Request) -> Response:
    """One member, as they show themselves to who asks, and the form to ask them."""
    site, shell = site_of(request), await site_of(request).shell(request.url.path)
    found = (await site.answers.ask(Operations.member, id=request.path_params["id"])).data
    if found.node is None or found.node.typename__ != "Member":
        return site.page(request, shell, "not_found.html", 404, words="")
    return await member_page(request, site, found)


async def member_page(request: Request, site: Site, found: Any, status: int = 200, **values: Any) -> Response:
    """The page of a member, with what was wrong with the form."""
    me = found.me
    audiences = {one.part.value: one.audience.value for one in me.audiences} if me else {}
    shown = {
        "member": found.node,
        "is_me": bool(me and me.profile and me.profile.id == found.node.id),
        "has_name": audiences.get("DISPLAY_NAME", "NOBODY") != "NOBODY",
        "nearest": nearest_town,
        "key": secrets.token_urlsafe(24),
        "fields": {},
        **values,
    }
    return await with_form(request, site, "member.html", status, **shown)


async def profile(request: Request) -> Response:
    """One's own profile, part by part, and for whom each part is."""
    site, keys = site_of(request), current_keys()
    if not keys.member:
        return RedirectResponse(f"/sign-in/?next={request.url.path}", 303)
    if request.method != "POST":
        return await _form(request, site, done="done" in request.query_params)
    fields = await form_fields(request, LONGEST, MOST_FIELDS)
    if not is_from_own_form(request, fields.get("form", "")):
        return await _form(request, site, 403, problem="FORM")
    exchange = Exchange(keys=keys)
    result = (await site.answers.operations.update_profile(input=_input(fields), exchange=exchange)).update_profile
    if result is None or result.errors:
        status, told = refusal(result)
        return await _form(request, site, status, fields=fields, **told)
    return RedirectResponse(f"{request.url.path}?done", 303)


def _input(fields: dict[str, str]) -> UpdateProfileInput:
    values: dict[str, Any] = {PARTS[name]: fields.get(name, "").strip() or None for name in (*TEXTS, *TERMS)}
    values["topics"] = [name.removeprefix("topic:") for name in fields if name.startswith("topic:")]
    for of in ("offers", "looks_for"):
        values[PARTS[of]] = [one for one in Support if f"{of}:{one.value}" in fields]
    town = towns().get(fields.get("town", ""))
    if town is not None:
        values["location"] = LocationInput(latitude=town.latitude, longitude=town.longitude)
    elif fields.get("town") == "none":
        values["location"] = None
    everything = fields.get("all", "")
    chosen = {PARTS[name]: everything or fields.get(f"for:{name}", "") for name in PARTS}
    audiences = {name: Audience(value) for name, value in chosen.items() if value in Audience.__members__}
    return UpdateProfileInput(values=ProfileValues(**values), audiences=ProfileAudiences(**audiences))


async def _form(request: Request, site: Site, status: int = 200, /, **values: Any) -> Response:
    shell = await site.shell(request.url.path)
    found = (await site.answers.ask(Operations.my_profile, locale=shell.asked)).data
    if found.me is None:
        return RedirectResponse("/sign-in/?next=/my/profile/", 303)
    audiences = {one.part.value.lower(): one.audience.value for one in found.me.audiences}
    shown = {
        "me": found.me, "audiences": audiences, "supports": list(Support), "nearest": nearest_town, "done": False,
        "towns": sorted(towns().values(), key=lambda one: one.called(shell.locale)), "choices": found, "fields": None,
        **values,
    }  # fmt: skip
    return await with_form(request, site, "my_profile.html", status, **shown)
