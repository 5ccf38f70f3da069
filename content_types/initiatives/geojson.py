"""Initiatives as GeoJSON (RFC 7946): points for a map, with what it takes to name one and to open its page."""

from __future__ import annotations

import json
from typing import Any

from django.http import QueryDict

from content_types.core.conditions import Condition
from content_types.core.errors import BadInput
from content_types.core.filtering import listing
from content_types.core.identity import page_id
from content_types.initiatives.area import in_cells, within
from content_types.initiatives.models import Initiative
from content_types.taxonomy.models import Organisation
from delivery.context import ReadContext
from delivery.translations import in_language
from delivery.visibility import visible_pages, visible_terms, without_aliases

CONTENT_TYPE = "application/geo+json; charset=utf-8"
MAX_FEATURES = 1_000
EDGES = ("west", "south", "east", "north")  # the order of RFC 7946, 5
_COLUMNS = (
    "title", "url_path", "path", "depth", "summary", "location_name", "latitude", "longitude", "stage", "organisation",
)  # fmt: skip


def narrowed(context: ReadContext, asked: QueryDict) -> Any:
    """The visible initiatives in the `bbox` and `cells` of a query string. Raises BadInput for what is neither."""
    unknown = sorted(set(asked) - {"bbox", "cells"})
    if unknown:
        raise BadInput(
            f"There is no `{unknown[0]}` here. Narrow by `bbox` and `cells`; the API has all filters.", unknown[0]
        )
    found = in_language(context.viewer, visible_pages(context.viewer, without_aliases(Initiative.objects.all())))
    conditions: list[Condition] = []
    if "bbox" in asked:
        conditions.extend(within(_box(str(asked["bbox"]))))
    if "cells" in asked:
        conditions.extend(in_cells([cell for cell in str(asked["cells"]).split(",") if cell]))
    return listing.narrowed(found, conditions, context)


def _box(given: str) -> dict[str, float]:
    try:
        numbers = [float(part) for part in given.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != len(EDGES):
        raise BadInput("`bbox` is four numbers: west,south,east,north, such as -3,53,-1,54.", "bbox")
    return dict(zip(EDGES, numbers, strict=True))


def feature_collection(context: ReadContext, initiatives: Any) -> bytes:
    """The newest of these initiatives, at most ``MAX_FEATURES``; ``numberMatched`` says how many there are. Three statements."""
    rows = list(initiatives.only(*_COLUMNS).order_by("-first_published_at", "-pk")[: MAX_FEATURES + 1])
    number = len(rows) if len(rows) <= MAX_FEATURES else initiatives.count()
    shown = rows[:MAX_FEATURES]
    organisations = _organisations(context, shown)
    body = {
        "type": "FeatureCollection",
        "numberMatched": number,
        "numberReturned": len(shown),
        "features": [_feature(one, organisations, context) for one in shown],
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _organisations(context: ReadContext, initiatives: list[Initiative]) -> dict[int, str]:
    keys = {one.organisation_id for one in initiatives if one.organisation_id}
    rows = visible_terms(context.viewer, Organisation.objects.filter(pk__in=keys))
    return dict(rows.values_list("pk", "name"))


def _feature(initiative: Initiative, organisations: dict[int, str], context: ReadContext) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": page_id(initiative.pk),
        "geometry": {"type": "Point", "coordinates": [initiative.longitude, initiative.latitude]},
        "properties": {
            "title": initiative.title,
            "summary": initiative.summary,
            "url": context.page_url(initiative),
            "path": context.page_path(initiative),
            "locationName": initiative.location_name,
            "stage": initiative.stage.upper(),
            "organisation": organisations.get(initiative.organisation_id or 0),
        },
    }
