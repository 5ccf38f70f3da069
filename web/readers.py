"""Whose request it is: what is asked for a reader with keys is asked with them, and what is answered is for that reader alone."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.api.keys import NOBODY, reading_with
from web.cookies import keys_of
from web.security import PREVIEWS

FOR_ALL = ("/healthz", *PREVIEWS)  # what keys change nothing of, as of the site's files


class Readers:
    """Reads the keys of each request, once, and keeps every cache from what they opened."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, for this reader."""
        if scope["type"] != "http" or scope["path"] in FOR_ALL or scope["path"].startswith("/static/"):
            await self.app(scope, receive, send)
            return
        keys = keys_of(Request(scope))

        async def for_one(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.add_vary_header("Cookie")  # a cache must not give a reader with keys what is everybody's
                if keys:
                    headers["Cache-Control"] = "private, no-store"
                    for name in ("ETag", "Last-Modified"):
                        del headers[name]
            await send(message)

        with reading_with(keys if keys else NOBODY):
            await self.app(scope, receive, for_one)
