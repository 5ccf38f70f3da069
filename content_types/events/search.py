"""What the library search takes from an event."""

from collections.abc import Iterator
from typing import Any

from content_types.core.filtering.fields import ChoiceField, YearField, kind_field
from content_types.core.registry import SearchDeclaration
from content_types.core.richtext import plain_text
from content_types.core.text import body_text
from content_types.events.models import EventPage


def _text(page: Any) -> Iterator[str]:
    yield page.venue_name
    yield plain_text(page.recording_transcript)
    yield from body_text(page.resources)


SEARCH = SearchDeclaration(
    text=_text,
    fields=(
        kind_field(EventPage.Kind),
        ChoiceField("attendance", "How people take part in an event", dict(EventPage.Attendance.choices)),
        ChoiceField("status", "Whether an event takes place", dict(EventPage.Status.choices)),
        YearField("start"),
    ),
    period=("start", "end"),
)
