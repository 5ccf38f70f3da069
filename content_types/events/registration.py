"""The event as the rest of the product knows it."""

from content_types.core.registry import ContentType, Visibility
from content_types.events.graphql import LIST
from content_types.events.models import EventIndexPage, EventPage
from content_types.events.search import SEARCH

CONTENT_TYPE = ContentType(
    name="event",
    label="Event",
    folder="events",
    model=EventPage,
    index_model=EventIndexPage,
    visibility=Visibility.PUBLISHED,
    api=LIST,
    search=SEARCH,
)
