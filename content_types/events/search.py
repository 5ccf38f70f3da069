"""What the library search takes from an event."""

from collections.abc import Iterator
from typing import Any

from content_types.core.registry import SearchDeclaration
from content_types.core.richtext import plain_text
from content_types.core.text import body_text
from content_types.events.models import EventPage


def _text(page: Any) -> Iterator[str]:
    yield page.venue_name
    yield plain_text(page.recording_transcript)
    yield from body_text(page.resources)


def _filters(page: Any) -> dict[str, Any]:
    return {
        "kind": page.kind,
        "format": page.attendance,
        "status": page.status,
    }


SEARCH = SearchDeclaration(
    text=_text,
    filters=_filters,
    labels={
        "kind": dict(EventPage.Kind.choices),
        "format": dict(EventPage.Attendance.choices),
        "status": dict(EventPage.Status.choices),
    },
    period=lambda page: (page.start, page.end),
)
