"""Connections (Relay): pagination by cursors that stay right while content changes.

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
from content_types.core.graphql.fields import list_of
from delivery.batch_loading import as_batch
from delivery.fetching import unread_columns
from delivery.prepared_queries import Bind, PreparedQuery
from delivery.translations import locale_parameters, prepared_in_language
from delivery.visibility import Viewer, prepared_visible_pages, without_aliases

DEFAULT_FIRST = 20
MAX_FIRST = 100


def checked_first(first: int | None, argument: str = "first") -> int:
    """How many to give: 1 to 100. Raises BadInput."""
    if first is None:
        return DEFAULT_FIRST
    if not 1 <= first <= MAX_FIRST:
        raise BadInput(f"`{argument}` must be from 1 to {MAX_FIRST}; {first} was given.", argument)
    return first


@dataclass(frozen=True)
class Window:
    """The part of a list that is asked for, as Relay's specification has it: ``size`` items from its beginning, or from its end."""

    size: int
    from_end: bool
    after: str | None
    before: str | None

    @classmethod
    def of(
        cls, first: int | None = None, after: str | None = None, last: int | None = None, before: str | None = None
    ) -> Window:
        """The window of the arguments of a connection. Raises BadInput."""
        if first is not None and last is not None:
            raise BadInput("Give `first` or `last`, not both.", "last")
        size = checked_first(first) if last is None else checked_first(last, "last")
        return cls(size, last is not None or (before is not None and first is None), after, before)

    @property
    def bounds(self) -> dict[str, str]:
        """The cursors that limit it, by argument."""
        return {name: given for name, given in (("after", self.after), ("before", self.before)) if given is not None}


def paging_arguments(of: str = "of the same list in the same order") -> dict[str, graphene.Scalar]:
    """The arguments of a connection."""
    return {
        "first": graphene.Int(
            description=f"How many from the beginning, 1 to {MAX_FIRST}; {DEFAULT_FIRST} where it and `last` are left out."
        ),
        "after": graphene.String(
            description=f"Only what comes after this cursor, {of}: the `endCursor` of a page gives the next."
        ),
        "last": graphene.Int(
            description=f"How many from the end, 1 to {MAX_FIRST}, in the same order; instead of `first`."
        ),
        "before": graphene.String(
            description=f"Only what comes before this cursor, {of}: the `startCursor` of a page gives the one before it."
        ),
    }


def encode_cursor(scope: str, values: Sequence[Any]) -> str:
    """An opaque cursor that is good only where its scope (list and order) is the same."""
    plain = [value.isoformat() if isinstance(value, datetime | date) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps([scope, *plain]).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, scope: str, length: int, argument: str = "after") -> list[Any]:
    """The values of a cursor. Raises BadInput for one that is broken or belongs to another list or order."""
    rejection = _foreign(argument)
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        found = json.loads(base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise rejection from error
    if not isinstance(found, list) or len(found) != length + 1 or found[0] != scope:
        raise rejection
    if not all(_storable(value) for value in found):
        raise rejection
    return found[1:]


def _foreign(argument: str) -> BadInput:
    return BadInput(
        f"`{argument}` is not a cursor of this list in this order. Use a cursor that the same query gave, or leave it out.",
        argument,
    )


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
    facets: Any = None  # of a list that has them: what they are counted from

    @cached_property
    def total(self) -> int:
        """How many there are in all; counted only when it is asked for."""
        return self.count()


def paginate(queryset: QuerySet[Any], columns: Sequence[str], scope: str, window: Window) -> Slice:
    """A page of a queryset by keyset. ``columns`` are ORM fields, ``-`` for descending, none of them null; the key breaks ties."""
    rows = read_window(queryset, columns, scope, window)
    return slice_of(list(rows), columns, scope, window, queryset.count)


def read_window(queryset: QuerySet[Any], columns: Sequence[str], scope: str, window: Window) -> QuerySet[Any]:
    """The rows of a page of results as they are read, and one more: from the end of the list where that is what is asked for."""
    ordering = (*columns, "pk")
    rows = queryset.order_by(*_reading(ordering, window))
    for argument, cursor in window.bounds.items():
        values = cursor_values(queryset.model, ordering, cursor, scope, argument)
        rows = rows.filter(_beyond(_towards(ordering, argument), values))
    return rows[: window.size + 1]


def slice_of(
    found: list[Any],
    columns: Sequence[str],
    scope: str,
    window: Window,
    count: Callable[[], int],
    *,
    batch: bool = True,
) -> Slice:
    """A page of results of rows as ``read_window`` gives them; ``batch`` makes its items one."""
    return _slice(found, (*columns, "pk"), scope, window, count, batch=batch)


def paginate_all(viewer: Viewer, every: QuerySet[Any], columns: Sequence[str], scope: str, window: Window) -> Slice:
    """As ``paginate``, of all visible pages of a type, without the columns that are read in bulk; the SQL is put together once a process."""
    ordering = (*columns, "pk")
    model: Any = every.model
    values: dict[str, Any] = {}
    for argument, cursor in window.bounds.items():
        bound = cursor_values(model, ordering, cursor, scope, argument)
        values |= {f"{argument}{place}": value for place, value in enumerate(bound)}
    locales = locale_parameters(viewer)
    named, given = tuple(locales), {**viewer.visibility_parameters, **locales}
    read = _listed(model, ordering, window.size + 1, window.from_end, tuple(window.bounds), named)
    found = read.run(**given, **values)
    return _slice(found, ordering, scope, window, lambda: _counted(model, named).run(**given)[0][0])


@lru_cache(maxsize=1000)
def _listed(
    model: Any,
    ordering: tuple[str, ...],
    limit: int,
    from_end: bool,
    bounds: tuple[str, ...],
    locales: tuple[str, ...],
) -> PreparedQuery:
    def build() -> QuerySet[Any]:
        every = prepared_in_language(without_aliases(model._default_manager.all()), locales)
        reading = _reversed(ordering) if from_end else ordering
        rows = prepared_visible_pages(every).order_by(*reading).defer(*unread_columns(model))
        for argument in bounds:
            given = [Bind(f"{argument}{place}", _field(model, name)) for place, name in enumerate(ordering)]
            rows = rows.filter(_beyond(_towards(ordering, argument), given))
        return rows[:limit]

    return PreparedQuery(build)


@cache
def _counted(model: Any, locales: tuple[str, ...]) -> PreparedQuery:
    own = prepared_in_language(without_aliases(model._default_manager.order_by()), locales)
    every = own.annotate(every=Value(1)).values("every")
    return PreparedQuery(lambda: prepared_visible_pages(every).annotate(number=Count("*")).values_list("number"))


def _reversed(ordering: Sequence[str]) -> tuple[str, ...]:
    return tuple(column[1:] if column.startswith("-") else f"-{column}" for column in ordering)


def _reading(ordering: Sequence[str], window: Window) -> Sequence[str]:
    """The order in which rows are read: from the end of the list where that is what is asked for."""
    return _reversed(ordering) if window.from_end else ordering


def _towards(ordering: Sequence[str], argument: str) -> Sequence[str]:
    """The order in which what an argument bounds lies beyond its cursor."""
    return _reversed(ordering) if argument == "before" else ordering


def _slice(
    found: list[Any],
    ordering: Sequence[str],
    scope: str,
    window: Window,
    count: Callable[[], int],
    *,
    batch: bool = True,
) -> Slice:
    more = len(found) > window.size
    rows = found[: window.size][:: -1 if window.from_end else 1]
    items = as_batch(rows) if batch else rows
    names = [column.lstrip("-") for column in ordering]

    def cursor(row: Any) -> str:
        return encode_cursor(scope, [getattr(row, name) for name in names])

    if window.from_end:
        return Slice(items, cursor, window.before is not None, more, count)
    return Slice(items, cursor, more, window.after is not None, count)


def _field(model: Any, column: str) -> Any:
    name = column.lstrip("-")
    return model._meta.pk if name == "pk" else model._meta.get_field(name)


def cursor_values(model: Any, ordering: Sequence[str], cursor: str, scope: str, argument: str = "after") -> list[Any]:
    """The ordering values of the row that a cursor names. Raises BadInput for one of another list or order."""
    values = []
    for column, raw in zip(ordering, decode_cursor(cursor, scope, len(ordering), argument), strict=True):
        field = _field(model, column)
        try:
            values.append(_moment(raw) if field.get_internal_type() == "DateTimeField" else field.to_python(raw))
        except Exception as error:
            raise _foreign(argument) from error
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


def connection_type(
    name: str, node: Callable[[], Any], description: str, **further: graphene.Field
) -> type[graphene.ObjectType]:
    """A Relay connection type called ``<name>Connection`` whose resolver gives a Slice; with these fields besides."""
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
            **further,
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
