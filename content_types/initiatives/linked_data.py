"""Initiatives as schema.org names them."""

from __future__ import annotations

from typing import Any

from content_types.core.linked_data import said
from content_types.core.markdown.declaration import Shown

# What a project has of all that a resource has: it is no work.
_COMMON = ("@id", "url", "name", "description", "image", "keywords")


def linked_data(shown: Shown, node: dict[str, Any]) -> dict[str, Any]:
    """A project with its place, its organisation and when it began and ended."""
    page: Any = shown.page
    organisation = shown["organisation"]
    known = page.latitude is not None and page.longitude is not None
    at = {"@type": "GeoCoordinates", "latitude": page.latitude, "longitude": page.longitude} if known else None
    return {
        "@type": "Project",
        **{name: value for name, value in node.items() if name in _COMMON},
        "location": said({"@type": "Place", "name": page.location_name, "geo": at}),
        "parentOrganization": {"@type": "Organization", "name": organisation.name} if organisation else None,
        "foundingDate": page.start_date and page.start_date.isoformat(),
        "dissolutionDate": page.end_date and page.end_date.isoformat(),
    }
