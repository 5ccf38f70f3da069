"""Parts of the map that initiatives are looked for in: a rectangle, or hexagons of the H3 grid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import h3

from content_types.core.conditions import AnyOf, Condition, Range, ValueFilter
from content_types.core.errors import BadInput
from content_types.core.graphql.maps import checked_bounds
from content_types.initiatives.cells import RESOLUTIONS

MAX_CELLS = 100


def within(bounds: Mapping[str, float]) -> Iterator[Condition]:
    """That an initiative is in a rectangle. Raises BadInput for edges that are off the globe or upside down."""
    north, south, east, west = checked_bounds(bounds)
    yield Range("latitude", gte=south, lte=north)
    if west <= east:
        yield Range("longitude", gte=west, lte=east)
    else:
        yield AnyOf((Range("longitude", gte=west), Range("longitude", lte=east)))


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
