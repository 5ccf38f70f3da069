"""The exact values of documents: what field words of a query stand for, and how the counts of values are named for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from content_types.core.library import LibraryPage, Licence
from content_types.core.registry import searchable
from content_types.core.visibility import Viewer, visible_terms
from search.documents import TERM_FIELDS
from search.engines.base import ValueFilter
from search.query import Query, slug_of

# What can be counted: the field of the documents, and what it is to people.
FACETS: Mapping[str, str] = {
    "type": "Type of resource",
    "topics": "Topic, those below it included",
    "professions": "Profession",
    "care_settings": "Care setting",
    "places": "Place, those inside it included",
    "kind": "Kind of article, tool or event",
    "level": "Level of wellbeing guidance",
    "licence": "Licence",
    "year": "Year of first publication",
    "format": "How an event takes place",
}


# Fields whose values are a closed set: clients name a value as the enum does.
CLOSED = ("type", "kind", "level", "format", "licence")


@lru_cache(maxsize=1)
def labels() -> dict[str, dict[str, str]]:
    """What values of closed sets are called, by field; the first type to name one wins."""
    found: dict[str, dict[str, str]] = {
        "type": {one.name: one.label for one in searchable()},
        "licence": dict(Licence.choices),
    }
    for content_type in searchable():
        assert content_type.search is not None
        for field, names in content_type.search.labels.items():
            for value, label in names.items():
                found.setdefault(field, {}).setdefault(value, label)
    return found


@lru_cache(maxsize=1)
def _written() -> dict[str, dict[str, str]]:
    """What somebody may write for a value of a closed set, by field: the value, its label, or the plural, each as a slug."""
    found: dict[str, dict[str, str]] = {}
    for field, names in labels().items():
        for value, label in names.items():
            for one in (value, label):
                found.setdefault(field, {}).setdefault(slug_of(one), value)
    for content_type in searchable():
        for name in (content_type.folder, content_type.api.plural if content_type.api else ""):
            found["type"].setdefault(slug_of(name), content_type.name)
    return found


def filters_of(query: Query, viewer: Viewer) -> Iterator[ValueFilter]:
    """The field words of a query as filters, each of which must hold. A value that nothing has finds nothing; that is no error.

    One statement for each taxonomy that is named.
    """
    terms: dict[str, list[tuple[str, str]]] = {}
    for one in query.fields:
        if one.field in TERM_FIELDS and one.field not in terms:
            model: Any = LibraryPage._meta.get_field(one.field).related_model
            rows = visible_terms(viewer, model._default_manager.order_by("pk"))
            terms[one.field] = [(slug, slug_of(name)) for slug, name in rows.values_list("slug", "name")]
        meant = (_meant(one.field, value, terms.get(one.field, ())) for value in one.values)
        values = tuple(dict.fromkeys(chain.from_iterable(meant)))
        if one.negated:
            yield ValueFilter(one.field, none_of=values)
        elif len(values) == 1:
            yield ValueFilter(one.field, all_of=values)
        else:
            yield ValueFilter(one.field, any_of=values)


def _meant(field: str, value: str, terms: Sequence[tuple[str, str]]) -> Sequence[str]:
    """The exact values that somebody means who writes this one. Of terms, the one of that slug or name; else all that have its words."""
    if field == "tags":
        return value, value.replace("-", " ")  # a tag is any words; as a slug it may be written either way
    if field not in TERM_FIELDS:
        return (_written().get(field, {}).get(value, value),)
    exact = [slug for slug, name in terms if value in (slug, name)]
    words = set(value.split("-"))
    return exact or [slug for slug, name in terms if words <= {*slug.split("-"), *name.split("-")}] or (value,)


def named(counts: Mapping[str, Sequence[tuple[str, int]]], viewer: Viewer) -> dict[str, list[tuple[str, str, int]]]:
    """Counts as (value, label, count), most frequent first. A term that the viewer may not see is left out; one statement a taxonomy."""
    found = {}
    for field, rows in counts.items():
        names = (
            _term_names(field, [value for value, _ in rows], viewer) if field in TERM_FIELDS else labels().get(field)
        )
        found[field] = [
            (value, names[value] if names is not None else value, count)
            for value, count in rows
            if names is None or value in names
        ]
    return found


def _term_names(field: str, slugs: Sequence[str], viewer: Viewer) -> dict[str, str]:
    model: Any = LibraryPage._meta.get_field(field).related_model
    if not slugs:
        return {}
    return dict(visible_terms(viewer, model._default_manager.filter(slug__in=slugs)).values_list("slug", "name"))
