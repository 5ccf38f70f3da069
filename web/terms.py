"""Who and what the library is about: topics, people, organisations."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from web.api.models.client import Operations
from web.responding import site_of


async def topics(request: Request) -> Response:
    """All topics, each with those below it."""
    site = site_of(request)
    shell = await site.shell(request.url.path)
    found = await site.answers.ask(Operations.terms, locale=shell.asked)
    tops = [topic for topic in found.data.topics or [] if topic.parent is None]
    return site.page(
        request,
        shell,
        "topics.html",
        topics=tops,
        professions=found.data.professions or [],
        care_settings=found.data.care_settings or [],
        of=(found,),
    )


async def people(request: Request) -> Response:
    """Everybody who is named in the library."""
    site = site_of(request)
    shell = await site.shell(request.url.path)
    found = await site.answers.ask(Operations.people, locale=shell.asked, after=request.query_params.get("after"))
    return site.page(request, shell, "people.html", of=(found,), found=found.data.people)


async def organisations(request: Request) -> Response:
    """The organisations behind what is done."""
    site = site_of(request)
    shell = await site.shell(request.url.path)
    after = request.query_params.get("after")
    found = await site.answers.ask(Operations.organisations, locale=shell.asked, after=after)
    return site.page(request, shell, "organisations.html", of=(found,), found=found.data.organisations)
