"""Members on the map: numbers from which nobody can be found out."""

from __future__ import annotations

from typing import Any

import graphene
from django.apps import apps

from community.heatmap.reading import by_hexagon, by_term, made_at
from community.heatmap.telling import RULE
from content_types.core.errors import BadInput
from content_types.core.filtering.links import taxonomy
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import list_of
from content_types.core.graphql.maps import BoundsInput, Hexagon, checked_bounds
from content_types.core.graphql.model_types import model_type
from content_types.core.graphql.scalars import DateTime
from delivery.context import ReadContext
from delivery.fetching import by_key

DEFAULT_RESOLUTION = 4
FINEST, COARSEST = RULE.levels[0], RULE.levels[-1]


class MemberHeatmapCell(Hexagon, graphene.ObjectType):
    """One hexagon of the H3 grid with members of whom a number is told."""

    h3_index = graphene.String(required=True, description="The cell's H3 index.")
    count = graphene.Int(required=True, description=f"At least so many members; a multiple of {RULE.least}.")


class MemberHeatmapTopic(graphene.ObjectType):
    """Members who show that they care about one topic."""

    topic = graphene.Field(
        model_type("taxonomy.Topic"), required=True, description="The topic itself, without those below it."
    )
    count = graphene.Int(required=True, description=f"At least so many members; a multiple of {RULE.least}.")


class MemberHeatmapPlace(graphene.ObjectType):
    """Members who show that they belong to one named place."""

    place = graphene.Field(
        model_type("taxonomy.Place"), required=True, description="The nation or region itself, without those below it."
    )
    count = graphene.Int(required=True, description=f"At least so many members; a multiple of {RULE.least}.")


class MemberHeatmap(graphene.ObjectType):
    """Members counted by where they are and what they care about, as far as they show it to other members. Everybody is told the same.
    Numbers are multiples of five, rounded down; they change only when at least five members have changed."""

    resolution = graphene.Int(required=True, description="H3 resolution of the cells.")
    counted_at = graphene.Field(DateTime, description="When the numbers were made; null where there are none yet.")
    total_count = graphene.Int(
        required=True, description="The sum of the cells: at least so many members. More are in wider hexagons alone."
    )
    cells = graphene.Field(
        list_of(MemberHeatmapCell), required=True, description="Hexagons of which a number is told, fullest first."
    )
    topics = graphene.Field(
        list_of(MemberHeatmapTopic),
        required=True,
        description="Topics of which a number is told, wherever the members are, fullest first.",
    )
    places = graphene.Field(
        list_of(MemberHeatmapPlace),
        required=True,
        description="Places of which a number is told, of all members, fullest first.",
    )

    @staticmethod
    def resolve_counted_at(root: Any, info: Any) -> Any:
        return made_at()

    @costs(once=200)
    def resolve_topics(self, info: Any) -> list[MemberHeatmapTopic]:
        return [MemberHeatmapTopic(topic=term, count=count) for term, count in _terms(info, "Topic")]

    @costs(once=200)
    def resolve_places(self, info: Any) -> list[MemberHeatmapPlace]:
        return [MemberHeatmapPlace(place=term, count=count) for term, count in _terms(info, "Place")]


def _terms(info: Any, model: str) -> list[tuple[Any, int]]:
    counts = by_term(model.lower())
    found = by_key(ReadContext.of(info.context).viewer, apps.get_model("taxonomy", model), counts)
    return sorted(((term, counts[key]) for key, term in found.items()), key=lambda one: (-one[1], one[0].name))


class MemberHeatmapQuery:
    """The root field ``memberHeatmap``."""

    member_heatmap = graphene.Field(
        MemberHeatmap,
        description="Members counted by hexagon, topic and place, never fewer than five: for the action heatmap, beside `heatmap`.",
        resolution=graphene.Int(
            description=f"H3 resolution, {COARSEST} (coarse) to {FINEST} (fine); {DEFAULT_RESOLUTION} where it is left out."
        ),
        topic=graphene.String(
            description="The slug of a topic: only members who show it. In fewer hexagons a number is told then."
        ),
        bounds=graphene.Argument(
            BoundsInput, description="Only hexagons whose middle is inside this rectangle, each as a whole."
        ),
    )

    @staticmethod
    @costs(once=1000)
    def resolve_member_heatmap(
        root: Any, info: Any, resolution: int | None = None, topic: str | None = None, bounds: Any = None
    ) -> MemberHeatmap:
        chosen = DEFAULT_RESOLUTION if resolution is None else resolution
        if chosen not in RULE.levels:
            raise BadInput(f"`resolution` must be from {COARSEST} to {FINEST}; {chosen} was given.", "resolution")
        if bounds is not None:
            checked_bounds(bounds)
        key = None
        if topic is not None:
            key = taxonomy(apps.get_model("taxonomy", "Topic"), ReadContext.of(info.context)).keys.get(topic)
            if key is None:
                raise BadInput(f"There is no topic “{topic[:80]}”. Use a slug of `topics`.", "topic")
        cells = [MemberHeatmapCell(h3_index=cell, count=number) for cell, number in by_hexagon(chosen, key, bounds)]
        return MemberHeatmap(resolution=chosen, total_count=sum(one.count for one in cells), cells=cells)
