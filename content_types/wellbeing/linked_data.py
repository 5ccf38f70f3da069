"""Wellbeing guidance as schema.org names it."""

from __future__ import annotations

from typing import Any

from content_types.core.linked_data import how_to_steps, reviewed
from content_types.core.markdown.declaration import Shown


def linked_data(shown: Shown, node: dict[str, Any]) -> dict[str, Any]:
    """A page with instructions; an article where it has no steps."""
    steps = how_to_steps(shown["steps"])
    kind = "HowTo" if steps else "Article"
    return {**node, "@type": [kind, "MedicalWebPage"], "step": steps, **reviewed(shown)}
