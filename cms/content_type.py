"""What a client says of the body it sends, as far as anything here heeds it.

Django reads an address in the character set that ``Content-Type`` names, while it makes the request and so before any middleware or error
page: a name that is no character set of texts (``rot13``, ``undefined``) ended in a bare 500. Addresses and bodies are UTF-8 here, whatever
is said, so nothing but the media type and the boundary of a form's parts is handed on.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

_BOUNDARY = re.compile(r';\s*(boundary=(?:"[^"]*"|[^;\s"]+))', re.IGNORECASE)

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Asgi = Callable[[Any, Any, Any], Awaitable[None]]


def heeded(content_type: str) -> str:
    """The media type, and the boundary of a form's parts."""
    name, semicolon, rest = content_type.partition(";")
    boundary = _BOUNDARY.search(semicolon + rest) if name.strip().lower().startswith("multipart/") else None
    return f"{name.strip()}; {boundary[1]}" if boundary else name.strip()


def plain_wsgi(application: Wsgi) -> Wsgi:
    """A WSGI application that is told no more of a body than that."""

    def told(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if ";" in environ.get("CONTENT_TYPE", ""):
            environ["CONTENT_TYPE"] = heeded(environ["CONTENT_TYPE"])
        return application(environ, start_response)

    return told


def plain_asgi(application: Asgi) -> Asgi:
    """As ``plain_wsgi``, of an ASGI application."""

    async def told(scope: Any, receive: Any, send: Any) -> None:
        headers = [
            (name, heeded(value.decode("latin-1")).encode("latin-1") if name.lower() == b"content-type" else value)
            for name, value in scope.get("headers", ())
        ]
        await application({**scope, "headers": headers}, receive, send)

    return told
