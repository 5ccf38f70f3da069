"""Facets: resources counted by the values of a field, each value ready to be handed back as a filter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import graphene

from content_types.core.conditions import Condition, ValueFilter
from content_types.core.errors import BadInput
from content_types.core.filtering.declared import every_field
from content_types.core.filtering.fields import Field, FieldKind, Meaning, YearField
from content_types.core.filtering.fields import RangesField as Ranges
from content_types.core.filtering.listing import FACET_LIMIT
from content_types.core.graphql.fields import Enum, enum_name, list_of
from content_types.core.registry import searchable
from delivery.visibility import Viewer

# Said of facets wherever they are.
MULTI_SELECT = (
    "What is chosen in a field beside other conditions (`anyOf`, `types`, `facetFilters` …, not inside `and`, `or` or `not`) does not narrow the "
    "counts of that same field, so that people can choose more of it."
)
MAX_TERMS = 50  # values in one list of a filter


@cache
def facet_field() -> type[graphene.Enum]:
    """The enum of the fields, once every content type is registered."""
    fields = [(name, one.facet) for name, one in every_field().items() if one.facet]
    return Enum("FacetField", fields, "What resources are counted by.", labels={})


def api_value(field: str, value: str) -> str:
    """What clients call a value: the name of its enum's value where it is one of a closed set, else itself."""
    if field == "type":
        return {one.name: one.enum_value for one in searchable()}[value]
    return enum_name(value) if every_field()[field].kind is FieldKind.ENUM else value


@dataclass(frozen=True)
class Bucket:
    """A value of a field with how many have it."""

    kind: FieldKind
    value: str
    label: str
    count: int
    filter: str
    parent: str | None
    min: int | None
    max: int | None


def buckets(field: str, counts: Iterable[tuple[str, int]], viewer: Viewer) -> list[Bucket]:
    """The buckets of a facet from the counts of stored values. A term that the viewer may not see is left out; one statement a taxonomy."""
    rows, known = list(counts), every_field()[field]
    meanings: Mapping[str, Meaning] = known.meanings([value for value, _ in rows], viewer) if rows else {}
    return [_bucket(field, known, value, number, meanings[value]) for value, number in rows if value in meanings]


def _bucket(field: str, known: Field, stored: str, number: int, meaning: Meaning) -> Bucket:
    value = api_value(field, stored)
    return Bucket(
        known.kind,
        value,
        meaning.label,
        number,
        f"{enum_name(field)}:{value}",
        meaning.parent,
        meaning.least,
        meaning.most,
    )


# --- Handed back --------------------------------------------------------------------------------------------------------------------


def facet_filters(given: Iterable[str], argument: str) -> Iterator[Condition]:
    """The filters of buckets as conditions: any of those of one field, for every field. Raises BadInput for what no bucket has."""
    chosen: dict[str, list[str]] = {}
    for one in given:
        name, _, value = one.partition(":")
        field = _by_api_name().get(name)
        if field is None or not value:
            raise BadInput(
                f"`{argument}` takes what a bucket of a facet has as its `filter`, such as TOPICS:housing; “{one[:100]}” is none.",
                argument,
            )
        chosen.setdefault(field.name, []).append(_stored(field, value, argument))
    for name, values in chosen.items():
        yield ValueFilter(name, any_of=tuple(values))


@cache
def _by_api_name() -> Mapping[str, Field]:
    return {enum_name(name): one for name, one in every_field().items() if one.facet}


@cache
def _stored_values(field: str) -> Mapping[str, str]:
    return {api_value(field, value): value for value in every_field()[field].labels}  # type: ignore[attr-defined]  # a closed field has them


def _stored(field: Field, value: str, argument: str) -> str:
    """The stored value of a field that a client means by this one. Raises BadInput where that cannot be."""
    if field.kind is FieldKind.ENUM:
        known: Iterable[str] = _stored_values(field.name)
        stored = _stored_values(field.name).get(value)
    elif isinstance(field, Ranges):
        known, stored = field.ranges, value if value in field.ranges else None
    elif isinstance(field, YearField):
        known, stored = ["a year"], value if value.isascii() and value.isdigit() and len(value) <= 4 else None
    else:
        return value.lower() if field.name == "tags" else value
    if stored is None:
        raise BadInput(
            f"`{argument}`: {enum_name(field.name)} has no value “{value[:100]}”. It has {', '.join(known)}.", argument
        )
    return str(int(stored)) if isinstance(field, YearField) else stored


# --- Types --------------------------------------------------------------------------------------------------------------------------


class FacetBucket(graphene.Interface):
    """How many resources have a value of a field."""

    value = graphene.String(
        required=True,
        description="The value: a slug, a tag, the name of an enum value, a year, or a range such as `6-15`.",
    )
    label = graphene.String(required=True, description="What people call it.")
    count = graphene.Int(required=True, description="How many resources have it.")
    filter = graphene.String(
        required=True,
        description="What to put into `facetFilters` of a filter, of this list or of any other, for the resources that are counted here.",
    )

    @classmethod
    def resolve_type(cls, instance: Any, info: Any) -> Any:
        """The type of a bucket."""
        return {FieldKind.ENUM: EnumBucket, FieldKind.TERM: TermBucket, FieldKind.RANGE: RangeBucket}[instance.kind]


class EnumBucket(graphene.ObjectType):
    """Resources with a value of a closed set; `value` is its name in the enum."""

    class Meta:
        interfaces = (FacetBucket,)


class TermBucket(graphene.ObjectType):
    """Resources with a term, a person, an organisation, a tag or a language; `value` is its slug, the tag or the language's code."""

    class Meta:
        interfaces = (FacetBucket,)

    parent = graphene.String(
        description="The slug of the published term above it, of a topic or place; null where there is none. It has a bucket of its own, "
        f"unless it is beyond the {FACET_LIMIT}th."
    )


class RangeBucket(graphene.ObjectType):
    """Resources with a number within a range; a year is a range of one."""

    class Meta:
        interfaces = (FacetBucket,)

    min = graphene.Int(description="The smallest number of the range; null where it has none.")
    max = graphene.Int(description="The greatest number of the range; null where it has none.")


class Facet(graphene.ObjectType):
    """The values of a field among resources, counted."""

    field = graphene.Field(lambda: facet_field(), required=True, description="What is counted.")
    buckets = graphene.Field(
        list_of(FacetBucket),
        required=True,
        description=f"Most frequent first, at most {FACET_LIMIT}; and what is chosen in the field, with 0 where nothing has it, to be taken back.",
    )


BUCKET_TYPES = (EnumBucket, TermBucket, RangeBucket)


def facets_argument() -> graphene.Argument:
    """The argument `fields` of a field that gives facets."""
    return graphene.Argument(
        graphene.NonNull(list_of(lambda: facet_field())), description="What to count by; each costs a little."
    )


def chosen_fields(given: Iterable[Any]) -> tuple[str, ...]:
    """The fields of that argument, each once."""
    return tuple(dict.fromkeys(str(getattr(one, "value", one)) for one in given))
