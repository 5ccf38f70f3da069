"""What pages, feeds, pictures and documents count for, beside queries: one client has one window for all of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from access.paths import lies_below
from graphql_api.http import rates
from graphql_api.http.parameters import RejectedRequest
from graphql_api.http.views import graphql

# By the name of the address; what is not here counts as a page.
WEIGHTS = {
    "image": rates.FILE,
    "media": rates.FILE,
    "wagtaildocs_serve": rates.FILE,
    "schema": rates.FILE,
    "possible-types": rates.FILE,
    "metrics": rates.FILE,
    "mail_hook": rates.PAGE,  # looks at no session
    "events_ical": rates.FEED,
    "topic_events_ical": rates.FEED,
    "event_ical": rates.FEED,
    "initiatives_geojson": rates.FEED,
    "library_feed": rates.FEED,
    "type_feed": rates.FEED,
    "topic_feed": rates.FEED,
    "sitemap": rates.FEED,
    "sitemap_part": rates.FEED,
    "robots": rates.FILE,
    "llms": rates.FEED,
    "questionnaire_fhir": rates.FEED,
}


class RatesMiddleware:
    """Counts what is asked outside the API; 429 for who asks too much. Who may edit is not counted in the admin: saving by itself would be."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        try:
            # A page may be somebody's own; what has a weight of its own here is the same for everybody, or looks at the session itself.
            name = request.resolver_match.url_name if request.resolver_match else None
            rates.take(request, weight_of(request), by_session=name not in WEIGHTS)
        except RejectedRequest as rejection:
            return refused(rejection)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """What a view found to be too much, when it knew more."""
        return refused(exception) if isinstance(exception, RejectedRequest) else None


def take_for_rendition(request: HttpRequest, *, by_session: bool) -> None:
    """Count that a picture is made in a size. Raises RejectedRequest, which the middleware answers. What is public asks no session."""
    rates.take(request, rates.RENDITION, by_session=by_session)


def refused(rejection: RejectedRequest) -> HttpResponse:
    """A rejection in plain words."""
    headers = {**rejection.headers, "Cache-Control": "no-store"}
    words = f"{rejection.error.message}\n"
    return HttpResponse(words, content_type="text/plain; charset=utf-8", status=rejection.status, headers=headers)


def weight_of(request: HttpRequest) -> int:
    """Milliseconds that a request counts for; 0 for what is not counted, or counts itself."""
    match = request.resolver_match
    if match is None or match.func is graphql:  # the API counts itself, and has its own form of a rejection
        return 0
    if lies_below(request.path_info, "wagtailadmin_home"):
        if request.user.is_authenticated:
            return 0
        return rates.SIGN_IN if request.method == "POST" else rates.PAGE
    return WEIGHTS.get(match.url_name or "", rates.PAGE)
