"""The map of initiatives, for programs that draw maps."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from content_types.core.errors import BadInput
from content_types.core.responses import published_response
from content_types.initiatives import geojson
from delivery.context import ReadContext


@require_safe
def initiatives(request: HttpRequest) -> HttpResponseBase:
    """Public initiatives, all of them or those in a rectangle or in hexagons; 400 with the remedy for a query that is none."""
    context = ReadContext.for_everybody(request)
    try:
        found = geojson.narrowed(context, request.GET)
    except BadInput as error:
        return HttpResponse(f"{error.message}\n", content_type="text/plain; charset=utf-8", status=400)
    body = geojson.feature_collection(context, found)
    return published_response(request, body, geojson.CONTENT_TYPE, context.viewer)
