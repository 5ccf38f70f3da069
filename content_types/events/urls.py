"""Addresses of the calendar feeds."""

from __future__ import annotations

from django.urls import path, re_path

from content_types.core.responses import PAGE_PATH
from content_types.events import views

urlpatterns = [
    path("events.ics", views.events, name="events_ical"),
    path("topics/<slug:slug>/events.ics", views.topic_events, name="topic_events_ical"),
    re_path(rf"^{PAGE_PATH}/event\.ics$", views.event, name="event_ical"),
]
