"""Tools as schema.org names them."""

from __future__ import annotations

from typing import Any

from content_types.core.linked_data import how_to_steps
from content_types.core.markdown.declaration import Shown


def linked_data(shown: Shown, node: dict[str, Any]) -> dict[str, Any]:
    """Instructions where it has steps; else a work, with its version and what it was adapted from."""
    steps = how_to_steps(shown["steps"])
    minutes, above = shown["time_needed"], shown["adapted_from"]
    return {
        **node,
        "@type": "HowTo" if steps else "CreativeWork",
        "step": steps,
        "totalTime": f"PT{minutes}M" if minutes else None,
        "version": shown["version"],
        "isBasedOn": shown.context.page_url(above) if above else None,
    }
