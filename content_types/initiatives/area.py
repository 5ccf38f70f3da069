"""Parts of the map that initiatives are looked for in: a rectangle, or hexagons of the H3 grid."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import h3

from content_types.core.conditions import AnyOf, Condition, Range, ValueFilter
from content_types.core.errors import BadInput
from content_types.core.graphql.maps import FARTHEST_KM, NEAREST_KM, checked_bounds
from content_types.initiatives.cells import RESOLUTIONS

MAX_CELLS = 100
MOST_AROUND = 400  # hexagons that a circle is made of, about


def within(bounds: Mapping[str, float]) -> Iterator[Condition]:
    """That an initiative is in a rectangle. Raises BadInput for edges that are off the globe or upside down."""
    north, south, east, west = checked_bounds(bounds)
    yield Range("latitude", gte=south, lte=north)
    if west <= east:
        yield Range("longitude", gte=west, lte=east)
    else:
        yield AnyOf((Range("longitude", gte=west), Range("longitude", lte=east)))


def around(near: Mapping[str, float]) -> Iterator[Condition]:
    """That the middle of an initiative's hexagon is in a circle: of the finest hexagons of which not too many are. Raises BadInput."""
    latitude, longitude, kilometres = near["latitude"], near["longitude"], near["kilometres"]
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise BadInput("`near` takes degrees: -90 to 90 north, -180 to 180 east.", "near")
    if not NEAREST_KM <= kilometres <= FARTHEST_KM:
        raise BadInput(f"`near` takes {NEAREST_KM} to {FARTHEST_KM} `kilometres`.", "near")
    size = next(
        one
        for one in reversed(RESOLUTIONS)
        if math.pi * kilometres**2 <= MOST_AROUND * h3.average_hexagon_area(one, unit="km^2")
    )
    here = (latitude, longitude)
    rings = math.ceil(kilometres / h3.average_hexagon_edge_length(size, unit="km"))
    cells = h3.grid_disk(h3.latlng_to_cell(*here, size), rings)
    inside = (one for one in cells if h3.great_circle_distance(here, h3.cell_to_latlng(one)) <= kilometres)
    yield ValueFilter("cell", any_of=tuple(sorted(inside)))


def in_cells(cells: Sequence[str]) -> Iterator[Condition]:
    """That an initiative is in any of these hexagons, as ``h3Index`` names them. Raises BadInput for what is none of the heatmap."""
    if len(cells) > MAX_CELLS:
        raise BadInput(f"`cells` takes at most {MAX_CELLS} hexagons; {len(cells)} were given.", "cells")
    small = tuple(given.lower() for given in cells)
    for cell in small:
        if not h3.is_valid_cell(cell) or h3.get_resolution(cell) not in RESOLUTIONS:
            finest = f"{RESOLUTIONS[0]} to {RESOLUTIONS[-1]}"
            raise BadInput(f"`cells` takes H3 indexes of resolution {finest}, as the heatmap's `h3Index`.", "cells")
    yield ValueFilter("cell", any_of=small)
