"""H3 cells of a place (Uber's hexagonal grid, https://h3geo.org): the heatmap counts by them."""

from __future__ import annotations

import h3

# Average hexagon edge: 183 km, 69 km, 26 km, 9.9 km, 3.7 km.
RESOLUTIONS = (2, 3, 4, 5, 6)
DEFAULT_RESOLUTION = 4


def cells_of(latitude: float, longitude: float) -> dict[str, str]:
    """The cell of a point at each stored resolution, by column name (``h3_2`` …)."""
    return {f"h3_{resolution}": h3.latlng_to_cell(latitude, longitude, resolution) for resolution in RESOLUTIONS}
