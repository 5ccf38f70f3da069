"""The site: a client of the library's API, and nothing else."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from web import (
    account,
    certificates,
    connections,
    contributing,
    converters,
    doing,
    following,
    joining,
    leaving,
    members,
    moderation,
    my_contributions,
    offline,
    pages,
    private_pages,
    reads,
    registrations,
    reviews,
    searching,
    shelf,
    signing_in,
    terms,
    uses,
)
from web.action_map import action_map
from web.api.answers import Answers
from web.api.models.client import Operations
from web.api.transport import ApiBusy, ApiUnavailable, KeyRejected
from web.passing_on import passed_on
from web.preview import preview
from web.readers import Readers
from web.rendering import environment
from web.responding import Site, site_of
from web.security import SecurityHeaders
from web.settings import Settings
from web.static_files import static_file


async def health(request: Request) -> Response:
    """That the process answers."""
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


async def with_slash(request: Request) -> Response:
    """Paths of pages end with a slash."""
    return RedirectResponse(str(request.url.replace(path=f"{request.url.path}/")), 301)


async def unavailable(request: Request, error: Exception) -> Response:
    """The library does not answer, or asks to wait, and what was asked for is not kept."""
    site, wait = site_of(request), error.wait if isinstance(error, ApiBusy) else 0
    template = site.templates.get_template("unavailable.html")
    text = template.render(shell=None, path=request.url.path, head=None, wait=wait)
    headers = {"Retry-After": str(wait or 10), "Cache-Control": "no-store"}
    return Response(text, 503, headers, "text/html; charset=utf-8")


OWN = [("search/", searching.search), ("topics/", terms.topics), ("people/", terms.people)]
POSTED = [("unlock/", private_pages.unlock), ("sign-in/", signing_in.sign_in), ("sign-out/", private_pages.sign_out)]
POSTED += [("join/", joining.join), ("join/again/", joining.again)]
POSTED += [("sign-in/second-factor/", signing_in.second_factor), ("sign-in/code/", signing_in.by_code)]
POSTED += [("forgotten/", signing_in.forgotten), ("account/", account.account), ("account/leave/", leaving.leave)]
OWN += [("my/", account.my_pages), ("account/my-data.json", account.data), ("left/", leaving.left)]
OWN += [("terms/", joining.terms), ("code-of-conduct/", joining.code_of_conduct)]
POSTED += [("report/", moderation.report)]
OWN += [("my/standing/", moderation.standing)]
POSTED += [("my/events/", registrations.my_events)]
OWN += [("my/uses/", uses.my_uses)]
POSTED += [("my/following/", following.my_following)]
POSTED += [("my/profile/", members.profile), ("my/connections/", connections.my_connections)]
OWN += [("members/", members.members), ("members/{id}/", members.member)]
OWN += [("organisations/", terms.organisations), ("map/", action_map), ("search/suggest", searching.suggest)]
OWN += [("shelf/", shelf.shelf), ("help-now/", offline.help_now), ("offline/", offline.unkept)]
OWN += [("manifest.webmanifest", offline.manifest)]
OWN += [("contribute/", contributing.choose), ("contribute/session", contributing.session)]
POSTED += [("contribute/{kind}/", contributing.form), ("my/contributions/", my_contributions.my_contributions)]
POSTED += [("my/contributions/{id}/", my_contributions.revise)]


def application(settings: Settings) -> Starlette:
    """The site, as an ASGI application."""
    converters.register()
    operations = Operations(settings.api_url, key=settings.api_key, timeout=settings.api_timeout)
    site = Site(settings, Answers(operations), environment())

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        tasks = [
            asyncio.create_task(site.answers.follow_changes()),
            asyncio.create_task(site.reads.tell_for_ever(operations)),
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
            await site.reads.tell(operations)
            await operations.close()

    routes = [
        Route("/healthz", health),
        Route("/static/{version}/{name:path}", static_file),
        Route("/service-worker.js", offline.service_worker),
        Route("/preview", preview),  # no redirect: it would repeat the token
        Route("/preview/", preview),
        Route("/review/{token}/", reviews.review, methods=["GET", "POST"]),
        Route("/review/{token}/draft/", reviews.draft),
        Route("/forgotten/{token}/", signing_in.new_password, methods=["GET", "POST"]),
        Route("/confirm/{token}/", joining.confirm, methods=["GET", "POST"]),
        Route("/decision/{token}/", moderation.decision, methods=["GET", "POST"]),
        Route("/registration/{token}/", registrations.by_link, methods=["GET", "POST"]),
        Route("/certificate/{code}/", certificates.certificate),
        Route("/certificate/{code}/certificate.pdf", certificates.file),
        Route("/mails-off/{token}/", following.mails_off, methods=["GET", "POST"]),
        Route("/read", reads.read, methods=["POST"]),
        Route("/search/click", searching.click, methods=["POST"]),
        Route("/shelf/changes", shelf.changes),
        Route("/shelf/picture/{path:path}", shelf.picture),
        *(Route(f"/{path}", view) for path, view in OWN),
        *(Route(f"/{{language:language}}/{path}", view) for path, view in OWN),
        *(Route(f"/{path}", view, methods=["GET", "POST"]) for path, view in POSTED),
        *(Route(f"/{{language:language}}/{path}", view, methods=["GET", "POST"]) for path, view in POSTED),
        Route("/{path:path}/adapt/", contributing.adapt, methods=["GET", "POST"]),
        Route("/{path:feed}", passed_on),
        Route("/{path:path}/do-this-too/", doing.beside(pages.page), methods=["GET", "POST"]),
        Route("/{path:path}/used/", uses.report_beside(pages.page), methods=["GET", "POST"]),
        Route("/{path:path}/", pages.page),
        Route("/", pages.page),
        Route("/{path:path}", with_slash),
    ]
    app = Starlette(
        routes=routes,
        lifespan=lifespan,
        exception_handlers={ApiUnavailable: unavailable, KeyRejected: private_pages.rejected},
        middleware=[
            Middleware(SecurityHeaders, settings=settings),
            Middleware(Readers),
            Middleware(GZipMiddleware, minimum_size=500, compresslevel=6),  # 9 takes a third longer for 1 in 400 bytes
        ],
    )
    app.state.site = site
    return app
