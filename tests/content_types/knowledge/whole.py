"""Every field that is this type's own, as an import file gives it."""

from __future__ import annotations

from typing import Any

FIELDS: dict[str, Any] = {"kind": "film", "cover_alt_text": None, "cover_decorative": True}
