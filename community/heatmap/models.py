"""What is told of where members are, as it was counted last; and by what the next count knows whether to be told."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from community.heatmap.telling import RULE


def _cell() -> Any:
    return models.CharField(max_length=16, blank=True, db_index=True)


def _term(model: str) -> Any:
    return models.ForeignKey(f"taxonomy.{model}", null=True, on_delete=models.CASCADE, related_name="+")


class Release(models.Model):
    """The count that is told now: one row."""

    made_at = models.DateTimeField()
    members = models.PositiveIntegerField()  # how many were counted; never told

    def __str__(self) -> str:
        return f"count of {self.made_at:%Y-%m-%d}"


class Figure(models.Model):
    """So many members: in one block of the map, in one block on one topic, or anywhere with one topic or place. A block is a hexagon of
    resolution 6, or the rest of a wider one; ``h3_…`` are the hexagons that it lies in whole, empty where they are smaller than it."""

    count = models.PositiveIntegerField()
    topic = _term("Topic")
    place = _term("Place")
    h3_2 = _cell()
    h3_3 = _cell()
    h3_4 = _cell()
    h3_5 = _cell()
    h3_6 = _cell()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(count__gte=RULE.least), name="never_fewer_than_five"),
        ]

    def __str__(self) -> str:
        return f"figure {self.pk}"


class Counted(models.Model):
    """That a member is in the count that is told, by a keyed digest of what was counted: nothing can be read from it."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+")
    mark = models.CharField(max_length=40)

    retention: ClassVar[dict[str, Any]] = {}  # until the next count after the member shows nothing, or leaves

    def __str__(self) -> str:
        return f"counted {self.pk}"
