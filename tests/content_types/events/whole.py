"""Every field that is this type's own, as an import file gives it."""

from __future__ import annotations

from typing import Any

FIELDS: dict[str, Any] = {
    "kind": "journal_club", "start": "2027-10-31T01:30-04:00", "end": "2027-10-31T06:30",
    "time_zone": "America/Toronto", "status": "postponed", "status_note": "Later.", "attendance": "hybrid",
    "venue_name": "Library", "venue_address": "1 High St", "venue_latitude": 43.7, "venue_longitude": -79.4,
    "capacity": 12, "registration_opens": "2027-09-01T09:00", "registration_closes": "2027-10-30T09:00",
    "registration_url": "https://example.org/register", "join_link": "https://example.org/join",
    "recording_url": "https://example.org/rec", "recording_duration": "1:02:30",
    "recording_captions_url": "https://example.org/rec.vtt",
    "recording_transcript": "<p>Words.</p>",
    "resources": [
        {"resource_link": {"page": "/"}}, {"document": {"document": "card.pdf"}},
        {"link_list": {"links": [{"title": "In", "page": "/tools/"}]}},
    ],
}  # fmt: skip
