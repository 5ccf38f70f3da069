"""A page that grows out of another: what is copied, and which licences it may have."""

from __future__ import annotations

import json
from typing import Any

from community.errors import CommunityError
from content_types.core.contributions import TakesContributions
from content_types.core.library import Licence

# What comes of a resource keeps its licence. ShareAlike says so; NonCommercial must not become a licence that allows commerce.
KEPT = {Licence.CC_BY_SA, Licence.CC_BY_NC}


def copy(source: Any, page: Any, takes: TakesContributions) -> None:
    """Begin a page as another is, with its lineage. Raises CommunityError where the licence does not allow it."""
    if source.licence == Licence.ALL_RIGHTS:
        text = "All rights are reserved: it may not be adapted without asking its authors."
        raise CommunityError("LICENCE_NOT_ALLOWED", text, "tool")
    assert takes.adapt is not None
    page.title = page.draft_title = source.title
    page.summary, page.licence = source.summary, source.licence
    page.body = json.dumps(list(source.body.raw_data))
    page.topics = list(source.topics.all())
    takes.adapt(source, page)


def require_licence(of_source: str, chosen: str) -> None:
    """Raise CommunityError for a licence that the one of the source does not allow."""
    if of_source in KEPT and chosen != of_source:
        name = Licence(of_source).label.partition(":")[0]
        text = f"What it is adapted from asks for the same licence: {name}. Leave the licence out to keep it."
        raise CommunityError("LICENCE_NOT_ALLOWED", text, "licence")
