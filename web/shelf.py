"""What is kept for the ward: the page that lists it, what changed since, and small pictures.

What is kept is on the device alone. Only what everybody may see is given here: the site asks without a key.
"""

from __future__ import annotations

import re

import httpx2
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from web.api.models.changes import ChangesContentChanges
from web.api.models.client import Operations
from web.api.transport import ApiError, ApiUnavailable
from web.responding import site_of

PICTURE = re.compile(r"images/[0-9]{1,18}/[a-z]+-[0-9a-f]{10}\.[a-z]+")
NOT_KEPT = {"Cache-Control": "no-store"}


async def shelf(request: Request) -> Response:
    """The frame of the shelf; what is on it the browser puts in."""
    site = site_of(request)
    return site.page(request, await site.shell(request.url.path), "shelf.html")


async def changes(request: Request) -> Response:
    """What changed in the library since a cursor, the oldest first: `{"changes": [{"id", "path"}], "cursor", "more", "all"}`.

    `path` is null for what is not there any more. `all` says that the cursor does not hold, or that there was none: look at
    everything anew. Once this is answered, the site's pages are at least as new. Raises ApiUnavailable.
    """
    site = site_of(request)
    after = request.query_params.get("after") or None
    found = await _since(site.answers.operations, after) if after else None
    everything = found is None
    if found is None:
        found = await _since(site.answers.operations, None)
    if found is None:
        raise ApiUnavailable("The library does not tell what changed.")
    if found.nodes:
        await site.answers.look()
    told = [{"id": one.page_id, "path": one.path} for one in found.nodes]
    cursor, more = found.page_info.end_cursor, found.page_info.has_next_page
    return JSONResponse({"changes": told, "cursor": cursor, "more": more, "all": everything}, headers=NOT_KEPT)


async def _since(operations: Operations, after: str | None) -> ChangesContentChanges | None:
    """What changed since a cursor; None where the cursor does not hold. Raises ApiUnavailable."""
    try:
        return (await operations.changes(after=after)).content_changes
    except ApiError:
        return None


async def picture(request: Request) -> Response:
    """A picture of the library from the site's own address, so that a browser may keep it. Raises ApiUnavailable."""
    site, path = site_of(request), request.path_params["path"]
    missing = PlainTextResponse("There is no such picture.\n", 404, NOT_KEPT)
    if not PICTURE.fullmatch(path):
        return missing
    try:
        found = await site.answers.operations.client.get(f"{site.settings.library_url}/{path}")
    except httpx2.HTTPError as error:
        raise ApiUnavailable(f"The library does not answer: {type(error).__name__}") from error
    if found.status_code == 429 or found.status_code >= 500:
        raise ApiUnavailable(f"The library answered with {found.status_code}.")
    kind, kept = found.headers.get("Content-Type", ""), found.headers.get("Cache-Control", "")
    if found.status_code != 200 or not kind.startswith("image/") or "public" not in kept:
        return missing
    return Response(found.content, 200, {"Content-Type": kind, "Cache-Control": kept})
