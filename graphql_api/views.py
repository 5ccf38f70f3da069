"""The endpoint, after the GraphQL over HTTP specification (https://graphql.github.io/graphql-over-http/draft/)."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from content_types.core.errors import BadInput
from graphql_api.errors import formatted
from graphql_api.examples import EXAMPLES
from graphql_api.execution import Answer, Parameters, answer
from graphql_api.limits import Limits
from graphql_api.schema import get_sdl

RESPONSE_JSON = "application/graphql-response+json"
PLAIN_JSON = "application/json"


NOT_ACCEPTABLE = BadInput(
    f"Only {RESPONSE_JSON} and {PLAIN_JSON} can be given. Name one of them in `Accept`.", "Accept"
)


class RefusedError(Exception):
    """A request that is refused before its query is read."""

    def __init__(self, status: int, error: BadInput, **headers: str) -> None:
        super().__init__(error.message)
        self.status = status
        self.error = error
        self.headers = headers


# Exempt from CSRF tokens because a query changes nothing, and because only content types that force a preflight are read.
@csrf_exempt
def graphql(request: HttpRequest) -> HttpResponse:
    """Answer GET and POST; show GraphiQL to browsers where the settings allow it."""
    if request.method == "GET" and settings.GRAPHIQL_ENABLED and "query" not in request.GET and wants_html(request):
        return render(request, "graphql_api/graphiql.html", {"examples": EXAMPLES})
    media_type = chosen_media_type(request)
    try:
        if media_type is None:
            raise RefusedError(406, NOT_ACCEPTABLE)  # noqa: TRY301 - answered like every other refusal below
        parameters = read_parameters(request)
    except RefusedError as refusal:
        body = {"errors": [formatted(refusal.error)]}
        return json_response(body, media_type or PLAIN_JSON, refusal.status, refusal.headers)
    found = answer(request, parameters, reading_only=request.method != "POST")
    return json_response(
        found.body, media_type, status_of(found, media_type), {"Allow": "POST"} if found.needs_post else {}
    )


def status_of(found: Answer, media_type: str) -> int:
    """The HTTP status of an answer: clients of plain JSON get 200 whenever the request was well formed."""
    if found.needs_post:
        return 405
    return 400 if found.refused and media_type == RESPONSE_JSON else 200


def json_response(body: dict[str, Any], media_type: str, status: int, headers: dict[str, str]) -> HttpResponse:
    """An answer as JSON."""
    content = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    response = HttpResponse(
        content.encode("utf-8", "replace"), content_type=f"{media_type}; charset=utf-8", status=status, headers=headers
    )
    response["Vary"] = "Accept, Cookie"
    response["Cache-Control"] = "no-store" if status != 200 else "private, no-cache"
    return response


def accepted(request: HttpRequest) -> list[str]:
    """The media types of the Accept header, best first; parameters other than q are ignored."""
    weighted = []
    for position, part in enumerate(request.headers.get("Accept", "*/*").split(",")):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        quality = next((value[2:] for value in parameters if value.startswith("q=")), "1")
        try:
            weighted.append((-float(quality), position, name.lower()))
        except ValueError:
            continue
    return [name for quality, _, name in sorted(weighted) if quality < 0]


def chosen_media_type(request: HttpRequest) -> str | None:
    """Which of the two media types to answer in; None where the client takes neither."""
    for name in accepted(request):
        if name in {RESPONSE_JSON, PLAIN_JSON}:
            return name
        if name in {"*/*", "application/*"}:
            return PLAIN_JSON
    return None


def wants_html(request: HttpRequest) -> bool:
    """Whether somebody looks at the address rather than asking it: a browser, or a client that takes anything and names no JSON first."""
    names = accepted(request)
    html = min((names.index(name) for name in ("text/html", "*/*") if name in names), default=None)
    return html is not None and all(names.index(name) > html for name in (PLAIN_JSON, RESPONSE_JSON) if name in names)


def read_parameters(request: HttpRequest) -> Parameters:
    """The parameters of a request. Raises RefusedError."""
    if request.method == "POST":
        given = read_body(request)
    elif request.method in {"GET", "HEAD"}:
        given = read_url(request)
    else:
        raise RefusedError(405, BadInput("Send queries by GET or POST.", "method"), Allow="GET, HEAD, POST")
    query, name, variables = given.get("query"), given.get("operationName"), given.get("variables")
    if not isinstance(query, str) or not query.strip():
        raise RefusedError(400, BadInput("`query` is missing. Send the text of a GraphQL query as a string.", "query"))
    if name is not None and not isinstance(name, str):
        raise RefusedError(400, BadInput("`operationName` must be a string or null.", "operationName"))
    if variables is not None and not isinstance(variables, dict):
        raise RefusedError(400, BadInput("`variables` must be a JSON object or null.", "variables"))
    if given.get("extensions") is not None and not isinstance(given["extensions"], dict):
        raise RefusedError(400, BadInput("`extensions` must be a JSON object or null.", "extensions"))
    return Parameters(query, name or None, variables)


def read_body(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of a POST."""
    content_type = request.content_type or ""
    if content_type != PLAIN_JSON:
        raise RefusedError(415, BadInput(f"Send the body as {PLAIN_JSON}.", "Content-Type"))
    limit = Limits.current().body_bytes
    length = request.headers.get("Content-Length", "0")
    if length.isdigit() and int(length) > limit:
        raise RefusedError(
            413,
            BadInput(
                f"The body has {length} bytes; the limit is {limit}. Send a shorter query or fewer variables.", "body"
            ),
        )
    try:
        raw = request.body
    except RawPostDataException as error:
        raise RefusedError(400, BadInput("The body could not be read. Send it again.", "body")) from error
    if len(raw) > limit:
        raise RefusedError(
            413,
            BadInput(
                f"The body has {len(raw)} bytes; the limit is {limit}. Send a shorter query or fewer variables.", "body"
            ),
        )
    return as_object(raw, "body")


def read_url(request: HttpRequest) -> dict[str, Any]:
    """The parameters of a GET, of which two are JSON themselves."""
    given: dict[str, Any] = {name: request.GET[name] for name in ("query", "operationName") if name in request.GET}
    for name in ("variables", "extensions"):
        if request.GET.get(name):
            given[name] = as_object(request.GET[name].encode("utf-8", "replace"), name)
    return given


def as_object(raw: bytes, field: str) -> dict[str, Any]:
    """Decode a JSON object. Raises RefusedError."""
    try:
        found = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise RefusedError(
            400, BadInput(f"`{field}` is not JSON in UTF-8. Check its quotes and brackets.", field)
        ) from error
    if not isinstance(found, dict):
        raise RefusedError(400, BadInput(f"`{field}` must be a JSON object; batches are not taken.", field))
    return found


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """The schema as SDL, at an address that stays."""
    response = HttpResponse(get_sdl(), content_type="text/plain; charset=utf-8")
    patch_cache_control(response, public=True, max_age=300)
    return response
