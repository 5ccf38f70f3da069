"""Every field that is this type's own, as an import file gives it."""

from __future__ import annotations

from typing import Any

from tests.import_export.rich import RICH

FIELDS: dict[str, Any] = {
    "organisation": "trust", "place": "england", "location_name": "Leeds", "latitude": 53.8, "longitude": -1.55,
    "stage": "running", "open_to_mentoring": True, "open_to_partners": True, "open_to_sharing": True,
    "contact_member": "tom", "start_date": "2025-01-01", "end_date": "2026-01-01", "outcomes": RICH,
}  # fmt: skip
