"""The fields that every resource has, those of a type, and all that there are, by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any

from django.db.models import Count, Q, QuerySet

from content_types.core.filtering.fields import (
    EVERYTHING,
    NOTHING,
    ChoiceField,
    ClosedField,
    Field,
    LocaleField,
    YearField,
)
from content_types.core.filtering.links import PeopleField, TagsField, TermsField
from content_types.core.library import Licence
from content_types.core.registry import ContentType, for_model, searchable
from delivery.context import ReadContext


class TypeField(ClosedField):
    """The type of a resource."""

    name = "type"
    facet = "Type of resource"

    @property
    def labels(self) -> Mapping[str, str]:  # type: ignore[override]  # known once every type is registered
        """The types that the search holds."""
        return {one.name: one.label for one in searchable()}

    def having(self, model: Any, values: Sequence[str], context: ReadContext) -> Q:
        return EVERYTHING if _name_of(model) in values else NOTHING

    def counts(self, queryset: QuerySet[Any], context: ReadContext) -> list[tuple[str, int]]:
        number = queryset.order_by().aggregate(number=Count("pk"))["number"]
        return [(_name_of(queryset.model), number)]


def _name_of(model: Any) -> str:
    found = for_model(model)
    return found.name if found is not None else ""


COMMON: tuple[Field, ...] = (
    TypeField(),
    TermsField("topics", "Topic, those below it included"),
    TermsField("professions", "Profession"),
    TermsField("care_settings", "Care setting"),
    TermsField("places", "Place, those inside it included"),
    TagsField(),
    PeopleField(),
    ChoiceField("licence", "Licence", dict(Licence.choices)),
    YearField("first_published_at"),
    LocaleField(),
)


@cache
def fields_of(model: Any) -> Mapping[str, Field]:
    """The fields of a type's resources by name; its own stands before one of all types."""
    content_type = for_model(model)
    return {one.name: one for one in (*COMMON, *_own(content_type))}


def _own(content_type: ContentType | None) -> Sequence[Field]:
    return content_type.search.fields if content_type is not None and content_type.search is not None else ()


@lru_cache(maxsize=1)
def every_field() -> Mapping[str, Field]:
    """All fields by name, once every type is registered; where several types declare one, the values of all.

    Raises TypeError where two mean different things by one name.
    """
    found: dict[str, Field] = {one.name: one for one in COMMON}
    for content_type in searchable():
        for one in _own(content_type):
            known = found.setdefault(one.name, one)
            if known.kind is not one.kind:
                raise TypeError(
                    f"The field {one.name!r} is a {one.kind.value} of one type and a {known.kind.value} of another"
                )
            if isinstance(known, ChoiceField) and isinstance(one, ChoiceField):
                found[one.name] = replace(known, labels={**one.labels, **known.labels})
    return found
