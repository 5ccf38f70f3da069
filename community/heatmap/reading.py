"""Reading what is told of where members are. Whoever asks gets the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import h3
from django.db.models import Sum

from community.heatmap.models import Figure, Release
from community.heatmap.telling import RULE


def made_at() -> datetime | None:
    """When the count that is told was made."""
    return Release.objects.values_list("made_at", flat=True).first()


def by_hexagon(resolution: int, topic: int | None, bounds: Mapping[str, float] | None) -> list[tuple[str, int]]:
    """Members by hexagon, the fullest first; with bounds, of the hexagons whose middle is inside, whole. One statement."""
    assert resolution in RULE.levels, resolution
    column = f"h3_{resolution}"
    rows = Figure.objects.filter(topic=topic, place=None).exclude(**{column: ""})
    found = rows.values(column).annotate(number=Sum("count")).values_list(column, "number")
    inside = _inside(bounds) if bounds else lambda cell: True
    return sorted((row for row in found if inside(row[0])), key=lambda row: (-row[1], row[0]))


def _inside(bounds: Mapping[str, float]) -> Callable[[str], bool]:
    west, east = bounds["west"], bounds["east"]

    def inside(cell: str) -> bool:
        latitude, longitude = h3.cell_to_latlng(cell)
        across = west <= longitude <= east if west <= east else longitude >= west or longitude <= east
        return bounds["south"] <= latitude <= bounds["north"] and across

    return inside


def by_term(kind: str) -> dict[int, int]:
    """Members by the key of a ``topic`` or ``place`` that they show, wherever they are. One statement."""
    rows = Figure.objects.filter(h3_2="", **{f"{kind}__isnull": False})
    return dict(rows.values_list(kind, "count"))
