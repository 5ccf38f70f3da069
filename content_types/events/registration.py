"""The event as the rest of the product knows it."""

from content_types.core.registry import ContentType, Visibility
from content_types.events.attending import REGISTRATIONS
from content_types.events.contribution import CONTRIBUTIONS
from content_types.events.graphql import FIELDS, LIST
from content_types.events.linked_data import linked_data
from content_types.events.markdown import MARKDOWN
from content_types.events.models import EventIndexPage, EventPage
from content_types.events.search import SEARCH
from content_types.events.starters import STARTERS

CONTENT_TYPE = ContentType(
    name="event",
    type_name="Event",
    label="Event",
    folder="events",
    model=EventPage,
    index_model=EventIndexPage,
    visibility=Visibility.PUBLISHED,
    fields=FIELDS,
    api=LIST,
    markdown=MARKDOWN,
    search=SEARCH,
    linked_data=linked_data,
    starters=STARTERS,
    contributions=CONTRIBUTIONS,
    review_months=None,
    registrations=REGISTRATIONS,
)
