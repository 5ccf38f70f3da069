"""The endpoint, after the GraphQL over HTTP specification (https://graphql.github.io/graphql-over-http/draft/).

A request passes the stages in the order of ``graphql``: negotiate, authenticate, limit, prepare, look up, execute, store, send. What they find for
one another is in its ``Exchange``.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from access import authentication
from content_types.core.errors import BadInput, ServiceUnavailable, Unauthenticated
from delivery.context import ReadContext
from graphql_api.errors import formatted
from graphql_api.execution import operations
from graphql_api.execution.operations import Answer, RejectedOperation, run
from graphql_api.http import rates
from graphql_api.http.examples import EXAMPLES
from graphql_api.http.exchange import Exchange
from graphql_api.http.negotiation import PLAIN_JSON, RESPONSE_JSON, chosen_media_type, wants_html
from graphql_api.http.parameters import RejectedRequest, read_parameters
from graphql_api.http.responses import response_to, response_to_rejected
from graphql_api.response_cache import cached_responses, metrics
from graphql_api.response_cache.cached_responses import CachedResponse, Reservation, key_of
from graphql_api.response_cache.tag_versions import versions
from outages import database

NOT_ACCEPTABLE = BadInput(
    f"Only {RESPONSE_JSON} and {PLAIN_JSON} can be given. Name one of them in `Accept`.", "Accept"
)


# Exempt from CSRF tokens because a query changes nothing, and because only content types that force a preflight are read.
@csrf_exempt
def graphql(request: HttpRequest) -> HttpResponse:
    """Answer GET, HEAD and POST; show GraphiQL to browsers where the settings allow it."""
    if request.method == "GET" and settings.GRAPHIQL_ENABLED and not request.GET and wants_html(request):
        return graphiql(request)
    exchange = Exchange(request, ReadContext.of(request))
    try:
        negotiate(exchange)
        authenticate(exchange)
        limit(exchange)
        prepare(exchange)
        look_up(exchange)
        if exchange.answer is None:
            with claimed(exchange) as reservation:
                execute(exchange)
                store(exchange, reservation)
    except RejectedRequest as rejection:
        return response_to_rejected(exchange, rejection)
    except RejectedOperation as rejection:
        exchange.answer = rejection.answer
    except database.ERRORS as error:  # before anything was executed: a key or a registered document was to be looked up
        if not database.is_away(error):
            raise
        database.noted(error)
        exchange.answer = Answer({"errors": [formatted(ServiceUnavailable(database.RETRY_AFTER))]})
    return response_to(exchange)


def graphiql(request: HttpRequest) -> HttpResponse:
    """The API explorer."""
    nonce = str(request.csp_nonce)  # type: ignore[attr-defined]  # the middleware of django-csp sets it
    return render(request, "graphql_api/graphiql.html", {"examples": EXAMPLES, "csp_nonce": nonce})


def negotiate(exchange: Exchange) -> None:
    """Choose the media type of the response. Raises RejectedRequest."""
    chosen = chosen_media_type(exchange.request)
    if chosen is None:
        raise RejectedRequest(406, NOT_ACCEPTABLE)
    exchange.media_type = chosen


def authenticate(exchange: Exchange) -> None:
    """Look at the keys of the request. Raises RejectedRequest; a wrong key counts for the address that tried it."""
    try:
        authentication.authenticate(exchange.request)
    except Unauthenticated as error:
        limit(exchange)
        raise RejectedRequest(401, error, {"WWW-Authenticate": authentication.CHALLENGE}) from error


def limit(exchange: Exchange) -> None:
    """Count the request, as the least that one counts for. Raises RejectedRequest."""
    rates.take(exchange.request)


def prepare(exchange: Exchange) -> None:
    """Read, check and measure what is asked. Raises RejectedRequest and RejectedOperation."""
    parameters = read_parameters(exchange.request)
    exchange.operation = operations.prepare(parameters, reading_only=exchange.request.method != "POST")


def look_up(exchange: Exchange) -> None:
    """Answer from the response cache what is the same for everybody; or claim to compute it for the others who ask."""
    target = versions()
    if target is None or not exchange.may_be_shared:
        return
    exchange.was_looked_up = True
    found = cached_responses.look_up(target, key_of(exchange.request, exchange.operation))
    if isinstance(found, CachedResponse):
        exchange.answer = found
        metrics.hit.inc()
    else:
        exchange.claim = found


def claimed(exchange: Exchange) -> AbstractContextManager[Reservation | None]:
    """Compute inside what the request holds a claim to; what is read is noted, so that it can be stored."""
    return nullcontext() if exchange.claim is None else exchange.claim.computing()


def execute(exchange: Exchange) -> None:
    """Execute the operation, if who asks may still ask so much. Raises RejectedRequest."""
    operation = exchange.operation
    weight = rates.of_query(operation.cost, changes_something=operation.changes_something)
    rates.take(exchange.request, weight - rates.QUERY)
    exchange.answer = run(exchange.request, operation)
    if exchange.was_looked_up:
        metrics.miss.inc()


def store(exchange: Exchange, reservation: Reservation | None) -> None:
    """Store the answer in the place that is reserved for it, if it is whole and the same for everybody."""
    answer = exchange.answer
    if reservation is None or not isinstance(answer, Answer) or not answer.is_whole:
        return
    if exchange.context.viewer.is_anonymous and not exchange.tells_secrets:
        exchange.answer = reservation.store(answer.content) or answer
