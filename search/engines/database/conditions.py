"""Conditions as SQL. Each is true or false of every document, never NULL, so that what is negated is right, too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import assert_never

from content_types.core.conditions import MOMENTS, AllOf, AnyOf, Condition, Not, Range, ValueFilter
from search.engines.database.dialect import dialect
from search.engines.database.sql import Sql, compose, every, joined, moment, sql

_OPERATORS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
NONE = Sql("1 = 0")


def condition_sql(one: Condition) -> Sql:
    """One condition on ``search_searchdocument d``."""
    match one:
        case ValueFilter():
            return _values(one)
        case Range():
            return _range(one)
        case AllOf(parts):
            return compose("(", every(map(condition_sql, parts)), ")")
        case AnyOf(parts):
            return compose("(", joined(" OR ", map(condition_sql, parts)), ")") if parts else NONE
        case Not(part):
            return compose("NOT (", condition_sql(part), ")")
        case _:
            assert_never(one)


def having(field: str, values: Iterable[str], *, negated: bool = False) -> Sql:
    """A condition: the document has, or has not, one of these values."""
    # Uncorrelated, so that the index on (field, value) gives the set once, whatever the number of matches.
    inside = sql("(SELECT v.document_id FROM search_documentvalue v WHERE v.field = %s AND ", field)
    return compose(
        sql(f"d.page_id {'NOT IN' if negated else 'IN'} "), inside, dialect().among("v.value", list(values)), ")"
    )


def having_any(one: ValueFilter) -> Sql:
    """A condition: the document has one of the values that may be."""
    return having(one.field, one.any_of) if one.any_of else NONE


def _values(one: ValueFilter) -> Sql:
    parts = [] if one.any_of is None else [having_any(one)]
    parts += [having(one.field, [value]) for value in one.all_of]
    if one.none_of:
        parts.append(having(one.field, one.none_of, negated=True))
    return compose("(", every(parts), ")")


def _range(one: Range) -> Sql:
    if one.field not in MOMENTS:
        numbers = [sql(f"v.number {_OPERATORS[name]} %s", bound) for name, bound in one.bounds.items()]
        inside = every([sql("v.field = %s", one.field), Sql("v.number IS NOT NULL"), *numbers])
        return compose("d.page_id IN (SELECT v.document_id FROM search_documentvalue v WHERE ", inside, ")")
    bounds = [
        sql(f"d.{one.field} {_OPERATORS[name]} %s", moment(bound))
        for name, bound in one.bounds.items()
        if isinstance(bound, datetime)
    ]
    return compose("(", every([Sql(f"d.{one.field} IS NOT NULL"), *bounds]), ")")
