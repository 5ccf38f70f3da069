"""What browsers may do with a page of the site: nothing of a third party, nothing written into the page."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.settings import Settings


def policy(settings: Settings, framed_by: str = "") -> str:
    """The Content-Security-Policy of every answer; previews of drafts alone may be framed, by the editors' origin."""
    media = " ".join(("'self'", *settings.media_origins))
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src {media} data:",
            f"media-src {media}",
            "connect-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            f"frame-ancestors {framed_by}" if framed_by else "frame-ancestors 'none'",
        )
    )


# Whoever has the address of a preview reads the draft: it goes to no cache, no index and no other address.
PREVIEWS = ("/preview", "/preview/")
LINKS = (
    "/review/",
    "/registration/",
    "/confirm/",
    "/forgotten/",
    "/mails-off/",
    "/certificate/",
)  # what follows in these addresses is a key
OF_PREVIEWS = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


# No address leaves, but the origin does: with "no-referrer" browsers send forms from "null", which no form of the site is.
OF_LINKS = {**OF_PREVIEWS, "Referrer-Policy": "strict-origin"}


class SecurityHeaders:
    """Adds the headers to every answer."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.of_previews = {**OF_PREVIEWS, "Content-Security-Policy": policy(settings, settings.editors_origin)}
        self.headers = {
            "Content-Security-Policy": policy(settings),
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
            "Referrer-Policy": "strict-origin-when-cross-origin",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Opener-Policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, with the headers."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if scope["path"] in PREVIEWS:
                    headers.update(self.of_previews)
                elif scope["path"].startswith(LINKS):
                    headers.update(OF_LINKS)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)
