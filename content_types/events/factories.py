"""Events for tests and generated libraries."""

from __future__ import annotations

from datetime import timedelta

import factory
import wagtail_factories
from django.utils import timezone

from content_types.core.factories import ResourceFactory
from content_types.events.models import EventIndexPage, EventPage


class EventIndexPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = EventIndexPage

    title = "Events"
    slug = "events"


class EventPageFactory(ResourceFactory):
    class Meta:
        model = EventPage

    title = factory.Sequence(lambda n: f"EventPage {n}")
    start = factory.LazyFunction(lambda: timezone.now() + timedelta(days=14))
    end = factory.LazyAttribute(lambda event: event.start + timedelta(hours=1))
