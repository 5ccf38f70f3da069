"""What the API says of the map: points, rectangles and hexagons of the H3 grid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import graphene
import h3

from content_types.core.errors import BadInput
from content_types.core.graphql.fields import list_of

NEAREST_KM, FARTHEST_KM = 10, 1_000  # nothing nearer is told than a place is exact


class Coordinates(graphene.ObjectType):
    """A point on the map (WGS 84)."""

    latitude = graphene.Float(required=True, description="Degrees north.")
    longitude = graphene.Float(required=True, description="Degrees east.")


class BoundsInput(graphene.InputObjectType):
    """A rectangle on the map, in degrees (WGS 84)."""

    north = graphene.Float(required=True, description="Upper edge, -90 to 90.")
    south = graphene.Float(required=True, description="Lower edge, -90 to 90.")
    east = graphene.Float(required=True, description="Right edge, -180 to 180.")
    west = graphene.Float(
        required=True, description="Left edge, -180 to 180; greater than `east` where it crosses the 180th meridian."
    )


class NearInput(graphene.InputObjectType):
    """A circle on the map."""

    latitude = graphene.Float(required=True, description="Of its middle, -90 to 90.")
    longitude = graphene.Float(required=True, description="Of its middle, -180 to 180.")
    kilometres = graphene.Float(required=True, description=f"Its radius, {NEAREST_KM} to {FARTHEST_KM}.")


def checked_bounds(bounds: Mapping[str, float]) -> tuple[float, float, float, float]:
    """North, south, east and west. Raises BadInput for edges that are off the globe or upside down."""
    north, south, east, west = (bounds[edge] for edge in ("north", "south", "east", "west"))
    if not -90 <= south <= north <= 90:
        raise BadInput("`bounds` must have -90 ≤ south ≤ north ≤ 90.", "bounds")
    if not (-180 <= west <= 180 and -180 <= east <= 180):
        raise BadInput("`bounds` must have west and east from -180 to 180.", "bounds")
    return north, south, east, west


class Hexagon:
    """The fields of a type that is of one hexagon and has its ``h3_index``."""

    centre = graphene.Field(Coordinates, required=True, description="Its middle.")
    boundary = graphene.Field(list_of(Coordinates), required=True, description="Its corners in order, not closed.")

    def resolve_centre(self: Any, info: Any) -> Coordinates:
        latitude, longitude = h3.cell_to_latlng(self.h3_index)
        return Coordinates(latitude=latitude, longitude=longitude)

    def resolve_boundary(self: Any, info: Any) -> list[Coordinates]:
        return [Coordinates(latitude=lat, longitude=lng) for lat, lng in h3.cell_to_boundary(self.h3_index)]
