"""The fence is tried with all that grapple can reach."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _editors_search_is_written(settings: Any) -> None:
    """grapple searches by Wagtail's own index: without it, nothing would leak because nothing is found."""
    settings.WAGTAILSEARCH_BACKENDS = {"default": {**settings.WAGTAILSEARCH_BACKENDS["default"], "AUTO_UPDATE": True}}
