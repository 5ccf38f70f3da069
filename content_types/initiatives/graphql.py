"""What the API shows of initiatives. The contact member is not here: a first contact is relayed, never an address shown."""

from __future__ import annotations

import graphene

from content_types.core.graphql.fields import Awaited, Date, Enum, Float, String, field, list_of
from content_types.core.graphql.filters import COMMON_ORDERINGS, FilterArgument, ResourceFilter, all_of, any_of
from content_types.core.graphql.maps import BoundsInput, NearInput
from content_types.core.graphql.model_types import model_type
from content_types.core.graphql.related import visible_foreign_key
from content_types.core.graphql.rich_text import RichTextType
from content_types.core.graphql.streams import resolve_rich_text
from content_types.core.registry import ListApi
from content_types.initiatives.area import MAX_CELLS, around, in_cells, within
from content_types.initiatives.models import OPEN_TO, Initiative

Stage = Initiative.Stage
InitiativeStage = Enum(
    "InitiativeStage",
    Stage,
    "How far an initiative has come.",
    {
        Stage.IDEA: "An idea that looks for company",
        Stage.STARTING: "Starting",
        Stage.RUNNING: "Running",
        Stage.EVALUATED: "Evaluated",
        Stage.EMBEDDED: "Part of ordinary care",
        Stage.ENDED: "Ended",
    },
)
OpenTo = Enum("OpenTo", OPEN_TO.items(), "What an initiative is open to.")

FIELDS = [
    field(
        "organisation", model_type("taxonomy.Organisation"), "Who runs it.", resolve=visible_foreign_key("organisation")
    ),
    field(
        "place",
        model_type("taxonomy.Place"),
        "The nation or region it belongs to.",
        resolve=visible_foreign_key("place"),
    ),
    field("location_name", String, "The town or neighbourhood.", required=True),
    field("latitude", Float, "Degrees north (WGS 84).", required=True, resolve=Awaited("latitude")),
    field("longitude", Float, "Degrees east (WGS 84).", required=True, resolve=Awaited("longitude")),
    field("stage", InitiativeStage, "How far it has come.", required=True),
    field(
        "open_to",
        list_of(OpenTo),
        "What it is open to.",
        required=True,
        resolve=lambda page, info: [name for name in OPEN_TO if getattr(page, f"open_to_{name}")],
    ),
    field("start_date", Date, "When it began, or will."),
    field("end_date", Date, "When it ended; null while it goes on."),
    field("outcomes", RichTextType, "What has come of it so far.", resolve=resolve_rich_text("outcomes")),
]


FILTER = ResourceFilter(
    "InitiativeFilter",
    "Which initiatives to list or count.",
    [
        any_of("stages", "stage", InitiativeStage, "Any of these stages."),
        all_of("open_to", "open_to", OpenTo, "Open to every one of these."),
        any_of("organisations", "organisations", graphene.String, "Slugs of organisations, any of them."),
        FilterArgument(
            "near", NearInput, "Inside this circle, by the middle of their hexagon.", lambda near, given: around(near)
        ),
        FilterArgument("bounds", BoundsInput, "Only inside this rectangle.", lambda bounds, given: within(bounds)),
        FilterArgument(
            "cells",
            graphene.List(graphene.NonNull(graphene.String)),
            f"Only in these hexagons: `h3Index` of the heatmap's cells, at most {MAX_CELLS}. This opens one.",
            lambda cells, given: in_cells(cells),
        ),
    ],
)

LIST = ListApi(
    plural="initiatives",
    description="Initiatives: who does what, where.",
    filter=FILTER,
    orderings=COMMON_ORDERINGS,
)
