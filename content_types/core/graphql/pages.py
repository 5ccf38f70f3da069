"""The page interface, as content types refer to it without knowing the API that defines it."""

from __future__ import annotations

from typing import Any


def page_interface() -> Any:
    """The interface that wagtail-grapple is configured with (``GRAPPLE["PAGE_INTERFACE"]``)."""
    from grapple.types.interfaces import get_page_interface

    return get_page_interface()
