"""The search: results, suggestions, and which result was opened."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from web.api.models import enums
from web.api.models.client import Operations
from web.api.models.input_types import RecordSearchClickInput
from web.api.transport import ApiError, ApiUnavailable
from web.lists import Choice, chosen, facets, links
from web.responding import site_of
from web.towns import towns_in

ORDERS = ("RELEVANCE", "NEWEST", "RECENTLY_UPDATED", "SHORTEST", "SOONEST")
LONGEST = 500  # characters, as the API takes them


async def search(request: Request) -> Response:
    """What was found, or an empty form."""
    site = site_of(request)
    shell = await site.shell(request.url.path)
    words = request.query_params.get("q", "").strip()[:LONGEST]
    choice = Choice.of(request.query_params, ORDERS)
    verbatim = request.query_params.get("verbatim") == "1"
    try:
        found = await site.answers.ask(
            Operations.search,
            query=words,
            locale=shell.asked,
            chosen=list(choice.chosen),
            order_by=enums.SearchOrder(choice.order),
            verbatim=verbatim,
            **choice.step(),
        )
    except ApiError:
        if not (choice.after or choice.before or choice.chosen):
            raise
        return RedirectResponse(f"{request.url.path}?{request.url.include_query_params(q=words).query}", 302)
    result = found.data.search
    if result is None:
        return site.page(request, shell, "search_away.html", 503, words=words)
    pairs = [("q", words), *choice.pairs(ORDERS), *([("verbatim", "1")] if verbatim else [])]
    return site.page(
        request,
        shell,
        "search.html",
        words=words,
        towns_in=towns_in,
        found=result,
        facets=facets(result.facets, choice.chosen),
        chosen=chosen(result.facets, choice.chosen, pairs),
        choice=choice,
        orders=ORDERS,
        links=links(pairs, result.page_info),
        of=(found,),
    )


async def suggest(request: Request) -> Response:
    """What may be meant, while somebody types."""
    site = site_of(request)
    shell = await site.shell(request.url.path)
    typed = request.query_params.get("q", "").strip()[:100]
    if len(typed) < 2:
        return JSONResponse([])
    try:
        found = await site.answers.ask(Operations.suggest, prefix=typed, locale=shell.asked)
    except (ApiError, ApiUnavailable):  # suggestions are a help, and none is an answer
        return JSONResponse([])
    return JSONResponse(
        [{"text": one.text, "path": one.path, "kind": one.kind} for one in found.data.suggest or []],
        headers={"Cache-Control": "public, max-age=60"},
    )


async def click(request: Request) -> Response:
    """Tell the API that a result was opened, so that editors see which searches lead somewhere."""
    site = site_of(request)
    token = (await request.body())[:4096].decode("utf-8", "replace")
    try:
        await site.answers.operations.count_click(input=RecordSearchClickInput(token=token))
    except (ApiError, ApiUnavailable):  # nobody waits for it, and nothing is lost but a count
        return Response(status_code=202)
    return Response(status_code=204)
