"""Which resources are wanted, as conditions that lists and both search engines understand alike.

The filters of the API are read into these (``content_types.core.graphql.filters``). Lists make ORM filters of them (``content_types.core.listing``),
the engines SQL (``search.engines.database.conditions``) and Elasticsearch's query language (``search.engines.elasticsearch.conditions``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True)
class ValueFilter:
    """Which exact values of a field a resource must, may and must not have; ``any_of`` None asks nothing, empty gives nothing."""

    field: str
    any_of: tuple[str, ...] | None = None
    all_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()


Bound = datetime | float


@dataclass(frozen=True)
class Range:
    """Within which bounds a moment or number of a resource must be. What has none is in no range."""

    field: str
    gt: Bound | None = None
    gte: Bound | None = None
    lt: Bound | None = None
    lte: Bound | None = None

    @property
    def bounds(self) -> dict[str, Bound]:
        """The bounds that are given, by name."""
        given = {"gt": self.gt, "gte": self.gte, "lt": self.lt, "lte": self.lte}
        return {name: bound for name, bound in given.items() if bound is not None}


@dataclass(frozen=True)
class AllOf:
    """Every part must hold; of no parts, that is so."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class AnyOf:
    """At least one part must hold; of no parts, none does."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    """What the part does not hold for."""

    part: Condition


Condition = ValueFilter | Range | AllOf | AnyOf | Not

# Moments that every resource may have; any other field of a range is a number.
MOMENTS = ("first_published_at", "last_published_at", "starts_at", "ends_at")


def chosen(conditions: Sequence[Condition], field: str) -> list[ValueFilter]:
    """What people chose in a field: the ``any_of`` of each condition on it, which does not narrow the counts of that field."""
    return [one for one in conditions if isinstance(one, ValueFilter) and one.field == field and one.any_of is not None]


def chosen_values(conditions: Sequence[Condition], field: str) -> tuple[str, ...]:
    """The values that people chose in a field, each once and in their order."""
    return tuple(sorted({value for one in chosen(conditions, field) for value in one.any_of or ()}))


def without_choice(conditions: Sequence[Condition], fields: Sequence[str]) -> Iterator[Condition]:
    """The conditions, but for what was chosen in these fields."""
    for one in conditions:
        if isinstance(one, ValueFilter) and one.field in fields and one.any_of is not None:
            if one.all_of or one.none_of:
                yield replace(one, any_of=None)
        else:
            yield one
