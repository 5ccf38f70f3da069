"""How wellbeing guidance is made of what a member sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import graphene

from content_types.core.contributions import (
    ContributedStep,
    RichText,
    TakesContributions,
    bounded,
    put_steps,
    put_stream,
    web_address,
)
from content_types.core.graphql.fields import list_of
from content_types.wellbeing.graphql import Level


class ContributedLink(graphene.InputObjectType):
    """Somewhere to go next."""

    title = graphene.String(required=True, description="Where it leads.")
    url = graphene.String(required=True, description="Its address.")
    description = graphene.String(description="Whom it helps.")


class WellbeingGuidanceContribution(graphene.InputObjectType):
    """What wellbeing guidance has beside what every contribution has."""

    level = graphene.InputField(Level, description="Who can act on it; PERSONAL where it is left out.")
    steps = graphene.InputField(list_of(ContributedStep), description="What to do, in order.")
    helpful_links = graphene.InputField(list_of(ContributedLink), description="Where to go next.")


def _fill(page: Any, given: Mapping[str, Any], rich_text: RichText) -> None:
    if given.get("level"):
        page.level = given["level"]
    put_steps(page, given, rich_text)
    if "helpful_links" in given:
        links = bounded(given["helpful_links"], "helpfulLinks")
        put_stream(page, "helpful_links", [("link", _link(one)) for one in links])


def _link(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": one["title"].strip(),
        "url": web_address(one["url"], "helpfulLinks"),
        "description": (one.get("description") or "").strip(),
    }


CONTRIBUTIONS = TakesContributions(WellbeingGuidanceContribution, _fill)
