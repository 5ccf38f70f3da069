"""How tags are typed: pages, images and documents alike."""

from __future__ import annotations

import re


def tags_from_string(typed: str) -> list[str]:
    """The tags of a field as sent: separated by commas, however many were pasted into one. For ``TAGGIT_TAGS_FROM_STRING``."""
    parts = (part.strip() for part in re.split(r'[,;"\n]', typed or ""))
    return sorted({part for part in parts if part})
