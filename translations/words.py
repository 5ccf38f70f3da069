"""The words of a page, as translators see them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

NOT_WORDS = frozenset({"slug"})  # part of an address: each language has its own


def words_of(page: Any) -> Iterator[tuple[str, str]]:
    """(path within the page, text) of all that is translated, in the order of the page; of a paragraph its HTML."""
    for segment in extract_segments(page):
        if isinstance(segment, StringSegmentValue) and segment.path not in NOT_WORDS:
            yield segment.path, segment.string.data


def digest_of(page: Any) -> str:
    """What tells these words from others. Where they stand makes no difference, nor does anything else of the page."""
    words = [text for _, text in words_of(page)]
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()[:16]
