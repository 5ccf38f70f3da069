"""Articles as schema.org names them."""

from __future__ import annotations

from typing import Any

from content_types.core.linked_data import reviewed
from content_types.core.markdown.declaration import Shown

AUDIENCE = {"@type": "MedicalAudience", "audienceType": "Clinician"}


def linked_data(shown: Shown, node: dict[str, Any]) -> dict[str, Any]:
    """An article that is a page for clinicians, with its review."""
    return {**node, "@type": ["Article", "MedicalWebPage"], "audience": AUDIENCE, **reviewed(shown)}
