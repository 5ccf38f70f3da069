"""The one language of filters, of every list and of the search: its arguments, and how they become conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import graphene
from django.db.models import QuerySet
from graphene.utils.str_converters import to_camel_case

from content_types.core.conditions import AllOf, AnyOf, Condition, Not, Range, ValueFilter
from content_types.core.errors import BadInput
from content_types.core.filtering.declared import fields_of
from content_types.core.filtering.listing import narrowed
from content_types.core.graphql.facets import MAX_TERMS, facet_filters
from content_types.core.graphql.library import LicenceEnum
from content_types.core.graphql.scalars import DateTime, Locale
from content_types.core.registry import Ordering
from delivery.context import ReadContext

MAX_ALL_OF = 10  # values that must all hold
MAX_DEPTH = 5  # filters inside `and`, `or` and `not`
MAX_PARTS = 30  # of them in one filter

NEWEST = Ordering(
    "NEWEST", ("-first_published_at",), "By first publication, the latest first; to publish a page again moves nothing"
)
OLDEST = Ordering("OLDEST", ("first_published_at",), "By first publication, the earliest first")
RECENTLY_UPDATED = Ordering("RECENTLY_UPDATED", ("-last_published_at",), "By last update, the latest first")
TITLE = Ordering(
    "TITLE",
    ("title_sort_key",),
    "By title, A to Z, as in a library: case, accents and punctuation make no difference, numbers go by their value, and a leading article "
    "(A, An, The; in Welsh Y, Yr) is passed over",
)
SHORTEST = Ordering("SHORTEST", ("reading_minutes", "title_sort_key"), "Quickest to read first")
COMMON_ORDERINGS = (NEWEST, OLDEST, RECENTLY_UPDATED, TITLE, SHORTEST)


class TermFilter(graphene.InputObjectType):
    """Which terms a resource must, may and must not have. Terms are named by slug; a topic or place includes all below it."""

    any_of = graphene.List(graphene.NonNull(graphene.String), description="At least one of these.")
    all_of = graphene.List(graphene.NonNull(graphene.String), description=f"Every one of these, at most {MAX_ALL_OF}.")
    none_of = graphene.List(graphene.NonNull(graphene.String), description="None of these.")


# --- Arguments ----------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Given:
    """Where an argument was given."""

    argument: str  # its name in the API
    filter: Mapping[str, Any]  # the whole filter that it stands in, by names in Python
    context: ReadContext

    def names(self, argument: str, facet: str) -> bool:
        """Whether the same filter has this argument, too, or buckets of this facet."""
        buckets = self.filter.get("facet_filters") or ()
        return self.filter.get(argument) is not None or any(one.startswith(f"{facet}:") for one in buckets)


Read = Callable[[Any, Given], Iterable[Condition]]


@dataclass(frozen=True)
class FilterArgument:
    """One argument of a filter. ``read`` takes what a client gave, and where; it may raise BadInput."""

    name: str  # in Python
    type: Any
    description: str
    read: Read
    api_name: str = ""  # where it is not the camel case of the name
    asks: str = ""  # the one field whose values it asks for, which the type must declare

    @property
    def said(self) -> str:
        """What clients call it."""
        return self.api_name or to_camel_case(self.name)

    @property
    def field(self) -> graphene.InputField:
        """The field of the input type."""
        return graphene.InputField(self.type, name=self.api_name or None, description=self.description)


def any_of(name: str, field: str, type_: Any, description: str) -> FilterArgument:
    """An argument: the field has any of the values of a list."""

    def read(value: Any, given: Given) -> Iterator[Condition]:
        yield ValueFilter(field, any_of=checked(value, given.argument))

    return FilterArgument(name, graphene.List(graphene.NonNull(type_)), description, read, asks=field)


def all_of(name: str, field: str, type_: Any, description: str) -> FilterArgument:
    """An argument: the field has every one of the values of a list."""

    def read(value: Any, given: Given) -> Iterator[Condition]:
        yield ValueFilter(field, all_of=checked(value, given.argument))

    return FilterArgument(name, graphene.List(graphene.NonNull(type_)), description, read, asks=field)


def terms(name: str, description: str) -> FilterArgument:
    """An argument: a TermFilter on the field of the same name."""

    def read(value: Any, given: Given) -> Iterator[Condition]:
        argument, any_of = given.argument, value.get("any_of")
        yield ValueFilter(
            name,
            any_of=None if any_of is None else _terms(any_of, f"{argument}.anyOf", name),
            all_of=_terms(value.get("all_of"), f"{argument}.allOf", name, MAX_ALL_OF),
            none_of=_terms(value.get("none_of"), f"{argument}.noneOf", name),
        )

    return FilterArgument(name, TermFilter, description, read)


def _terms(values: Any, argument: str, field: str, most: int = MAX_TERMS) -> tuple[str, ...]:
    found = checked(values, argument, most)
    return tuple(value.lower() for value in found) if field == "tags" else found


def from_moment(name: str, field: str, description: str, api_name: str = "") -> FilterArgument:
    """An argument: the field's moment is this or later."""
    return FilterArgument(
        name, DateTime, description, lambda value, given: [Range(field, gte=moment(value, given.argument))], api_name
    )


def before_moment(name: str, field: str, description: str, api_name: str = "") -> FilterArgument:
    """An argument: the field's moment is before this."""
    return FilterArgument(
        name, DateTime, description, lambda value, given: [Range(field, lt=moment(value, given.argument))], api_name
    )


def checked(values: Iterable[Any] | None, argument: str, most: int = MAX_TERMS) -> tuple[str, ...]:
    """A list of a filter, rejected when it is too long."""
    found = tuple(str(getattr(value, "value", value)) for value in values or ())
    if not all(value.isprintable() for value in found):
        raise BadInput(f"`{argument}` holds characters that cannot be printed, such as NUL. Take them out.", argument)
    if len(found) > most:
        raise BadInput(f"`{argument}` takes at most {most} values; {len(found)} were given.", argument)
    return found


def moment(value: datetime, argument: str) -> datetime:
    """A moment of a filter in UTC. Raises BadInput for one that leaves the calendar on the way there."""
    try:
        return value.astimezone(UTC)
    except OverflowError as error:
        raise BadInput(f"`{argument}` is not a moment between the years 1 and 9999 in UTC.", argument) from error


def _facets(value: Any, given: Given) -> Iterator[Condition]:
    return facet_filters(checked(value, given.argument), given.argument)


COMMON_ARGUMENTS: tuple[FilterArgument, ...] = (
    terms("topics", "By topic slug, topics below included."),
    terms("professions", "By profession slug."),
    terms("care_settings", "By care setting slug."),
    terms("places", "By place slug, places inside included."),
    terms("tags", "By tag, as written by editors; case makes no difference."),
    any_of("people", "people", graphene.String, "Slugs of people, in any role."),
    any_of("licences", "licence", LicenceEnum, "Any of these licences."),
    any_of("years", "year", graphene.Int, "Any of these years: in which an event begins, or anything else was first published; in UTC."),
    any_of("locales", "locale", Locale, "In any of these languages, as language codes such as `en-gb`."),
    from_moment("published_after", "first_published_at", "First published at or after this moment."),
    before_moment("published_before", "first_published_at", "First published before this moment."),
    from_moment("updated_after", "last_published_at", "Last published, so changed for readers, at or after this moment."),
    before_moment("updated_before", "last_published_at", "Last published before this moment."),
    FilterArgument(
        "facet_filters",
        graphene.List(graphene.NonNull(graphene.String)),
        "The `filter` of buckets of facets, such as `TOPICS:housing`, as they were given. Of one facet any must hold; of each facet one.",
        _facets,
    ),
)  # fmt: skip


# --- Filters ------------------------------------------------------------------------------------------------------------------------


class ResourceFilter:
    """The filter of a list, or of the search: an input type, and the conditions that it stands for."""

    def __init__(self, type_name: str, description: str, arguments: Sequence[FilterArgument] = ()) -> None:
        """``arguments`` are those that it has beside the common ones."""
        self.type_name = type_name
        self.description = description
        self.arguments: Mapping[str, FilterArgument] = {one.name: one for one in (*COMMON_ARGUMENTS, *arguments)}

    @cached_property
    def input_type(self) -> type[graphene.InputObjectType]:
        """The input type."""

        def several(name: str, description: str) -> graphene.InputField:
            return graphene.InputField(
                graphene.List(graphene.NonNull(lambda: self.input_type)), name=name, description=description
            )

        body: dict[str, Any] = {
            "__doc__": f"{self.description} Conditions in different fields must all hold.",
            **{name: argument.field for name, argument in self.arguments.items()},
            "and_parts": several("and", f"Each of these holds, too. Filters go at most {MAX_DEPTH} deep, {MAX_PARTS} in all."),
            "or_parts": several("or", "At least one of these holds; of an empty list none does."),
            "not_part": graphene.InputField(lambda: self.input_type, name="not", description="This does not hold."),
        }  # fmt: skip
        return type(self.type_name, (graphene.InputObjectType,), body)

    def check(self, model: Any) -> None:
        """Raises TypeError where it asks for a field that the type does not declare: nothing would ever be found by it."""
        for argument in self.arguments.values():
            if argument.asks and argument.asks not in fields_of(model):
                raise TypeError(
                    f"{self.type_name}.{argument.said} filters by {argument.asks!r}, which {model.__name__} does not have. "
                    "Declare it among the `fields` of the type's search.py."
                )

    def conditions(self, value: Any, context: ReadContext) -> tuple[Condition, ...]:
        """What a client gave, as conditions that must all hold. Raises BadInput."""
        _check_size(value)
        return tuple(self._conditions(value, context))

    def _conditions(self, value: Any, context: ReadContext) -> Iterator[Condition]:
        for name, argument in self.arguments.items():
            if value.get(name) is not None:
                yield from argument.read(value[name], Given(argument.said, value, context))
        for part in value.get("and_parts") or ():
            yield AllOf(tuple(self._conditions(part, context)))
        if value.get("or_parts") is not None:
            yield AnyOf(tuple(AllOf(tuple(self._conditions(part, context))) for part in value["or_parts"]))
        if value.get("not_part") is not None:
            yield Not(AllOf(tuple(self._conditions(value["not_part"], context))))

    def apply(self, queryset: QuerySet[Any], value: Any, context: ReadContext) -> QuerySet[Any]:
        """Narrow a queryset of pages of one type by what a client gave. Raises BadInput."""
        return narrowed(queryset, self.conditions(value, context), context)


def _check_size(value: Any) -> None:
    waiting, parts = [(value, 0)], 0
    while waiting:
        one, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise BadInput(
                f"`filter` goes more than {MAX_DEPTH} deep. Say it with fewer of `and`, `or` and `not`.", "filter"
            )
        inside = [*(one.get("and_parts") or ()), *(one.get("or_parts") or ())]
        inside += [one["not_part"]] if one.get("not_part") is not None else []
        parts += len(inside)
        if parts > MAX_PARTS:
            raise BadInput(
                f"`filter` has more than {MAX_PARTS} parts in `and`, `or` and `not`. Say it with fewer.", "filter"
            )
        waiting += [(part, depth + 1) for part in inside]
