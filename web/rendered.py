"""Pages as they were rendered before: given again while all that they are made of is the same (memoisation).

To render a page costs several times as much as everything else that is done for it (docs/performance.md). Only pages made
wholly of kept answers come here, so nothing of one reader's; `Site.page` decides.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

MOST = 1_000  # pages of about ten kilobytes; the least used go first


@dataclass(frozen=True)
class Page:
    """A rendered page, compressed, and the very objects that it was made of."""

    made_of: tuple[object, ...]
    packed: bytes
    etag: str

    def answer(self, request: Request, headers: dict[str, str]) -> Response:
        """The page, or that the browser has it."""
        headers = {**headers, "ETag": self.etag, "Vary": "Accept-Encoding, Save-Data"}
        if request.headers.get("If-None-Match") == self.etag:
            return Response(None, 304, headers)
        html = "text/html; charset=utf-8"
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            return Response(self.packed, 200, {**headers, "Content-Encoding": "gzip"}, html)
        return Response(gzip.decompress(self.packed), 200, headers, html)


class Rendered:
    """The pages, by what names them."""

    def __init__(self) -> None:
        self._pages: OrderedDict[tuple[str, ...], Page] = OrderedDict()

    def get(self, key: tuple[str, ...], made_of: tuple[object, ...], render: Callable[[], str]) -> Page:
        """The page of this name made of these objects: the one that is kept, or one rendered now."""
        kept = self._pages.get(key)
        if kept is not None and [id(one) for one in kept.made_of] == [id(one) for one in made_of]:
            self._pages.move_to_end(key)
            return kept  # it holds what it was made of, so no other object has their ids
        content = render().encode()
        page = Page(made_of, gzip.compress(content, 6, mtime=0), f'W/"{hashlib.sha256(content).hexdigest()[:20]}"')
        self._pages[key] = page
        while len(self._pages) > MOST:
            self._pages.popitem(last=False)
        return page
