"""The action heatmap: who is doing what, where. Drawn as SVG on the server, with lists of the same facts.

A hexagon opens: what is in it is listed, and drawn in smaller hexagons. A town opens its surroundings.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web.api.answers import Answer
from web.api.models.client import Operations
from web.api.models.input_types import BoundsInput, InitiativeFilter
from web.api.models.open_hexagon import OpenHexagon
from web.lists import facets, links
from web.rendering import query
from web.responding import Site, site_of
from web.towns import KM_PER_DEGREE, Town, nearest_town, towns

WEST, SOUTH, EAST, NORTH = -10.8, 49.7, 2.6, 60.9  # degrees: the British Isles
WIDTH = 600.0
SHADES = (1, 2, 4, 8)  # from how many on a hexagon is darker
COARSE, NEARBY, FINEST = 4, 5, 6  # H3 resolutions: of everything, of a town's surroundings, the last
AROUND = 45.0  # kilometres around a town that count as near
PER_PAGE = 12
LETTER = 0.62  # of the size of its type: how wide a letter is, at most, on average
CELL = re.compile(r"8[0-9a-f]{14}")  # an H3 index; its second digit is the resolution


def _y(latitude: float) -> float:
    """Mercator's ordinate."""
    return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))


SCALE = WIDTH / math.radians(EAST - WEST)
HEIGHT = SCALE * (_y(NORTH) - _y(SOUTH))


def point(longitude: float, latitude: float) -> tuple[float, float]:
    """Where a place lies in the drawing."""
    return round(SCALE * math.radians(longitude - WEST), 2), round(SCALE * (_y(NORTH) - _y(latitude)), 2)


@cache
def outline() -> str:
    """The coast, as the `d` of a path; Natural Earth, public domain."""
    rings = json.loads((Path(__file__).parent / "coast.json").read_text())
    return "".join(f"M{' '.join(f'{x},{y}' for x, y in (point(*one) for one in ring))}Z" for ring in rings)


@dataclass(frozen=True)
class Look:
    """What a reader looks at, as the address says it."""

    topic: str | None  # the filter of a topic, as facets have it
    near: Town | None
    cell: str | None
    after: str | None
    before: str | None

    @classmethod
    def of(cls, parameters: QueryParams) -> Look:
        """Read an address; what it does not know is left out."""
        cell = parameters.get("cell", "")
        return cls(
            topic=parameters.get("f") or None,
            near=towns().get(parameters.get("near", "")),
            cell=cell if CELL.fullmatch(cell) else None,
            after=parameters.get("after"),
            before=parameters.get("before"),
        )

    @property
    def resolution(self) -> int:
        """Of the hexagons to draw: one step finer than the open one."""
        if self.cell:
            return min(FINEST, int(self.cell[1], 16) + 1)
        return NEARBY if self.near else COARSE

    def filter_(self) -> InitiativeFilter:
        """Which initiatives."""
        wanted: dict[str, Any] = {}
        if self.topic:
            wanted["facetFilters"] = [self.topic]
        if self.cell:
            wanted["cells"] = [self.cell]
        elif self.near:
            wanted["bounds"] = BoundsInput(**_around(self.near))
        return InitiativeFilter(**wanted)

    @property
    def topic_slug(self) -> str | None:
        """The topic alone, as the count of members takes it."""
        return self.topic.partition(":")[2] if self.topic else None

    def pairs(self, **instead: str | None) -> list[tuple[str, str]]:
        """The address again, from the first page of its list, with something else in it."""
        said = {"f": self.topic, "near": self.near.slug if self.near else None, "cell": self.cell, **instead}
        return [(name, value) for name, value in said.items() if value]


def _around(town: Town) -> dict[str, float]:
    """The rectangle around a town."""
    north = AROUND / KM_PER_DEGREE
    east = north / math.cos(math.radians(town.latitude))
    return {
        "west": town.longitude - east,
        "east": town.longitude + east,
        "south": town.latitude - north,
        "north": town.latitude + north,
    }


async def action_map(request: Request) -> Response:
    """The map of everything, of a town's surroundings or of a hexagon, by topic, and the lists beside it."""
    site, look = site_of(request), Look.of(request.query_params)
    shell = await site.shell(request.url.path)
    step = {"last": PER_PAGE, "before": look.before} if look.before else {"first": PER_PAGE, "after": look.after}
    found = await site.answers.ask(
        Operations.action_map,
        locale=shell.asked,
        filter_=look.filter_(),
        resolution=look.resolution,
        topic=look.topic_slug,
        bounds=BoundsInput(**_around(look.near)) if look.near and not look.cell else None,
        **step,
    )
    heatmap, listed = found.data.heatmap, found.data.initiatives
    if request.url.query and (heatmap is None or listed is None):
        # A hexagon, a topic or a cursor that does not hold any more: the map from its beginning.
        return RedirectResponse(request.url.path, 302)
    opened_answer = await _opened(site, look.cell) if look.cell else None
    opened_cells = opened_answer.data.heatmap.cells if opened_answer and opened_answer.data.heatmap else []
    opened = _drawn(opened_cells[0], None) if opened_cells else None  # nobody may be in it any more
    cells = [_drawn(cell, look) for cell in heatmap.cells] if heatmap else []
    members = [_members(one) for one in found.data.member_heatmap.cells] if found.data.member_heatmap else []
    if opened:
        members = [one for one in members if _inside(one["at"], opened["corners"])]
    view = _view(look, opened, cells)
    return site.page(
        request,
        shell,
        "action_map.html",
        heatmap=heatmap,
        topics=_topics(found.data.everywhere, look),
        initiatives=listed.nodes if listed else [],
        links=links(look.pairs(), listed.page_info) if listed else {"before": None, "after": None},
        cells=cells,
        opened=opened,
        members=members,
        look=look,
        towns=sorted(towns().values(), key=lambda one: one.called(shell.locale)),
        view=view,
        names=partial(_names, look, view, shell.locale),  # worked out where the page is rendered
        outline=outline(),
        of=(found, *([opened_answer] if opened_answer else [])),
    )


def _topics(everywhere: Any, look: Look) -> list[dict[str, Any]]:
    """What can be looked at alone, with the number of initiatives that are found so: with the topics below it."""
    found = facets(everywhere.facets, (look.topic,) if look.topic else ()) if everywhere else []
    return [topic for facet in found for topic in facet["buckets"]]


async def _opened(site: Site, cell: str) -> Answer[OpenHexagon]:
    """The hexagon that is open."""
    return await site.answers.ask(
        Operations.open_hexagon, filter_=InitiativeFilter(cells=[cell]), resolution=int(cell[1], 16)
    )


def _drawn(cell: Any, look: Look | None) -> dict[str, Any]:
    corners = [point(one.longitude, one.latitude) for one in cell.boundary]
    count = len(cell.boundary)
    return {
        "corners": corners,
        "points": " ".join(f"{x},{y}" for x, y in corners),
        "count": cell.count,
        "shade": sum(cell.count >= least for least in SHADES),
        "nearest_town": nearest_town(
            sum(one.latitude for one in cell.boundary) / count, sum(one.longitude for one in cell.boundary) / count
        ),
        "opens": query(look.pairs(cell=cell.h_3_index)) if look and cell.h_3_index != look.cell else None,
    }


def _members(cell: Any) -> dict[str, Any]:
    """Members of one hexagon: a dot with their number."""
    latitude, longitude = cell.centre.latitude, cell.centre.longitude
    return {
        "at": point(longitude, latitude),
        "count": cell.count,
        "nearest_town": nearest_town(latitude, longitude),
    }


def _inside(at: tuple[float, float], corners: list[tuple[float, float]]) -> bool:
    """Whether a point lies in a polygon: a ray to the right crosses its edge an odd number of times."""
    x, y = at
    crossed = False
    for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossed = not crossed
    return crossed


def _view(look: Look, opened: dict[str, Any] | None, cells: list[dict[str, Any]]) -> tuple[float, float, float, float]:
    """The part of the drawing that is shown: left, top, width, height."""
    shown: Iterable[tuple[float, float]] = ()
    if opened:
        shown = [corner for one in (opened, *cells) for corner in one["corners"]]
    elif look.near:
        around = _around(look.near)
        shown = [point(around["west"], around["north"]), point(around["east"], around["south"])]
    if not shown:
        return 0, 0, round(WIDTH), round(HEIGHT)
    left, right = min(x for x, _ in shown), max(x for x, _ in shown)
    top, bottom = min(y for _, y in shown), max(y for _, y in shown)
    margin = (right - left) / 3
    width, height = right - left + 2 * margin, bottom - top + 2 * margin
    return round(left - margin, 1), round(top - margin, 1), round(width, 1), round(height, 1)


@dataclass(frozen=True)
class TownName:
    """A town's name in the drawing, on the side of its dot where there is room."""

    name: str
    dot: tuple[float, float]
    radius: float
    text: tuple[float, float]
    size: float
    anchor: str  # of the text, as SVG has it


def _names(look: Look, view: tuple[float, float, float, float], locale: str) -> list[TownName]:
    """The towns in view. A name that would lie on another, or leave the drawing, is left out with its dot."""
    left, top, width, height = view
    size, radius, gap = round(width / 32, 2), round(width / 200, 2), width / 90
    wanted = [town for town in towns().values() if town.on_map or look.cell or look.near]
    taken: list[tuple[float, float, float, float]] = []
    found = []
    for town in sorted(wanted, key=lambda one: (one != look.near, not one.on_map)):
        x, y = point(town.longitude, town.latitude)
        name = town.called(locale)
        long = LETTER * size * len(name)
        for anchor, start, end in (("start", x - radius, x + gap + long), ("end", x - gap - long, x + radius)):
            box = (start, y - size / 2, end, y + size / 2)
            inside = left <= start and end <= left + width and top <= box[1] and box[3] <= top + height
            if inside and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                text = round(x + gap if anchor == "start" else x - gap, 1), round(y + gap, 1)
                found.append(TownName(name, (x, y), radius, text, size, anchor))
                break
    return found


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
