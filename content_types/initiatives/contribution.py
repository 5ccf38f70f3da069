"""How an initiative is made of what a member sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import graphene

from content_types.core.contributions import RichText, TakesContributions, bounded, put
from content_types.core.errors import BadInput
from content_types.core.graphql.fields import list_of
from content_types.core.graphql.scalars import Date
from content_types.initiatives.cells import middle_of_cell
from content_types.initiatives.graphql import InitiativeStage, OpenTo
from content_types.initiatives.models import OPEN_TO
from content_types.taxonomy.models import Place


class InitiativeContribution(graphene.InputObjectType):
    """What an initiative has beside what every contribution has."""

    stage = graphene.InputField(InitiativeStage, description="How far it has come; IDEA where it is left out.")
    place = graphene.String(description="The slug of the nation or region it belongs to.")
    location_name = graphene.String(description="The town or neighbourhood.")
    latitude = graphene.Float(
        description="Degrees north, with `longitude`. The middle of their hexagon of about 36 km² is stored, and nothing finer."
    )
    longitude = graphene.Float(description="Degrees east; west is negative.")
    start_date = graphene.InputField(Date, description="When it began, or will.")
    end_date = graphene.InputField(Date, description="When it ended; null while it goes on.")
    outcomes = graphene.String(description="What has come of it so far; in the form that `bodyFormat` says.")
    open_to = graphene.InputField(list_of(OpenTo), description="What it is open to.")


def _fill(page: Any, given: Mapping[str, Any], rich_text: RichText) -> None:
    put(page, given, "location_name", "latitude", "longitude", "start_date", "end_date")
    if given.get("stage"):
        page.stage = given["stage"]
    if "place" in given:
        slug = given["place"]
        page.place = Place.objects.filter(slug=slug, live=True).first() if slug else None
        if slug and page.place is None:
            raise BadInput(f"There is no place “{slug[:80]}”. Use a slug of the list.", "place")
    if "outcomes" in given:
        page.outcomes = rich_text(given["outcomes"] or "")
    if "open_to" in given:
        chosen = set(bounded(given["open_to"], "openTo"))
        for name in OPEN_TO:
            setattr(page, f"open_to_{name}", name in chosen)


def _prepare(given: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent, with the middle of a hexagon in place of the point: a member's kitchen is where many an initiative begins."""
    latitude, longitude = given.get("latitude"), given.get("longitude")
    if latitude is None and longitude is None:
        return dict(given)
    if latitude is None or longitude is None:
        raise BadInput("Send `latitude` and `longitude` together.", "latitude" if latitude is None else "longitude")
    try:
        latitude, longitude = middle_of_cell(latitude, longitude)
    except ValueError as error:
        raise BadInput("Give degrees: -90 to 90 north, -180 to 180 east.", "latitude") from error
    return {**given, "latitude": latitude, "longitude": longitude}


CONTRIBUTIONS = TakesContributions(InitiativeContribution, _fill, prepare=_prepare)
