"""What is answered where nothing else could be."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views import defaults

from content_types.core.errors import ServiceUnavailable
from outages import database


def server_error(request: HttpRequest) -> HttpResponse:
    """The page of an error of ours; where the database is away, status 503 and when to try again, on every path and in every part of the site."""
    error = sys.exc_info()[1]
    if error is None or not database.is_away(error):
        return defaults.server_error(request)
    database.noted(error)
    return unavailable(request)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Try again in some seconds: to the API's clients in their form, to everybody else as a page that needs nothing."""
    response: HttpResponse
    if request.path_info.rstrip("/") == "/graphql":
        response = JsonResponse({"errors": [ServiceUnavailable(database.RETRY_AFTER).formatted]}, status=503)
    else:
        response = HttpResponse(render_to_string("503.html", {"seconds": database.RETRY_AFTER}), status=503)
    response["Retry-After"] = str(database.RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response
