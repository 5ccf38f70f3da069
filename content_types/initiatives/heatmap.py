"""The action heatmap: initiatives counted by hexagon, by place and by topic."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Any

import graphene
from django.apps import apps
from django.db.models import Count

from content_types.core.errors import BadInput
from content_types.core.filtering.listing import narrowed
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import list_of
from content_types.core.graphql.maps import BoundsInput, Hexagon
from content_types.core.graphql.model_types import model_type
from content_types.initiatives.area import within
from content_types.initiatives.cells import DEFAULT_RESOLUTION, RESOLUTIONS
from content_types.initiatives.graphql import FILTER, InitiativeStage
from content_types.initiatives.models import Initiative
from delivery.context import ReadContext
from delivery.fetching import by_key
from delivery.translations import in_language
from delivery.visibility import visible_pages, without_aliases

CELL, PLACE, STAGE = range(3)  # columns of a group


class HeatmapCell(Hexagon, graphene.ObjectType):
    """One hexagon of the H3 grid with at least one initiative."""

    h3_index = graphene.String(required=True, description="The cell's H3 index.")
    count = graphene.Int(required=True, description="Initiatives in it.")


class HeatmapPlace(graphene.ObjectType):
    """Initiatives of one named place."""

    place = graphene.Field(model_type("taxonomy.Place"), required=True, description="The nation or region.")
    count = graphene.Int(required=True, description="Initiatives that belong to it.")


class HeatmapTopic(graphene.ObjectType):
    """Initiatives on one topic."""

    topic = graphene.Field(
        model_type("taxonomy.Topic"), required=True, description="The topic itself, without those below it."
    )
    count = graphene.Int(required=True, description="Initiatives on it.")


class HeatmapStage(graphene.ObjectType):
    """Initiatives at one stage."""

    stage = graphene.Field(InitiativeStage, required=True, description="How far they have come.")
    count = graphene.Int(required=True, description="Initiatives at it.")


class Heatmap(graphene.ObjectType):
    """Published initiatives counted by where they are and what they are about."""

    resolution = graphene.Int(required=True, description="H3 resolution of the cells.")
    total_count = graphene.Int(required=True, description="Initiatives counted.")
    cells = graphene.Field(
        list_of(HeatmapCell), required=True, description="Hexagons with at least one, fullest first."
    )
    places = graphene.Field(
        list_of(HeatmapPlace), required=True, description="Named places with at least one, fullest first."
    )
    topics = graphene.Field(
        list_of(HeatmapTopic), required=True, description="Topics with at least one, fullest first."
    )
    stages = graphene.Field(
        list_of(HeatmapStage), required=True, description="Stages with at least one, in their order."
    )

    def __init__(self, queryset: Any, resolution: int, context: ReadContext) -> None:
        super().__init__(resolution=resolution)
        self.queryset = queryset
        self.context = context

    @cached_property
    def _groups(self) -> list[tuple[str, int | None, str, int]]:
        """How many there are of each hexagon, place and stage together: one pass over the initiatives for all that is asked of them."""
        rows = self.queryset.order_by().values(f"h3_{self.resolution}", "place", "stage").annotate(number=Count("pk"))
        return list(rows.values_list(f"h3_{self.resolution}", "place", "stage", "number"))

    def _counts(self, of: int) -> list[tuple[Any, int]]:
        counts: Counter[Any] = Counter()
        for row in self._groups:
            counts[row[of]] += row[-1]
        return sorted(((key, number) for key, number in counts.items() if key), key=lambda row: (-row[1], str(row[0])))

    def resolve_total_count(self, info: Any) -> int:
        return sum(row[-1] for row in self._groups)

    def resolve_cells(self, info: Any) -> list[HeatmapCell]:
        return [HeatmapCell(h3_index=cell, count=number) for cell, number in self._counts(CELL)]

    @costs(once=200)
    def resolve_places(self, info: Any) -> list[HeatmapPlace]:
        counts = self._counts(PLACE)
        found = by_key(self.context.viewer, apps.get_model("taxonomy", "Place"), (key for key, _ in counts))
        return [HeatmapPlace(place=found[key], count=number) for key, number in counts if key in found]

    @costs(once=350)
    def resolve_topics(self, info: Any) -> list[HeatmapTopic]:
        library_page = apps.get_model("core", "LibraryPage")
        through = library_page._meta.get_field("topics").remote_field.through
        counts: dict[int, int] = dict(
            through._default_manager.filter(librarypage__in=self.queryset.values("pk"))
            .values("topic")
            .annotate(number=Count("pk"))
            .values_list("topic", "number")
        )
        found = by_key(self.context.viewer, apps.get_model("taxonomy", "Topic"), counts)
        seen = [(number, found[key]) for key, number in counts.items() if key in found]
        return [
            HeatmapTopic(topic=topic, count=number)
            for number, topic in sorted(seen, key=lambda one: (-one[0], one[1].name, one[1].pk))
        ]

    @costs(once=150)
    def resolve_stages(self, info: Any) -> list[HeatmapStage]:
        numbers = dict(self._counts(STAGE))
        return [
            HeatmapStage(stage=stage, count=numbers[stage]) for stage in Initiative.Stage.values if stage in numbers
        ]


class HeatmapQuery:
    """The root field ``heatmap``."""

    heatmap = graphene.Field(
        Heatmap,
        description="Published initiatives counted by hexagon, place, topic and stage.",
        resolution=graphene.Int(
            description=f"H3 resolution, {RESOLUTIONS[0]} (coarse) to {RESOLUTIONS[-1]} (fine); {DEFAULT_RESOLUTION} where it is left out."
        ),
        bounds=graphene.Argument(BoundsInput, description="Only inside this rectangle."),
        filter=graphene.Argument(
            FILTER.input_type, description="Which initiatives to count; all where it is left out."
        ),
    )

    @staticmethod
    @costs(once=1000)
    def resolve_heatmap(
        root: Any, info: Any, resolution: int | None = None, bounds: Any = None, filter: Any = None
    ) -> Heatmap:
        chosen = DEFAULT_RESOLUTION if resolution is None else resolution
        if chosen not in RESOLUTIONS:
            raise BadInput(
                f"`resolution` must be from {RESOLUTIONS[0]} to {RESOLUTIONS[-1]}; {chosen} was given.", "resolution"
            )
        context = ReadContext.of(info.context)
        queryset = in_language(context.viewer, visible_pages(context.viewer, without_aliases(Initiative.objects.all())))
        if filter is not None:
            queryset = FILTER.apply(queryset, filter, context)
        if bounds is not None:
            queryset = narrowed(queryset, tuple(within(bounds)), context)
        return Heatmap(queryset, chosen, context)
