"""H3 cells of a place (Uber's hexagonal grid, https://h3geo.org): the heatmap counts by them."""

from __future__ import annotations

import h3

# Average hexagon edge: 183 km, 69 km, 26 km, 9.9 km, 3.7 km.
RESOLUTIONS = (2, 3, 4, 5, 6)
DEFAULT_RESOLUTION = 4


def middle_of_cell(latitude: float, longitude: float) -> tuple[float, float]:
    """The middle of the finest cell of a point, to four decimals: what is kept of a place that a member sends. Always the same for the same cell.
    Raises ValueError for what is not on the globe."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):  # NaN too
        raise ValueError("not on the globe")
    middle = h3.cell_to_latlng(h3.latlng_to_cell(latitude, longitude, RESOLUTIONS[-1]))
    return round(middle[0], 4), round(middle[1], 4)


def cells_of(latitude: float, longitude: float) -> dict[str, str]:
    """The cell of a point at each stored resolution, by column name (``h3_2`` …)."""
    return {f"h3_{resolution}": h3.latlng_to_cell(latitude, longitude, resolution) for resolution in RESOLUTIONS}
