"""Fields of many values a resource: terms with those below them, tags, people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Model, Q, QuerySet
from taggit.models import Tag

from content_types.core.filtering.fields import NOTHING, Field, FieldKind, Meaning, term_meanings
from content_types.core.library import LibraryPage, LibraryPageTag, ResourcePerson
from delivery.context import ReadContext
from delivery.visibility import Viewer, visible_terms


@dataclass(frozen=True)
class Taxonomy:
    """The published terms of one kind: keys by slug, and for each key those right below it."""

    slugs: Mapping[int, str]
    keys: Mapping[str, int]
    below: Mapping[int | None, Sequence[int]]

    def with_all_below(self, slug: str) -> set[int]:
        """The keys of a term and of all below it; of an unknown one, none."""
        found: set[int] = set()
        waiting = [self.keys[slug]] if slug in self.keys else []
        while waiting:
            key = waiting.pop()
            if key not in found:
                found.add(key)
                waiting.extend(self.below.get(key, ()))
        return found


def taxonomy(model: type[Model], context: ReadContext) -> Taxonomy:
    """The published terms of a kind, read once a request."""
    known: Taxonomy | None = context.cache.get(("terms", model))
    if known is None:
        fields = ["pk", "slug"] + (["parent_id"] if hasattr(model, "parent") else [])
        rows = list(visible_terms(context.viewer, model._default_manager.order_by()).values_list(*fields))
        below: dict[int | None, list[int]] = {}
        for row in rows:
            if len(row) > 2:
                below.setdefault(row[2], []).append(row[0])
        slugs = {row[0]: row[1] for row in rows}
        known = context.cache[("terms", model)] = Taxonomy(slugs, {slug: key for key, slug in slugs.items()}, below)
    return known


def descendants(model: type[Model], slugs: Iterable[str], context: ReadContext) -> list[set[int]]:
    """For each slug the keys of its published term and of all published terms below it; an unknown slug gives none."""
    terms = taxonomy(model, context)
    return [terms.with_all_below(slug) for slug in slugs]


@dataclass
class TermsField(Field):
    """Terms of a taxonomy, with those below each: by the field of every resource, or by a foreign key of their own type."""

    name: str
    facet: str
    kind = FieldKind.TERM

    @property
    def model(self) -> Any:
        """The model of the terms."""
        return LibraryPage._meta.get_field(self.name).related_model

    @property
    def _through(self) -> tuple[Any, str, str]:
        relation: Any = LibraryPage._meta.get_field(self.name)
        return relation.remote_field.through, relation.m2m_field_name(), relation.m2m_reverse_field_name()

    def own_columns(self, model: Any) -> list[str]:
        """The foreign keys of a type that mean the same: an initiative belongs to a place, besides those that it applies to."""
        return [one.name for one in model._meta.local_fields if one.related_model is self.model]

    def having(self, model: Any, values: Sequence[str], context: ReadContext) -> Q:
        keys: set[int] = set().union(*descendants(self.model, values, context))
        return self._linked(model, keys)

    def _linked(self, model: Any, keys: set[int]) -> Q:
        through, owner, term = self._through
        linked = Q(pk__in=through._default_manager.filter(**{f"{term}__in": keys}).values(f"{owner}_id"))
        return reduce(or_, (Q(**{f"{name}__in": keys}) for name in self.own_columns(model)), linked)

    def having_all(self, model: Any, values: Sequence[str], context: ReadContext) -> Q:
        wanted = descendants(self.model, values, context)
        if not all(wanted):
            return NOTHING
        if self.own_columns(model):
            return super().having_all(model, values, context)
        # One subquery, because a join a set is slow to plan.
        through, owner, term = self._through
        rows = through._default_manager.filter(**{f"{term}__in": set().union(*wanted)})
        counts = {f"n{number}": Count("pk", filter=Q(**{f"{term}__in": keys})) for number, keys in enumerate(wanted)}
        grouped = rows.order_by().values(f"{owner}_id").annotate(**counts)
        return Q(pk__in=grouped.filter(**{f"{name}__gt": 0 for name in counts}).values(f"{owner}_id"))

    def counts(self, queryset: QuerySet[Any], context: ReadContext) -> Iterable[tuple[str, int]]:
        terms = taxonomy(self.model, context)
        pairs = [(below, above) for above, slug in terms.slugs.items() for below in terms.with_all_below(slug)]
        try:
            pages, parameters = queryset.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            return []
        closure, given = _closure(pairs)
        # Names of tables and columns are Django's own; what a client sent is in the parameters.
        statement = (
            f"SELECT closure.above, COUNT(DISTINCT link.page) FROM ({self._links(queryset.model)}) link JOIN {closure}"  # noqa: S608
            f" ON closure.below = link.term WHERE link.page IN ({pages}) GROUP BY closure.above"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [*given, *parameters])
            return [(terms.slugs[key], number) for key, number in cursor.fetchall()]

    def _links(self, model: Any) -> str:
        through, owner, term = self._through
        quote = connection.ops.quote_name
        tables = [(through._meta.db_table, f"{owner}_id", f"{term}_id")]
        tables += [
            (model._meta.db_table, model._meta.pk.column, model._meta.get_field(name).column)
            for name in self.own_columns(model)
        ]
        return " UNION ALL ".join(
            f"SELECT {quote(page)} AS page, {quote(column)} AS term FROM {quote(table)}"  # noqa: S608 - Django's own names
            for table, page, column in tables
        )

    def meanings(self, values: Sequence[str], viewer: Viewer) -> Mapping[str, Meaning]:
        return term_meanings(self.model, values, viewer)


def _closure(pairs: Sequence[tuple[int, int]]) -> tuple[str, list[Any]]:
    """A source of rows from pairs of a term and one above it, or itself; as many parameters whatever their number."""
    if connection.vendor == "postgresql":
        below, above = [one for one, _ in pairs], [one for _, one in pairs]
        return "unnest(%s::bigint[], %s::bigint[]) AS closure(below, above)", [below, above]
    import json

    rows = (
        "(SELECT json_extract(value, '$[0]') AS below, json_extract(value, '$[1]') AS above FROM json_each(%s)) closure"
    )
    return rows, [json.dumps(pairs)]


class PeopleField(Field):
    """Published people in any role, by slug."""

    kind = FieldKind.TERM
    name = "people"
    facet = "Somebody who has a part in it"

    @property
    def model(self) -> Any:
        """The model of people."""
        return apps.get_model("taxonomy", "Person")

    def _parts(self, viewer: Viewer, **which: Any) -> QuerySet[ResourcePerson]:
        people = visible_terms(viewer, self.model._default_manager.filter(**which).order_by())
        return ResourcePerson._default_manager.filter(person__in=people.values("pk")).order_by()

    def having(self, model: Any, values: Sequence[str], context: ReadContext) -> Q:
        return Q(pk__in=self._parts(context.viewer, slug__in=values).values("page_id"))

    def counts(self, queryset: QuerySet[Any], context: ReadContext) -> Iterable[tuple[str, int]]:
        parts = self._parts(context.viewer).filter(page__in=queryset.order_by().values("pk"))
        return parts.values_list("person__slug").annotate(number=Count("page", distinct=True))

    def meanings(self, values: Sequence[str], viewer: Viewer) -> Mapping[str, Meaning]:
        return term_meanings(self.model, values, viewer)


class TagsField(Field):
    """Tags, by name and without regard to case."""

    kind = FieldKind.TERM
    name = "tags"
    facet = "Tag"

    def having(self, model: Any, values: Sequence[str], context: ReadContext) -> Q:
        return Q(pk__in=LibraryPageTag._default_manager.filter(_named(values)).values("content_object_id"))

    def having_all(self, model: Any, values: Sequence[str], context: ReadContext) -> Q:
        names = sorted({value.lower() for value in values})
        counts = {f"n{number}": Count("pk", filter=_named([name])) for number, name in enumerate(names)}
        grouped = LibraryPageTag._default_manager.order_by().values("content_object_id").annotate(**counts)
        return Q(pk__in=grouped.filter(**{f"{name}__gt": 0 for name in counts}).values("content_object_id"))

    def counts(self, queryset: QuerySet[Any], context: ReadContext) -> Iterable[tuple[str, int]]:
        tagged = LibraryPageTag._default_manager.filter(content_object__in=queryset.order_by().values("pk")).order_by()
        counted: Counter[str] = Counter()
        for name, number in tagged.values_list("tag__name").annotate(number=Count("content_object", distinct=True)):
            counted[name.lower()] += number  # taggit keeps one tag whatever the case
        return counted.items()

    def meanings(self, values: Sequence[str], viewer: Viewer) -> Mapping[str, Meaning]:
        named = Tag.objects.filter(_named(values, "name")) if values else Tag.objects.none()
        written = {name.lower(): name for name in named.values_list("name", flat=True)}
        return {value: Meaning(written.get(value, value)) for value in values}


def _named(values: Sequence[str], path: str = "tag__name") -> Q:
    """The tag has any of these names. Databases fold the case of a to z alone where their collation is that of bytes."""
    forms = dict.fromkeys(form for value in values for form in (value, *([] if value.isascii() else [value.upper()])))
    return reduce(or_, (Q(**{f"{path}__iexact": form}) for form in forms), NOTHING)
