"""Conditions in Elasticsearch's query language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, assert_never

from content_types.core.conditions import MOMENTS, AllOf, AnyOf, Condition, Not, Range, ValueFilter

Json = dict[str, Any]


def condition_query(one: Condition) -> Json:
    """One condition as a query, to be asked where scores do not count."""
    match one:
        case ValueFilter():
            return {"bool": {"filter": list(_values(one))}}
        case Range():
            return _range(one)
        case AllOf(parts):
            return {"bool": {"filter": [condition_query(part) for part in parts]}}
        case AnyOf(parts):
            return {"bool": {"should": [condition_query(part) for part in parts]}} if parts else {"match_none": {}}
        case Not(part):
            return {"bool": {"must_not": [condition_query(part)]}}
        case _:
            assert_never(one)


def having_any(one: ValueFilter) -> Json:
    """That a document has one of the values that may be; of no values, none has."""
    return {"terms": {f"values.{one.field}": list(one.any_of or ())}}


def _values(one: ValueFilter) -> Iterator[Json]:
    if one.any_of is not None:
        yield having_any(one)
    for value in one.all_of:
        yield {"term": {f"values.{one.field}": value}}
    if one.none_of:
        yield {"bool": {"must_not": {"terms": {f"values.{one.field}": list(one.none_of)}}}}


def _range(one: Range) -> Json:
    name = one.field if one.field in MOMENTS else f"numbers.{one.field}"
    bounds = {key: bound.isoformat() if isinstance(bound, datetime) else bound for key, bound in one.bounds.items()}
    return {"range": {name: bounds}} if bounds else {"exists": {"field": name}}
