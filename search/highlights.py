"""Highlights as HTML, in one place for every engine."""

from __future__ import annotations

from html import escape

from search.engines.base import MARK_END, MARK_START

_TAGS = str.maketrans({MARK_START: "<em>", MARK_END: "</em>"})


def as_html(marked: str) -> str:
    """Plain text with marks as HTML: everything escaped, ``<em>`` around what was found; marks always come in pairs."""
    return escape(marked).translate(_TAGS)
