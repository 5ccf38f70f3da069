"""Style sheet, scripts and pictures of the site itself: addresses that change with the file, kept for a year."""

from __future__ import annotations

import gzip
import mimetypes
from dataclasses import dataclass
from functools import cache

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from web.rendering import STATIC, static

FOR_EVER = "public, max-age=31536000, immutable"
PACKED = {".css", ".js", ".svg"}


@dataclass(frozen=True)
class _File:
    content: bytes
    packed: bytes | None
    media_type: str


@cache
def _files() -> dict[str, _File]:
    """The files of the site by their names, read once."""
    found = {}
    for path in STATIC.iterdir():
        content = path.read_bytes()
        packed = gzip.compress(content, 9, mtime=0) if path.suffix in PACKED else None
        found[path.name] = _File(content, packed, mimetypes.guess_type(path.name)[0] or "application/octet-stream")
    return found


async def static_file(request: Request) -> Response:
    """A file of the site; at an address of an older one, the current file, not to be kept."""
    name: str = request.path_params["name"]
    found = _files().get(name)
    if found is None:
        return PlainTextResponse("There is no such file.\n", 404)
    headers = {"Cache-Control": FOR_EVER if static(name) == request.url.path else "no-cache", "Vary": "Accept-Encoding"}
    if found.packed and "gzip" in request.headers.get("Accept-Encoding", ""):
        return Response(found.packed, 200, {**headers, "Content-Encoding": "gzip"}, found.media_type)
    return Response(found.content, 200, headers, found.media_type)
