"""The site without a network: its service worker, help now, the page for what is not kept, and how a phone installs it."""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from web.rendering import HERE, STATIC, static, translations
from web.responding import PUBLIC, site_of
from web.site import Shell

WORKER = HERE / "service-worker.js"
PAGES = ("help-now/", "shelf/", "offline/", "manifest.webmanifest")  # at hand in every language after the first visit
FILES = re.compile(r"\.(?:css|js|svg)$")
OF_FORMS = {
    "contribute.js",
    "sending.js",
}  # kept with the forms of contributions, by who opens one; the worker loads the second itself
# The worker is asked about anew whenever a page is opened; browsers do so once a day at least.
WORKER_HEADERS = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"}


async def help_now(request: Request) -> Response:
    """Help now, as a page of its own."""
    site = site_of(request)
    return site.page(request, await site.shell(request.url.path), "help_now.html")


async def unkept(request: Request) -> Response:
    """What the service worker gives for a page that is not kept."""
    site = site_of(request)
    return site.page(request, await site.shell(request.url.path), "offline.html")


async def service_worker(request: Request) -> Response:
    """The worker, with what it keeps. Raises ApiUnavailable: browsers then go on with the one that they have."""
    shell = await site_of(request).shell("/")
    languages = ["" if one.is_default else f"{one.code}/" for one in shell.languages] or [""]
    settings = {
        "version": version(),
        "languages": languages,
        "pages": [f"/{language}{page}" for language in languages for page in PAGES],
        "files": [
            static(one)
            for one in sorted(file.name for file in STATIC.iterdir())
            if FILES.search(one) and one not in OF_FORMS
        ],
        "sending": static("sending.js"),
    }
    text = f"const SETTINGS = {json.dumps(settings)};\n{WORKER.read_text(encoding='utf-8')}"
    return Response(text, 200, WORKER_HEADERS, "text/javascript; charset=utf-8")


@cache
def version() -> str:
    """Another one whenever a file of the site is another: scripts, styles, templates, words."""
    files = [WORKER, *STATIC.rglob("*"), *(HERE / "templates").rglob("*"), *(HERE / "locale").rglob("*.mo")]
    found = hashlib.sha256()
    for one in sorted(file for file in files if file.is_file()):
        found.update(one.read_bytes())
    return found.hexdigest()[:10]


async def manifest(request: Request) -> Response:
    """How the site looks among the programs of a phone."""
    shell = await site_of(request).shell(request.url.path)
    headers = {"Cache-Control": "no-store" if shell.stale else PUBLIC}
    return JSONResponse(_manifest(shell), 200, headers, "application/manifest+json")


def _manifest(shell: Shell) -> dict[str, object]:
    words = translations(shell.locale).gettext
    icons = [
        {"src": static("favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
        {"src": static("icon-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static("icon-512.png"), "sizes": "512x512", "type": "image/png"},
        {"src": static("icon-maskable.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "maskable"},
    ]
    shortcuts = [
        {"name": words("Help now"), "url": f"{shell.prefix}/help-now/"},
        {"name": words("Kept for the ward"), "url": f"{shell.prefix}/shelf/"},
    ]
    return {
        "id": f"{shell.prefix}/",
        "name": shell.name,
        "short_name": shell.name.split(",")[0][:12],
        "description": shell.tagline,
        "lang": shell.locale,
        "start_url": f"{shell.prefix}/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#fbf6ec",
        "theme_color": "#0f4c4f",
        "icons": icons,
        "shortcuts": shortcuts,
    }
