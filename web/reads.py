"""A browser says that a page was read."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from web.responding import site_of

LONGEST = 100  # characters of an id


async def read(request: Request) -> Response:
    """Count it, unless its reader asks not to be counted: by Global Privacy Control, or Do Not Track."""
    page = (await request.body())[: LONGEST + 1].decode("utf-8", "replace")
    asks_not = request.headers.get("Sec-GPC") == "1" or request.headers.get("DNT") == "1"
    if page and len(page) <= LONGEST and not asks_not:
        site_of(request).reads.add(page)
    return Response(status_code=204)
