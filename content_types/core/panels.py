"""Parts of the editors' forms."""

from __future__ import annotations

import json


def shown_if(**values: str | list[str]) -> dict[str, str]:
    """Attributes of a panel that is seen only while other fields of the form have these values. What it holds is sent all the same.

    By Wagtail's own script; without it every panel is seen.
    """
    return {
        "data-controller": "w-rules",
        "data-action": "change@document->w-rules#resolve",
        "data-w-rules-target": "show",
        "data-w-rules": json.dumps(values),
    }
