"""Calendar feeds, for programs that subscribe and for one event to keep."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from content_types.core.filtering.links import descendants
from content_types.core.responses import page_at, published_response
from content_types.events import ical
from content_types.events.models import EventPage
from content_types.taxonomy.models import Topic
from delivery.context import ReadContext
from delivery.visibility import visible_terms


@require_safe
def events(request: HttpRequest) -> HttpResponseBase:
    """All public events, from those that ended a year ago on."""
    context = _public(request)
    body = ical.calendar(context, ical.feed_events(context), ical.calendar_name(context))
    return published_response(request, body, ical.CONTENT_TYPE, context.viewer)


@require_safe
def topic_events(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Public events on a published topic or a topic below it; 404 where there is no such topic."""
    context = _public(request)
    topic = visible_terms(context.viewer, Topic.objects.filter(slug=slug)).first()
    if topic is None:
        return _not_found(f"There is no topic “{slug}”. The API lists the topics.")
    (keys,) = descendants(Topic, [slug], context)
    body = ical.calendar(context, ical.feed_events(context, keys), ical.calendar_name(context, topic.name))
    return published_response(request, body, ical.CONTENT_TYPE, context.viewer)


@require_safe
def event(request: HttpRequest, page_path: str) -> HttpResponseBase:
    """The event at this path, if the reader may see it."""
    context = ReadContext.of(request)
    page = page_at(context, EventPage, page_path)
    if page is None:
        return _not_found(f"There is no event at /{page_path}/. All events are at /events.ics.")
    body = ical.calendar(context, [page], page.title)
    response = published_response(request, body, ical.CONTENT_TYPE, context.viewer, page.last_published_at)
    response["Content-Disposition"] = content_disposition_header(False, f"{page.slug}.ics") or "inline"
    return response


def _public(request: HttpRequest) -> ReadContext:
    # A subscription outlives a session, so feeds hold what everybody may see, whoever is signed in.
    return ReadContext.for_everybody(request)


def _not_found(message: str) -> HttpResponse:
    return HttpResponse(f"{message}\n", content_type="text/plain; charset=utf-8", status=404)
