"""How a list of one type answers conditions: as filters of the ORM, none of which joins what would repeat a row."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import and_, or_
from typing import Any, assert_never

from django.db.models import Q, QuerySet

from content_types.core.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Not,
    Range,
    ValueFilter,
    chosen,
    chosen_values,
    without_choice,
)
from content_types.core.filtering.declared import fields_of
from content_types.core.filtering.fields import EVERYTHING, NOTHING, RangesField
from content_types.core.registry import for_model
from delivery.context import ReadContext

FACET_LIMIT = 100  # values of one field that are counted


def narrowed(queryset: QuerySet[Any], conditions: Sequence[Condition], context: ReadContext) -> QuerySet[Any]:
    """The pages of a queryset of one type for which every condition holds."""
    for one in conditions:
        queryset = queryset.filter(condition_q(queryset.model, one, context))
    return queryset


def facet_counts(
    queryset: QuerySet[Any], conditions: Sequence[Condition], field: str, context: ReadContext
) -> list[tuple[str, int]]:
    """How many of the pages that fit have each value of a field, most frequent first. What was chosen in the field does not narrow it, and is
    there whatever its number.

    One statement, and one more a request for each taxonomy. A field that the type does not have gives nothing.
    """
    model: Any = queryset.model
    known = fields_of(model).get(field)
    if known is None:
        return []
    open_conditions = tuple(without_choice(conditions, [field])) if chosen(conditions, field) else conditions
    counts = known.counts(narrowed(queryset, open_conditions, context), context)
    found = sorted(((value, number) for value, number in counts if number), key=lambda one: (-one[1], one[0]))
    return with_chosen(found, chosen_values(conditions, field))


def with_chosen(found: Sequence[tuple[str, int]], values: Sequence[str]) -> list[tuple[str, int]]:
    """The most frequent of these counts, and those of the chosen values, which are 0 where nothing has one."""
    shown, others = found[:FACET_LIMIT], dict(found[FACET_LIMIT:])
    known = {value for value, _ in shown}
    further = [(value, others.get(value, 0)) for value in values if value not in known]
    return [*shown, *sorted(further, key=lambda one: (-one[1], one[0]))]


def condition_q(model: Any, one: Condition, context: ReadContext) -> Q:
    """One condition on pages of this type. What asks a field that the type does not have for a value does not hold."""
    match one:
        case ValueFilter():
            return _values(model, one, context)
        case Range():
            return _range(model, one)
        case AllOf(parts):
            return reduce(and_, (condition_q(model, part, context) for part in parts), EVERYTHING)
        case AnyOf(parts):
            return reduce(or_, (condition_q(model, part, context) for part in parts), NOTHING)
        case Not(part):
            return ~condition_q(model, part, context)
        case _:
            assert_never(one)


def _values(model: Any, one: ValueFilter, context: ReadContext) -> Q:
    field, found = fields_of(model).get(one.field), EVERYTHING
    if field is None:
        return NOTHING if one.any_of is not None or one.all_of else found
    if one.any_of is not None:
        found &= field.having(model, one.any_of, context) if one.any_of else NOTHING
    if one.all_of:
        found &= field.having_all(model, one.all_of, context)
    if one.none_of:
        found &= ~field.having(model, one.none_of, context)
    return found


def _range(model: Any, one: Range) -> Q:
    column = _column(model, one.field)
    bounds = {f"{column}__{name}": bound for name, bound in one.bounds.items()}
    return Q(**{f"{column}__isnull": False, **bounds})


def _column(model: Any, field: str) -> str:
    """The column of a moment or number."""
    content_type = for_model(model)
    period = content_type.search.period if content_type is not None and content_type.search is not None else None
    if period is not None and field in ("starts_at", "ends_at"):
        return period[0] if field == "starts_at" else period[1]
    known = fields_of(model).get(field)
    return known.column if isinstance(known, RangesField) else field
