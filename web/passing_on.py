"""What the library serves for machines, passed on from the site's own address: feeds, calendars, site map, Markdown."""

from __future__ import annotations

import httpx2
from starlette.requests import Request
from starlette.responses import Response

from web.api.keys import current_keys
from web.api.transport import ApiBusy, ApiUnavailable, KeyRejected, retry_after
from web.responding import site_of

PASSED_BACK = ("Content-Type", "ETag", "Last-Modified", "Cache-Control", "Content-Disposition")
ASKED_WITH = ("If-None-Match", "If-Modified-Since", "Accept")


async def passed_on(request: Request) -> Response:
    """The library's own answer. Raises ApiUnavailable."""
    site = site_of(request)
    headers = {name: request.headers[name] for name in ASKED_WITH if name in request.headers}
    keys = current_keys()
    headers |= keys.headers()
    address = f"{site.settings.library_url}{request.url.path}"
    try:
        found = await site.answers.operations.client.get(address, headers=headers)
    except httpx2.HTTPError as error:
        raise ApiUnavailable(f"The library does not answer: {type(error).__name__}") from error
    if found.status_code == 404:
        shell = await site.shell(request.url.path)
        return site.page(request, shell, "not_found.html", 404, words="")
    if found.status_code == 401 and keys:
        raise KeyRejected("Authorization" if keys.member else "X-Page-Access")
    if found.status_code == 429:
        raise ApiBusy(retry_after(found))
    if found.status_code >= 500:
        raise ApiUnavailable(f"The library answered with {found.status_code}.")
    back = {name: found.headers[name] for name in PASSED_BACK if name in found.headers}
    return Response(found.content, found.status_code, back)
