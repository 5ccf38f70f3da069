"""The exact values of resources by field: how a page has them, and how a list is filtered and counted by them.

The search asks the same fields of its documents. A content type declares its own beside its model, in ``search.py``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import cached_property, reduce
from operator import and_, or_
from typing import Any

from django.apps import apps
from django.db.models import Count, Model, Q, QuerySet
from django.db.models.functions import ExtractYear
from django.utils import timezone
from django.utils.translation import gettext

from content_types.core.translated_texts import name_in
from delivery.context import ReadContext
from delivery.languages import language_name
from delivery.visibility import Viewer, visible_terms

NOTHING = Q(pk__in=[])
EVERYTHING = (
    ~NOTHING
)  # an empty Q() is no condition: Django leaves it out of what it is joined with, and ~Q() is as empty


class FieldKind(Enum):
    """What the values of a field are."""

    ENUM = "enum"  # of a closed set
    TERM = "term"  # what editors keep a list of
    RANGE = "range"  # numbers, in ranges


@dataclass(frozen=True)
class Meaning:
    """What a value is to people. ``parent`` is the value above it, ``least`` and ``most`` are the numbers of a range, both included."""

    label: str
    parent: str | None = None
    least: int | None = None
    most: int | None = None


class Field(ABC):
    """One field. ``facet`` says what it is where resources are counted by it; of one that they are not counted by, it is empty."""

    kind: FieldKind
    name: str
    facet: str

    @abstractmethod
    def having(self, model: Any, values: Sequence[str], context: ReadContext) -> Q:
        """Pages of this type that have any of the values."""

    def having_all(self, model: Any, values: Sequence[str], context: ReadContext) -> Q:
        """Pages of this type that have every one of the values."""
        return reduce(and_, (self.having(model, [value], context) for value in values), EVERYTHING)

    @abstractmethod
    def counts(self, queryset: QuerySet[Any], context: ReadContext) -> Iterable[tuple[str, int]]:
        """How many of these pages have each value; one statement, whatever their number."""

    @abstractmethod
    def meanings(self, values: Sequence[str], viewer: Viewer) -> Mapping[str, Meaning]:
        """What these values are to people. One that the viewer may not see is left out."""


class OwnField(Field):
    """A field that a content type declares."""

    @abstractmethod
    def values(self, page: Any) -> Sequence[str]:
        """The values of a page."""

    def number(self, page: Any) -> float | None:
        """The number of a page, of a field that is a number."""
        return None


class UncountedField(OwnField):
    """A field to filter by, and not to count by: its values would say nothing to people."""

    facet = ""

    def counts(self, queryset: QuerySet[Any], context: ReadContext) -> Iterable[tuple[str, int]]:
        return ()

    def meanings(self, values: Sequence[str], viewer: Viewer) -> Mapping[str, Meaning]:
        return {}


# --- Closed sets --------------------------------------------------------------------------------------------------------------------


class ClosedField(Field):
    """A field of a closed set, whose values have labels."""

    kind = FieldKind.ENUM
    labels: Mapping[str, str]

    def meanings(self, values: Sequence[str], viewer: Viewer) -> Mapping[str, Meaning]:
        """The labels in the active language; a value that a type had in another release has none."""
        return {value: Meaning(gettext(self.labels[value])) for value in values if value in self.labels}


@dataclass
class ChoiceField(ClosedField, OwnField):
    """A column with choices."""

    name: str
    facet: str
    labels: Mapping[str, str]
    column: str = ""  # as the field where it is left out

    def __post_init__(self) -> None:
        self.column = self.column or self.name

    def having(self, model: Any, values: Sequence[str], context: ReadContext) -> Q:
        return Q(**{f"{self.column}__in": values})

    def counts(self, queryset: QuerySet[Any], context: ReadContext) -> Iterable[tuple[str, int]]:
        return _by_column(queryset, self.column)

    def values(self, page: Any) -> Sequence[str]:
        return _some(getattr(page, self.column))


def kind_field(choices: Any) -> ChoiceField:
    """The field ``kind`` of a type that has kinds."""
    return ChoiceField("kind", "Kind of article, tool or event", dict(choices.choices))


@dataclass
class FlagsField(ClosedField, OwnField):
    """Several columns that are true or false, each of which is a value: the column's name is ``prefix`` and the value."""

    name: str
    facet: str
    labels: Mapping[str, str]
    prefix: str

    def having(self, model: Any, values: Sequence[str], context: ReadContext) -> Q:
        return reduce(or_, (Q(**{f"{self.prefix}{value}": True}) for value in values if value in self.labels), NOTHING)

    def counts(self, queryset: QuerySet[Any], context: ReadContext) -> Iterable[tuple[str, int]]:
        numbers = {value: Count("pk", filter=Q(**{f"{self.prefix}{value}": True})) for value in self.labels}
        return queryset.order_by().aggregate(**numbers).items()

    def values(self, page: Any) -> Sequence[str]:
        return tuple(value for value in self.labels if getattr(page, f"{self.prefix}{value}"))


class LocaleField(Field):
    """The language of a resource, by its code."""

    kind = FieldKind.TERM
    name = "locale"
    facet = "Language"

    def having(self, model: Any, values: Sequence[str], context: ReadContext) -> Q:
        return Q(locale__language_code__in=values)

    def counts(self, queryset: QuerySet[Any], context: ReadContext) -> Iterable[tuple[str, int]]:
        codes = context.viewer.snapshot.locales
        return [(codes[int(key)], number) for key, number in _by_column(queryset, "locale_id")]

    def meanings(self, values: Sequence[str], viewer: Viewer) -> Mapping[str, Meaning]:
        return {value: Meaning(language_name(value)) for value in values}


# --- Numbers ------------------------------------------------------------------------------------------------------------------------


@dataclass
class YearField(OwnField):
    """The year of a moment, in UTC."""

    column: str
    name: str = "year"
    facet: str = "Year in which an event begins, or anything else was first published"
    kind = FieldKind.RANGE

    def having(self, model: Any, values: Sequence[str], context: ReadContext) -> Q:
        return reduce(or_, map(self._within, values), NOTHING)

    def _within(self, value: str) -> Q:
        year = int(value)
        if not datetime.min.year <= year < datetime.max.year:
            return NOTHING
        begins, ends = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
        return Q(**{f"{self.column}__gte": begins, f"{self.column}__lt": ends})

    def counts(self, queryset: QuerySet[Any], context: ReadContext) -> Iterable[tuple[str, int]]:
        return _by_column(queryset.annotate(_year=ExtractYear(self.column, tzinfo=UTC)), "_year")

    def values(self, page: Any) -> Sequence[str]:
        moment = getattr(page, self.column)
        return (str(moment.astimezone(UTC).year),) if moment else ()

    def meanings(self, values: Sequence[str], viewer: Viewer) -> Mapping[str, Meaning]:
        return {value: Meaning(value, least=int(value), most=int(value)) for value in values}


@dataclass
class RangesField(OwnField):
    """A column with a number, counted in ranges. ``ends`` are the last numbers of all ranges but the last one, which has none."""

    name: str
    facet: str
    ends: tuple[int, ...]
    label: str  # of a range: {least} and {most}
    label_of_last: str  # {least}
    column: str = ""
    kind = FieldKind.RANGE

    def __post_init__(self) -> None:
        self.column = self.column or self.name

    @cached_property
    def ranges(self) -> Mapping[str, tuple[int, int | None]]:
        """The first and the last number of each range, by value."""
        least = (0, *(end + 1 for end in self.ends))
        return {
            f"{first}-{'' if last is None else last}": (first, last)
            for first, last in zip(least, (*self.ends, None), strict=True)
        }

    def _within(self, value: str) -> Q:
        first, last = self.ranges[value]
        upper = {} if last is None else {f"{self.column}__lte": last}
        return Q(**{f"{self.column}__gte": first, **upper})

    def having(self, model: Any, values: Sequence[str], context: ReadContext) -> Q:
        return reduce(or_, (self._within(value) for value in values if value in self.ranges), NOTHING)

    def counts(self, queryset: QuerySet[Any], context: ReadContext) -> Iterable[tuple[str, int]]:
        numbers = {f"range{nth}": Count("pk", filter=self._within(value)) for nth, value in enumerate(self.ranges)}
        counted = queryset.order_by().aggregate(**numbers)
        return [(value, counted[f"range{nth}"]) for nth, value in enumerate(self.ranges)]

    def values(self, page: Any) -> Sequence[str]:
        number = self.number(page)
        if number is None:
            return ()
        return tuple(
            value
            for value, (first, last) in self.ranges.items()
            if first <= number and (last is None or number <= last)
        )

    def number(self, page: Any) -> float | None:
        number: int | None = getattr(page, self.column)
        return number

    def meanings(self, values: Sequence[str], viewer: Viewer) -> Mapping[str, Meaning]:
        return {value: self._meaning(*self.ranges[value]) for value in values if value in self.ranges}

    def _meaning(self, first: int, last: int | None) -> Meaning:
        words = self.label if last is not None else self.label_of_last
        return Meaning(words.format(least=first, most=last), least=first, most=last)


@dataclass
class NumberField(UncountedField):
    """A column with a number, to be asked for by its bounds."""

    name: str
    kind = FieldKind.RANGE

    def having(self, model: Any, values: Sequence[str], context: ReadContext) -> Q:
        return NOTHING

    def values(self, page: Any) -> Sequence[str]:
        return ()

    def number(self, page: Any) -> float | None:
        number: float | None = getattr(page, self.name)
        return number


# --- One term ---------------------------------------------------------------------------------------------------------------------


@dataclass
class ForeignTermField(OwnField):
    """A term that a page points at, by slug; only while it is published."""

    name: str
    facet: str
    column: str
    label: str  # of the model, such as taxonomy.Organisation
    kind = FieldKind.TERM

    @property
    def model(self) -> Any:
        """The model of the terms."""
        return apps.get_model(self.label)

    def having(self, model: Any, values: Sequence[str], context: ReadContext) -> Q:
        terms = visible_terms(context.viewer, self.model._default_manager.filter(slug__in=values).order_by())
        return Q(**{f"{self.column}__in": terms.values("pk")})

    def counts(self, queryset: QuerySet[Any], context: ReadContext) -> Iterable[tuple[str, int]]:
        terms = visible_terms(context.viewer, self.model._default_manager.order_by())
        return _by_column(queryset.filter(**{f"{self.column}__in": terms.values("pk")}), f"{self.column}__slug")

    def values(self, page: Any) -> Sequence[str]:
        term = getattr(page, self.column)
        published = term and term.live and (term.expire_at is None or term.expire_at > timezone.now())
        return (term.slug,) if published else ()

    def meanings(self, values: Sequence[str], viewer: Viewer) -> Mapping[str, Meaning]:
        return term_meanings(self.model, values, viewer)


def term_meanings(model: type[Model], slugs: Sequence[str], viewer: Viewer) -> Mapping[str, Meaning]:
    """The names of these terms in the active language, and the slugs of the published ones above them; one statement."""
    if not slugs:
        return {}
    above = ("parent__slug", "parent__live", "parent__expire_at") if hasattr(model, "parent") else ()
    rows = visible_terms(viewer, model._default_manager.filter(slug__in=slugs).order_by())
    found = {}
    for slug, name, texts, *parent in rows.values_list("slug", "name", "translations", *above):
        is_published = bool(parent) and parent[1] and (parent[2] is None or parent[2] > viewer.now)
        found[slug] = Meaning(name_in(name, texts), parent[0] if is_published else None)
    return found


def _by_column(queryset: QuerySet[Any], column: str) -> Iterator[tuple[str, int]]:
    rows = queryset.order_by().values_list(column).annotate(number=Count("pk")).order_by()
    return ((str(value), number) for value, number in rows if value not in (None, ""))


def _some(value: Any) -> Sequence[str]:
    return () if value in (None, "") else (str(value),)
