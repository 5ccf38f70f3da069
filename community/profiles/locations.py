"""Where a member is, as much of it as is kept: a cell of the H3 grid of about 36 km² (https://h3geo.org), never a point within it.

A point is coarsened once, before it is stored. The cell is the same each time, so who asks again, or watches somebody move house within it,
learns nothing more; random noise would average out.
"""

from __future__ import annotations

from typing import NamedTuple

import h3

RESOLUTION = 6  # edges of 3.7 km on average
ACCURACY_KM = 5  # from the middle of a cell to its farthest corner, at most


class Coarse(NamedTuple):
    """A cell, and its middle in degrees (WGS 84)."""

    cell: str
    latitude: float
    longitude: float


def coarsened(latitude: float, longitude: float) -> Coarse:
    """The cell of a point. Raises ValueError for what is not on the globe."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):  # NaN too
        raise ValueError("not on the globe")
    cell = h3.latlng_to_cell(latitude, longitude, RESOLUTION)
    middle = h3.cell_to_latlng(cell)
    return Coarse(cell, round(middle[0], 4), round(middle[1], 4))
