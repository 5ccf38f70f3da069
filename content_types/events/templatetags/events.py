"""Template tags of the plain event pages."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils.formats import date_format
from wagtail.models import Page

from content_types.core.context import ReadContext
from content_types.core.loading import together
from content_types.core.reading import page_link
from content_types.core.visibility import visible_pages
from content_types.events.models import EventPage

register = template.Library()

MOST_UPCOMING = 12


@register.simple_tag(takes_context=True)
def upcoming_events(context: template.Context, index: Page) -> list[dict[str, Any]]:
    """``{% upcoming_events page as upcoming %}``: the next visible events that have not ended, each with link and local time."""
    read = ReadContext.of(context["request"])
    coming = visible_pages(read.viewer, EventPage.objects.child_of(index)).filter(end__gt=read.viewer.now)
    events = together(coming.order_by("start", "pk")[:MOST_UPCOMING])
    links = [(event, page_link(event, read)) for event in events]
    return [{"link": link, "when": local_time(event)} for event, link in links if link]


def local_time(event: EventPage) -> str:
    """When an event begins, as the clock shows where it takes place, such as “Thu 1 May 2026, 18:30 BST”."""
    start = event.start.astimezone(ZoneInfo(event.time_zone))
    return f"{date_format(start, 'D j M Y, H:i')} {start.tzname()}"
