"""Every field that is this type's own, as an import file gives it."""

from __future__ import annotations

from typing import Any

from tests.import_export.rich import RICH

FIELDS: dict[str, Any] = {
    "level": "team", "show_help_now": True, "help_now_text": RICH, "steps": [{"title": "Rest"}],
    "movements": [{"name": "M", "description": "d", "url": "https://example.org/m"}],
    "helpful_links": [{"title": "L", "url": "https://example.org/l", "description": "d"}],
}  # fmt: skip
