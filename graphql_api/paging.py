"""Relay connections over querysets, with cursors that stay right while content changes.

A cursor holds the ordering values of its row, not a position: a page of results deep in costs what the first costs, and a row published
meanwhile neither repeats nor hides another.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, cached_property, lru_cache
from typing import Any

import graphene
from django.db.models import Count, Q, QuerySet, Value
from django.utils.dateparse import parse_datetime

from content_types.core.errors import BadInput
from content_types.core.fetching import unread_columns
from content_types.core.graphql.fields import list_of
from content_types.core.loading import together
from content_types.core.prepared import Given, Prepared
from content_types.core.visibility import Viewer, prepared_visible_pages

DEFAULT_FIRST = 20
MAX_FIRST = 100


def checked_first(first: int | None, argument: str = "first") -> int:
    """How many to give: 1 to 100. Raises BadInput."""
    if first is None:
        return DEFAULT_FIRST
    if not 1 <= first <= MAX_FIRST:
        raise BadInput(f"`{argument}` must be from 1 to {MAX_FIRST}; {first} was given.", argument)
    return first


def paging_arguments(after: str = "The `endCursor` of the page before.") -> dict[str, graphene.Scalar]:
    """The arguments of a connection."""
    return {
        "first": graphene.Int(description=f"How many, 1 to {MAX_FIRST}; {DEFAULT_FIRST} where it is left out."),
        "after": graphene.String(description=after),
    }


def encode_cursor(scope: str, values: Sequence[Any]) -> str:
    """An opaque cursor that is good only where its scope (list and order) is the same."""
    plain = [value.isoformat() if isinstance(value, datetime | date) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps([scope, *plain]).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, scope: str, length: int) -> list[Any]:
    """The values of a cursor. Raises BadInput for one that is broken or belongs to another list or order."""
    refusal = BadInput(
        "`after` is not a cursor of this list in this order. Use a cursor that the same query gave, or leave it out.",
        "after",
    )
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        found = json.loads(base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise refusal from error
    if not isinstance(found, list) or len(found) != length + 1 or found[0] != scope:
        raise refusal
    if not all(_storable(value) for value in found):
        raise refusal
    return found[1:]


MAX_KEY = 2**63 - 1


def _storable(value: Any) -> bool:
    """Whether every database takes a value of a cursor: text in UTF-8 without NUL, or a number within 64 bits."""
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= MAX_KEY


@dataclass
class Slice:
    """One page of results."""

    items: list[Any]
    cursor: Callable[[Any], str]  # of one of the items
    has_next: bool
    has_previous: bool
    count: Callable[[], int]

    @cached_property
    def total(self) -> int:
        """How many there are in all; counted only when it is asked for."""
        return self.count()


def paginate(
    queryset: QuerySet[Any], columns: Sequence[str], scope: str, first: int | None, after: str | None
) -> Slice:
    """A page of a queryset by keyset. ``columns`` are ORM fields, ``-`` for descending, none of them null; the key breaks ties."""
    limit = checked_first(first)
    ordering = [*columns, "pk"]
    rows = queryset.order_by(*ordering)
    if after is not None:
        rows = rows.filter(_beyond(ordering, cursor_values(queryset.model, ordering, after, scope)))
    return _slice(list(rows[: limit + 1]), ordering, limit, scope, after, queryset.count)


def paginate_all(
    viewer: Viewer, every: QuerySet[Any], columns: Sequence[str], scope: str, first: int | None, after: str | None
) -> Slice:
    """As ``paginate``, of all visible pages of a type, without the columns that are read in bulk; the SQL is put together once a process."""
    limit = checked_first(first)
    ordering = (*columns, "pk")
    model: Any = every.model
    values = {} if after is None else _named(cursor_values(model, ordering, after, scope))
    found = _listed(model, ordering, limit + 1, after is not None).run(**viewer.sight, **values)
    return _slice(found, ordering, limit, scope, after, lambda: _counted(model).run(**viewer.sight)[0][0])


@lru_cache(maxsize=1000)
def _listed(model: Any, ordering: tuple[str, ...], limit: int, after: bool) -> Prepared:
    def build() -> QuerySet[Any]:
        rows = prepared_visible_pages(model._default_manager.all()).order_by(*ordering).defer(*unread_columns(model))
        given = [Given(f"after{place}", _field(model, name)) for place, name in enumerate(ordering)]
        return (rows.filter(_beyond(ordering, given)) if after else rows)[:limit]

    return Prepared(build)


@cache
def _counted(model: Any) -> Prepared:
    every = model._default_manager.order_by().annotate(every=Value(1)).values("every")
    return Prepared(lambda: prepared_visible_pages(every).annotate(number=Count("*")).values_list("number"))


def _named(values: Sequence[Any]) -> dict[str, Any]:
    return {f"after{place}": value for place, value in enumerate(values)}


def _slice(
    found: list[Any], ordering: Sequence[str], limit: int, scope: str, after: str | None, count: Callable[[], int]
) -> Slice:
    items = together(found[:limit])
    names = [column.lstrip("-") for column in ordering]

    def cursor(row: Any) -> str:
        return encode_cursor(scope, [getattr(row, name) for name in names])

    return Slice(items, cursor, len(found) > limit, after is not None, count)


def _field(model: Any, column: str) -> Any:
    name = column.lstrip("-")
    return model._meta.pk if name == "pk" else model._meta.get_field(name)


def cursor_values(model: Any, ordering: Sequence[str], after: str, scope: str) -> list[Any]:
    """The ordering values of the row that a cursor names. Raises BadInput for one of another list or order."""
    values = []
    for column, raw in zip(ordering, decode_cursor(after, scope, len(ordering)), strict=True):
        field = _field(model, column)
        try:
            values.append(_moment(raw) if field.get_internal_type() == "DateTimeField" else field.to_python(raw))
        except Exception as error:
            raise BadInput(
                "`after` is not a cursor of this list in this order. Use a cursor that the same query gave, or leave it out.",
                "after",
            ) from error
    return values


def _beyond(ordering: Sequence[str], values: Sequence[Any]) -> Q:
    # What follows from the rest is said of the first column, too, so that an index of it is entered at the place and not read up to there.
    first = ordering[0].lstrip("-")
    at_least = Q(**{f"{first}__{'lte' if ordering[0].startswith('-') else 'gte'}": values[0]})
    beyond = Q()
    equal: dict[str, Any] = {}
    for column, value in zip(ordering, values, strict=True):
        name = column.lstrip("-")
        beyond |= Q(**equal, **{f"{name}__{'lt' if column.startswith('-') else 'gt'}": value})
        equal[name] = value
    return at_least & beyond


def _moment(raw: Any) -> datetime:
    """A moment of a cursor in UTC. Raises ValueError, TypeError and OverflowError for what is none."""
    moment = parse_datetime(raw)
    if moment is None:
        raise ValueError(raw)
    return moment.astimezone(UTC)


class PageInfo(graphene.ObjectType):
    """Where a page of results stands in its list, as Relay's specification says."""

    has_next_page = graphene.Boolean(required=True, description="Whether there are more after these.")
    has_previous_page = graphene.Boolean(required=True, description="Whether there are some before these.")
    start_cursor = graphene.String(description="Cursor of the first; null when there are none.")
    end_cursor = graphene.String(description="Cursor of the last: pass it as `after` for the next page.")


def connection_type(name: str, node: Callable[[], Any], description: str) -> type[graphene.ObjectType]:
    """A Relay connection type called ``<name>Connection`` whose resolver gives a Slice."""
    edge = type(
        f"{name}Edge",
        (graphene.ObjectType,),
        {
            "__doc__": "An item of the list, with its cursor.",
            "cursor": graphene.String(
                required=True, description="Pass it as `after` to go on from here.", resolver=lambda edge, info: edge[0]
            ),
            "node": graphene.Field(node, required=True, description="The item.", resolver=lambda edge, info: edge[1]),
        },
    )
    return type(
        f"{name}Connection",
        (graphene.ObjectType,),
        {
            "__doc__": description,
            "edges": graphene.Field(
                list_of(edge),
                required=True,
                description="The items with their cursors.",
                resolver=lambda page, info: [(page.cursor(item), item) for item in page.items],
            ),
            "nodes": graphene.Field(
                list_of(node), required=True, description="The items alone.", resolver=lambda page, info: page.items
            ),
            "page_info": graphene.Field(
                PageInfo, required=True, description="For paging.", resolver=lambda page, info: page_info(page)
            ),
            "total_count": graphene.Int(
                required=True, description="How many there are in all.", resolver=lambda page, info: page.total
            ),
        },
    )


def page_info(page: Slice) -> PageInfo:
    """The PageInfo of a slice."""
    return PageInfo(
        has_next_page=page.has_next,
        has_previous_page=page.has_previous,
        start_cursor=page.cursor(page.items[0]) if page.items else None,
        end_cursor=page.cursor(page.items[-1]) if page.items else None,
    )
