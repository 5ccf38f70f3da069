"""What the API shows of initiatives. The contact member is not here: a first contact is relayed, never an address shown."""

from __future__ import annotations

from typing import Any

import graphene

from content_types.core.context import ReadContext
from content_types.core.graphql.fields import Date, Enum, Float, String, field, list_of
from content_types.core.graphql.filters import (
    COMMON_ORDERINGS,
    LibraryFilter,
    apply_library_filter,
    checked,
    choice_filter,
)
from content_types.core.graphql.models import model_type
from content_types.core.graphql.related import visible_foreign_key
from content_types.core.graphql.streams import resolve_rich_text
from content_types.core.registry import ListApi
from content_types.core.richtext import RichTextContent

InitiativeStage = Enum(
    "InitiativeStage",
    [
        ("idea", "An idea that looks for company"),
        ("starting", "Starting"),
        ("running", "Running"),
        ("evaluated", "Evaluated"),
        ("embedded", "Part of ordinary care"),
        ("ended", "Ended"),
    ],
    "How far an initiative has come.",
)
OpenTo = Enum(
    "OpenTo",
    [
        ("mentoring", "Mentoring others who try the same"),
        ("partners", "New partners"),
        ("sharing", "Sharing what it has made"),
    ],
    "What an initiative is open to.",
)
OPEN_TO = ("mentoring", "partners", "sharing")

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
    field("latitude", Float, "Degrees north (WGS 84).", required=True),
    field("longitude", Float, "Degrees east (WGS 84).", required=True),
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
    field("outcomes", RichTextContent, "What has come of it so far.", resolve=resolve_rich_text("outcomes")),
]


class InitiativeFilter(LibraryFilter):
    """Which initiatives to list or count."""

    stages = graphene.List(graphene.NonNull(InitiativeStage), description="Any of these stages.")
    open_to = graphene.List(graphene.NonNull(OpenTo), description="Open to every one of these.")
    organisations = graphene.List(graphene.NonNull(graphene.String), description="Slugs of organisations, any of them.")


_by_stage = choice_filter("stages", "stage")


def apply_filter(queryset: Any, value: Any, context: ReadContext) -> Any:
    """Narrow a queryset of initiatives by an InitiativeFilter."""
    queryset = _by_stage(apply_library_filter(queryset, value, context), value)
    for name in checked(value.get("open_to"), "openTo"):
        queryset = queryset.filter(**{f"open_to_{name}": True})
    if value.get("organisations") is not None:
        queryset = queryset.filter(
            organisation__live=True, organisation__slug__in=checked(value["organisations"], "organisations")
        )
    return queryset


LIST = ListApi(
    plural="initiatives",
    description="Initiatives: who does what, where.",
    filter_input=InitiativeFilter,
    apply_filter=apply_filter,
    orderings=COMMON_ORDERINGS,
)
