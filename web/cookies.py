"""Cookies of the site: a reader's keys, the token of its forms, and a mark of the account under which the browser keeps what a
member writes. Nothing is kept at the server.

They are `HttpOnly` (but for that mark, which opens nothing) and `SameSite=Lax`, end with the browser, and are `Secure` with the
prefix `__Host-` everywhere but on this machine itself: then no other host can plant one, and none goes over a line that is not
encrypted.
"""

from __future__ import annotations

import hmac
import re
import secrets
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from web.api.keys import Keys

MEMBER, PAGES, FORM_TOKEN, ACCOUNT = "member", "pages", "form", "account"
ROOM = 3_500  # characters of a cookie; browsers keep 4,096 with its name
THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
# A path of the site. "//" and "/\" begin the address of another host.
OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]{0,1000}", re.ASCII)


def is_secure(request: Request) -> bool:
    """Whether cookies of this request go over encrypted lines only."""
    return request.url.scheme == "https" or request.url.hostname not in THIS_MACHINE


def _name(request: Request, name: str) -> str:
    return f"__Host-{name}" if is_secure(request) else name


def keys_of(request: Request) -> Keys:
    """The keys that a reader came with, and from where."""
    cookies = request.cookies
    address = request.client.host if request.client else ""
    return Keys.read(cookies.get(_name(request, MEMBER), ""), cookies.get(_name(request, PAGES), ""), address)


def set_cookie(request: Request, answer: Response, name: str, value: str, readable: bool = False) -> None:
    """Keep a value until the browser is closed; readable for scripts where it is no key."""
    answer.set_cookie(_name(request, name), value, secure=is_secure(request), httponly=not readable, samesite="lax")


def drop_cookie(request: Request, answer: Response, name: str) -> None:
    """Take it away."""
    answer.delete_cookie(_name(request, name), secure=is_secure(request), httponly=True, samesite="lax")


def with_page(keys: Keys, token: str) -> str:
    """The cookie of private pages with one more, the newest first; as many as have room."""
    found = token
    for one in keys.pages:
        if one != token and len(found) + 1 + len(one) <= ROOM and found.count("!") < 9:
            found = f"{found}!{one}"
    return found


def form_token(request: Request) -> str:
    """The token of this browser's forms, or a new one."""
    known = request.cookies.get(_name(request, FORM_TOKEN), "")
    return known if re.fullmatch(r"[0-9A-Za-z_-]{43}", known) else secrets.token_urlsafe(32)


def is_from_own_form(request: Request, sent: str) -> bool:
    """Whether a form was filled in at this site in this browser: no other site can know the token or set its cookie."""
    known = request.cookies.get(_name(request, FORM_TOKEN), "")
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("Host"):
        return False
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return False
    return bool(known) and hmac.compare_digest(known.encode(), sent.encode())


def own_path(text: str) -> str:
    """A path of this site, whatever was sent: what leads elsewhere is the first page."""
    return text if OWN_PATH.fullmatch(text) else "/"
