"""Certificates of attendance: made at one's own events, read and checked by their code; and who comes to an event."""

from __future__ import annotations

import base64
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from web.api.models.client import Operations
from web.api.transport import Exchange
from web.joining import asker
from web.private_pages import with_form
from web.responding import Site, site_of

MOST = 5  # events whose guests are asked for: those that come next


async def issued(site: Site, fields: dict[str, str], exchange: Exchange) -> Any:
    """The certificate of one of the member's registrations."""
    ask, one, name = site.answers.operations, fields.get("id", ""), fields.get("name", "")
    return (await ask.issue_certificate(registration=one, name=name, exchange=exchange)).issue_certificate


async def shown(site: Site, fields: dict[str, str], exchange: Exchange) -> Any:
    """Whether the member's coming is shown."""
    ask, one = site.answers.operations, fields.get("id", "")
    told = await ask.show_attendance(registration=one, shows=bool(fields.get("shows")), exchange=exchange)
    return told.show_attendance


async def who_comes(site: Site, coming: list[Any]) -> dict[str, list[str]]:
    """By registration the names of others who come and show it."""
    found = {}
    for one in [one for one in coming if one.state.value == "CONFIRMED"][:MOST]:
        told = (await site.answers.ask(Operations.who_comes, event=one.event.id)).data.who_comes or []
        found[one.id] = [other.display_name for other in told if other.display_name]
    return found


async def certificate(request: Request) -> Response:
    """What a certificate says, for whoever has its code."""
    site, code = site_of(request), request.path_params["code"]
    asked = await site.answers.operations.certificate(code=code, exchange=_exchange(request))
    found = asked.certificate
    return await with_form(request, site, "certificate.html", 200 if found else 404, certificate=found)


async def file(request: Request) -> Response:
    """The certificate as PDF."""
    site, code = site_of(request), request.path_params["code"]
    found = (await site.answers.operations.certificate_file(code=code, exchange=_exchange(request))).certificate
    if found is None:
        return await with_form(request, site, "certificate.html", 404, certificate=None)
    headers = {"Content-Disposition": 'inline; filename="certificate.pdf"', "Cache-Control": "private, no-store"}
    return Response(base64.b64decode(found.pdf), 200, headers, "application/pdf")


def _exchange(request: Request) -> Exchange:
    """Asked by POST, so that the code stands in no address between; without anybody's keys."""
    return Exchange(draft=True, keys=asker(request).keys)
