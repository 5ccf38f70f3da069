"""The endpoint, after the GraphQL over HTTP specification (https://graphql.github.io/graphql-over-http/draft/)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from access.authentication import CHALLENGE, authenticate
from content_types.core.errors import BadInput, Unauthenticated
from graphql_api import rates
from graphql_api.errors import formatted
from graphql_api.examples import EXAMPLES
from graphql_api.execution import Answer, Ready, prepare, run
from graphql_api.kept.answers import Kept, kept_or_made, key_of
from graphql_api.kept.edge import told_of
from graphql_api.kept.front import may_be_repeated
from graphql_api.kept.versions import versions
from graphql_api.negotiation import PLAIN_JSON, RESPONSE_JSON, chosen_media_type, wants_html
from graphql_api.parameters import RefusedError, read_parameters
from graphql_api.responses import (
    NO_STORE,
    Freshness,
    encoded,
    freshness_of_kept,
    is_for_everybody,
    knows_something,
    may_be_kept,
    respond,
    send,
)

NOT_ACCEPTABLE = BadInput(
    f"Only {RESPONSE_JSON} and {PLAIN_JSON} can be given. Name one of them in `Accept`.", "Accept"
)


# Exempt from CSRF tokens because a query changes nothing, and because only content types that force a preflight are read.
@csrf_exempt
def graphql(request: HttpRequest) -> HttpResponse:
    """Answer GET, HEAD and POST; show GraphiQL to browsers where the settings allow it."""
    if request.method == "GET" and settings.GRAPHIQL_ENABLED and not request.GET and wants_html(request):
        return render(request, "graphql_api/graphiql.html", {"examples": EXAMPLES})
    media_type = chosen_media_type(request)
    try:
        if media_type is None:
            raise RefusedError(406, NOT_ACCEPTABLE)  # noqa: TRY301 - answered like every other refusal below
        authenticated(request)
        rates.take(request)
        ready = prepare(read_parameters(request), reading_only=request.method != "POST")
        if isinstance(ready, Ready):
            if ready.changes_something:
                rates.take(request, rates.MUTATION - rates.QUERY)
            return answered(request, ready, media_type)
    except RefusedError as refusal:
        body = encoded({"errors": [formatted(refusal.error)]})
        return send(request, body, media_type or PLAIN_JSON, refusal.status, Freshness(NO_STORE), refusal.headers)
    return respond(request, ready, media_type)


def answered(request: HttpRequest, ready: Ready, media_type: str) -> HttpResponse:
    """The response to what is ready; what is the same for everybody from the answers that are kept, if it is there."""
    target = versions()
    if target is None or ready.changes_something or not is_for_everybody(request):
        return respond(request, run(request, ready), media_type)
    made: list[Answer] = []
    begun = knows_something(request)  # then what it was made from is not all noted

    def make() -> tuple[bytes, bool]:
        made.append(run(request, ready))
        return encoded(made[0].body), not begun and may_be_kept(request, made[0])

    key = key_of(request, ready)
    found = kept_or_made(target, key, make)
    if isinstance(found, Kept):
        told = told_of(found, media_type)
        freshness = freshness_of_kept(request, told.headers)
        response = send(request, found.body, media_type, 200, freshness, worked_out=found.worked_out)
        return may_be_repeated(response, key, found, until=found.until - told.seconds)
    return respond(request, made[0], media_type, found)


def authenticated(request: HttpRequest) -> None:
    """Look at the keys of a request. Raises RefusedError; a wrong key counts for the address that tried it."""
    try:
        authenticate(request)
    except Unauthenticated as error:
        rates.take(request)
        raise RefusedError(401, error, {"WWW-Authenticate": CHALLENGE}) from error
