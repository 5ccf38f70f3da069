"""Towns that people find their way by: on the map, and in the words for a hexagon."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

KM_PER_DEGREE = 111.2  # of latitude
DIRECTIONS = 8  # north, north-east and so on, clockwise


@dataclass(frozen=True)
class Town:
    """A town; `on_map` where its name is written on the map of everything."""

    slug: str
    name: str
    welsh: str
    latitude: float
    longitude: float
    on_map: bool

    def called(self, locale: str) -> str:
        """Its name in a language."""
        return self.welsh if self.welsh and locale.startswith("cy") else self.name

    def east_north(self, latitude: float, longitude: float) -> tuple[float, float]:
        """How far a point lies to the east and to the north of it, in kilometres; right for a few hundred of them."""
        east = (longitude - self.longitude) * KM_PER_DEGREE * math.cos(math.radians(self.latitude))
        return east, (latitude - self.latitude) * KM_PER_DEGREE


@dataclass(frozen=True)
class NearestTown:
    """Where a point is, from the town next to it. `direction` counts eighths of a circle clockwise from north."""

    town: Town
    kilometres: int
    direction: int


@cache
def towns() -> dict[str, Town]:
    """The towns by slug, from A to Z."""
    found: list[dict[str, Any]] = json.loads((Path(__file__).parent / "towns.json").read_text(encoding="utf-8"))
    return {
        one["slug"]: Town(
            one["slug"], one["name"], one.get("cy", ""), one["latitude"], one["longitude"], one.get("onMap", False)
        )
        for one in found
    }


@lru_cache(maxsize=4096)
def nearest_town(latitude: float, longitude: float) -> NearestTown:
    """The nearest town, how far from it, and in which direction."""
    distance, town = min(
        ((math.hypot(*one.east_north(latitude, longitude)), one) for one in towns().values()),
        key=lambda pair: pair[0],
    )
    east, north = town.east_north(latitude, longitude)
    direction = round(math.atan2(east, north) / (2 * math.pi / DIRECTIONS)) % DIRECTIONS
    return NearestTown(town, round(distance), direction)


def towns_in(words: str) -> list[Town]:
    """The towns that somebody names, in either language, from A to Z."""
    said = f" {_plain(words)} "
    return [
        town
        for town in towns().values()
        if any(f" {_plain(name)} " in said for name in (town.name, town.welsh) if name)
    ]


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", name.casefold()))
