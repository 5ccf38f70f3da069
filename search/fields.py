"""The exact values of documents: what field words of a query stand for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from content_types.core.conditions import AllOf, Condition, ValueFilter
from content_types.core.filtering.declared import every_field
from content_types.core.filtering.fields import ClosedField
from content_types.core.library import LibraryPage
from content_types.core.registry import searchable
from content_types.core.translated_texts import names_in_all
from delivery.languages import default_language, is_multilingual
from delivery.visibility import Viewer, visible_terms
from search.documents import TERM_FIELDS
from search.query import Query, slug_of


@lru_cache(maxsize=1)
def labels() -> dict[str, Mapping[str, str]]:
    """What values of closed sets are called, by field; the first type to name one wins."""
    return {name: one.labels for name, one in every_field().items() if isinstance(one, ClosedField)}


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


def in_language(code: str | None) -> Iterator[Condition]:
    """The filters that leave each resource in one language: this, or else the site's own. A translation that is not public counts for none."""
    if code is None or not is_multilingual():
        return
    # Nobody chose it in a facet, so it narrows the counts of languages, too.
    yield AllOf((ValueFilter("locale", any_of=tuple(dict.fromkeys((code, default_language())))),))
    if code != default_language():
        yield ValueFilter("translated_into", none_of=(code,))


def filters_of(query: Query, viewer: Viewer) -> Iterator[ValueFilter]:
    """The field words of a query as filters, each of which must hold. A value that nothing has finds nothing; that is no error.

    One statement for each taxonomy that is named.
    """
    terms: dict[str, list[tuple[str, str]]] = {}
    for one in query.fields:
        if one.field in TERM_FIELDS and one.field not in terms:
            model: Any = LibraryPage._meta.get_field(one.field).related_model
            rows = visible_terms(viewer, model._default_manager.order_by("pk"))
            terms[one.field] = [
                (slug, slug_of(said))
                for slug, name, texts in rows.values_list("slug", "name", "translations")
                for said in names_in_all(name, texts)
            ]
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
    exact = list(dict.fromkeys(slug for slug, name in terms if value in (slug, name)))
    words = set(value.split("-"))
    near = dict.fromkeys(slug for slug, name in terms if words <= {*slug.split("-"), *name.split("-")})
    return exact or list(near) or (value,)
