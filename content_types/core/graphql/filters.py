"""Filters that every list of resources has, and how they become ORM filters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import graphene
from django.apps import apps
from django.db.models import Count, Model, Q, QuerySet

from content_types.core.context import ReadContext
from content_types.core.errors import BadInput
from content_types.core.graphql.library import LicenceEnum
from content_types.core.registry import Ordering
from content_types.core.visibility import visible_terms

MAX_TERMS = 50  # values in one list of a filter
MAX_ALL_OF = 10  # values that must all hold

NEWEST = Ordering(
    "NEWEST", ("-first_published_at",), "By first publication, the latest first; to publish a page again moves nothing"
)
OLDEST = Ordering("OLDEST", ("first_published_at",), "By first publication, the earliest first")
TITLE = Ordering("TITLE", ("title",), "By title, A to Z")
SHORTEST = Ordering("SHORTEST", ("reading_minutes", "title"), "Quickest to read first")
COMMON_ORDERINGS = (NEWEST, OLDEST, TITLE, SHORTEST)


class TermFilter(graphene.InputObjectType):
    """Which terms a resource must, may and must not have. Terms are named by slug; a topic or place includes all below it."""

    any_of = graphene.List(graphene.NonNull(graphene.String), description="At least one of these.")
    all_of = graphene.List(graphene.NonNull(graphene.String), description=f"Every one of these, at most {MAX_ALL_OF}.")
    none_of = graphene.List(graphene.NonNull(graphene.String), description="None of these.")


class LibraryFilter(graphene.InputObjectType):
    """What the filters of every type share; conditions in different fields must all hold."""

    topics = graphene.InputField(TermFilter, description="By topic slug, topics below included.")
    professions = graphene.InputField(TermFilter, description="By profession slug.")
    care_settings = graphene.InputField(TermFilter, description="By care setting slug.")
    places = graphene.InputField(TermFilter, description="By place slug, places inside included.")
    tags = graphene.InputField(TermFilter, description="By tag, as written by editors.")
    people = graphene.List(graphene.NonNull(graphene.String), description="Slugs of people, in any role.")
    licences = graphene.List(graphene.NonNull(LicenceEnum), description="Any of these licences.")
    published_after = graphene.DateTime(description="First published at or after this moment.")
    published_before = graphene.DateTime(description="First published before this moment.")


_TERMS: dict[str, tuple[str, str]] = {
    # filter field: (model, path from the resource)
    "topics": ("taxonomy.Topic", "topics"),
    "professions": ("taxonomy.Profession", "professions"),
    "care_settings": ("taxonomy.CareSetting", "care_settings"),
    "places": ("taxonomy.Place", "places"),
}


def checked(values: Iterable[Any] | None, argument: str, most: int = MAX_TERMS) -> list[str]:
    """A list of a filter, refused when it is too long."""
    found = [str(getattr(value, "value", value)) for value in values or []]
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


def descendants(model: type[Model], slugs: Iterable[str], context: ReadContext) -> list[set[int]]:
    """For each slug the keys of its published term and of all published terms below it; an unknown slug gives none."""
    cached = context.cache.get(("terms", model))
    if cached is None:
        fields = ["pk", "slug"] + (["parent_id"] if hasattr(model, "parent") else [])
        cached = list(visible_terms(context.viewer, model._default_manager.order_by()).values_list(*fields))
        context.cache[("terms", model)] = cached
    by_slug = {row[1]: row[0] for row in cached}
    below: dict[Any, list[int]] = {}
    for row in cached:
        if len(row) > 2:
            below.setdefault(row[2], []).append(row[0])
    result = []
    for slug in slugs:
        keys: set[int] = set()
        waiting = [by_slug[slug]] if slug in by_slug else []
        while waiting:
            key = waiting.pop()
            if key not in keys:
                keys.add(key)
                waiting.extend(below.get(key, []))
        result.append(keys)
    return result


def _linked(queryset: QuerySet[Any], model: type[Model], path: str, keys: set[int]) -> Q:
    """Resources linked to any of these terms: by the field of every resource, or by a foreign key of their own type."""
    relation = apps.get_model("core", "LibraryPage")._meta.get_field(path)
    through = relation.remote_field.through
    owner, term = relation.m2m_field_name(), relation.m2m_reverse_field_name()
    linked = Q(pk__in=through._default_manager.filter(**{f"{term}__in": keys}).values(f"{owner}_id"))
    for own in queryset.model._meta.local_fields:
        # An initiative belongs to a place, besides those that it applies to.
        if own.related_model is model:
            linked |= Q(**{f"{own.name}__in": keys})
    return linked


def _linked_to_all(queryset: QuerySet[Any], model: type[Model], path: str, wanted: list[set[int]]) -> QuerySet[Any]:
    """Resources linked to a term of every one of these sets; one subquery, because a join a set is slow to plan."""
    if not all(wanted):
        return queryset.none()
    if any(own.related_model is model for own in queryset.model._meta.local_fields):
        for keys in wanted:
            queryset = queryset.filter(_linked(queryset, model, path, keys))
        return queryset
    relation: Any = apps.get_model("core", "LibraryPage")._meta.get_field(path)
    owner, term = relation.m2m_field_name(), relation.m2m_reverse_field_name()
    rows = relation.remote_field.through._default_manager.filter(**{f"{term}__in": set().union(*wanted)})
    counts = {f"n{number}": Count("pk", filter=Q(**{f"{term}__in": keys})) for number, keys in enumerate(wanted)}
    grouped = rows.order_by().values(f"{owner}_id").annotate(**counts).filter(**{f"{name}__gt": 0 for name in counts})
    return queryset.filter(pk__in=grouped.values(f"{owner}_id"))


def filter_terms(queryset: QuerySet[Any], name: str, value: Any, context: ReadContext) -> QuerySet[Any]:
    """Apply one TermFilter on a taxonomy."""
    label, path = _TERMS[name]
    model = apps.get_model(label)
    if value.get("any_of") is not None:
        keys: set[int] = set().union(*descendants(model, checked(value["any_of"], f"{name}.anyOf"), context))
        queryset = queryset.filter(_linked(queryset, model, path, keys))
    all_of = checked(value.get("all_of"), f"{name}.allOf", MAX_ALL_OF)
    if all_of:
        queryset = _linked_to_all(queryset, model, path, descendants(model, all_of, context))
    none_of = checked(value.get("none_of"), f"{name}.noneOf")
    if none_of:
        keys = set().union(*descendants(model, none_of, context))
        queryset = queryset.exclude(_linked(queryset, model, path, keys))
    return queryset


def filter_tags(queryset: QuerySet[Any], value: Any) -> QuerySet[Any]:
    """Apply a TermFilter on tags, by name and without regard to case."""
    tagged = apps.get_model("core", "LibraryPageTag")._default_manager

    def having(names: list[str]) -> QuerySet[Any]:
        same = Q()
        for name in names:
            same |= Q(tag__name__iexact=name)
        # Without a name nothing matches; an empty Q would match everything.
        return tagged.filter(same if names else Q(pk__in=[])).values("content_object_id")

    if value.get("any_of") is not None:
        queryset = queryset.filter(pk__in=having(checked(value["any_of"], "tags.anyOf")))
    all_of = {name.lower() for name in checked(value.get("all_of"), "tags.allOf", MAX_ALL_OF)}
    if all_of:
        counts = {
            f"n{number}": Count("pk", filter=Q(tag__name__iexact=name)) for number, name in enumerate(sorted(all_of))
        }
        grouped = (
            tagged.order_by()
            .values("content_object_id")
            .annotate(**counts)
            .filter(**{f"{name}__gt": 0 for name in counts})
        )
        queryset = queryset.filter(pk__in=grouped.values("content_object_id"))
    none_of = checked(value.get("none_of"), "tags.noneOf")
    return queryset.exclude(pk__in=having(none_of)) if none_of else queryset


def apply_library_filter(queryset: QuerySet[Any], value: Any, context: ReadContext) -> QuerySet[Any]:
    """Apply the shared part of a filter to a queryset of any resource type."""
    for name in _TERMS:
        if value.get(name):
            queryset = filter_terms(queryset, name, value[name], context)
    if value.get("tags"):
        queryset = filter_tags(queryset, value["tags"])
    if value.get("people") is not None:
        people = visible_terms(
            context.viewer,
            apps.get_model("taxonomy", "Person")._default_manager.filter(slug__in=checked(value["people"], "people")),
        )
        parts = apps.get_model("core", "ResourcePerson")._default_manager.filter(person__in=people.values("pk"))
        queryset = queryset.filter(pk__in=parts.values("page_id"))
    if value.get("licences") is not None:
        queryset = queryset.filter(licence__in=checked(value["licences"], "licences"))
    if value.get("published_after"):
        queryset = queryset.filter(first_published_at__gte=moment(value["published_after"], "publishedAfter"))
    if value.get("published_before"):
        queryset = queryset.filter(first_published_at__lt=moment(value["published_before"], "publishedBefore"))
    return queryset


def choice_filter(name: str, column: str) -> Any:
    """A filter function: the column is any of the values of an enum list."""

    def apply(queryset: QuerySet[Any], value: Any) -> QuerySet[Any]:
        if value.get(name) is not None:
            queryset = queryset.filter(**{f"{column}__in": checked(value[name], name)})
        return queryset

    return apply
