"""Records: a model's fields as the keys of a map, in the order in which files have them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from modelcluster.fields import ParentalKey
from taggit.managers import TaggableManager
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail_localize.fields import TranslatableField, get_translatable_fields

from content_types.core.translations_panel import TranslationsField
from import_export.field_codecs import (
    Codec,
    ColumnCodec,
    Reading,
    Showing,
    Values,
    column_codec,
)  # fmt: skip
from import_export.relation_codecs import (
    ReferenceCodec,
    RowsCodec,
    StreamCodec,
    TagsCodec,
    TermsCodec,
    TextsCodec,
    is_reference,
)  # fmt: skip
from import_export.schema import child_relations

# Of a page's own columns these are content; the others are the tree's and the workflow's.
PAGE_FIELDS = (
    "title", "slug", "go_live_at", "expire_at", "first_published_at", "seo_title", "search_description", "show_in_menus",
)  # fmt: skip
ITS_OWN = ("go_live_at", "expire_at", "first_published_at")  # of a translation, beside its texts
NOT_CONTENT = {"sort_order", "go_live_at", "expire_at", "first_published_at", "site", "collection", "file"}


_codecs: dict[Any, list[Codec]] = {}


def codecs_of(model: Any) -> list[Codec]:
    """The fields of a model in the order of a file: columns, terms and tags, rows, and the streams last with the body at the end."""
    if model not in _codecs:
        _codecs[model] = [*_columns(model), *_several(model), *_rows(model), *_streams(model)]
    return _codecs[model]


def word_codecs(model: type[Page]) -> list[Codec]:
    """The fields of a translation's file: what is translated, and when it is published. All else is its original's."""
    own = {one.field_name for one in get_translatable_fields(model) if isinstance(one, TranslatableField)}
    return [one for one in codecs_of(model) if one.name in own or one.name in ITS_OWN]


def synchronised_codecs(model: type[Page]) -> list[Codec]:
    """The fields that a translation has as its original has them."""
    own = word_codecs(model)
    return [one for one in codecs_of(model) if one not in own]


def _own_fields(model: type[models.Model]) -> list[Any]:
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    return [
        one
        for one in fields
        if one.editable and not one.primary_key and not isinstance(one, ParentalKey) and _is_content(one)
    ]


def _is_content(field: Any) -> bool:
    if field.model is Page:
        return field.name in PAGE_FIELDS
    if getattr(field.remote_field, "parent_link", False):
        return False
    return field.name not in NOT_CONTENT


def _columns(model: type[models.Model]) -> list[Codec]:
    zone_model = next((one.model for one in model._meta.concrete_fields if one.name == "time_zone"), None)
    found: list[Codec] = []
    texts: Codec | None = None
    for column in _own_fields(model):
        if isinstance(column, models.ForeignKey):
            if is_reference(column):
                found.append(ReferenceCodec(column))
        elif isinstance(column, TranslationsField):
            texts = TextsCodec(model)  # type: ignore[arg-type]  # who has the column is one
        elif not column.many_to_many and not isinstance(column, StreamField):
            found.append(column_codec(column, column.model is zone_model))
    if texts is not None:
        found.append(texts)  # after all that they translate
    order = {name: position for position, name in enumerate(PAGE_FIELDS)}
    return sorted(found, key=lambda codec: order.get(codec.name, len(order))) if issubclass(model, Page) else found


def _several(model: type[models.Model]) -> list[Codec]:
    found: list[Codec] = []
    for column in _own_fields(model):
        if isinstance(column, TaggableManager):
            found.append(TagsCodec(column))
        elif column.many_to_many:
            found.append(TermsCodec(column))
    return found


def _rows(model: type[models.Model]) -> list[Codec]:
    return [RowsCodec(relation, codecs_of(relation.related_model)) for relation in child_relations(model)]


def _streams(model: type[models.Model]) -> list[Codec]:
    streams = [column for column in _own_fields(model) if isinstance(column, StreamField)]
    own = [column for column in streams if column.model is model]
    return [StreamCodec(column) for column in [*own, *(one for one in streams if one not in own)]]


def values_of(codecs: Iterable[Codec], instance: Any) -> Values:
    """The values of an instance."""
    return {codec.name: codec.get(instance) for codec in codecs}


def show(codecs: Iterable[Codec], values: Values, showing: Showing) -> dict[str, Any]:
    """Values as plain data; what a file may leave out is left out."""
    shown = ((codec.name, codec.show(values[codec.name], showing)) for codec in codecs)
    return {name: data for name, data in shown if data is not None}


def same(codecs: Iterable[Codec], file: Values, stored: Values, showing: Showing, given: Iterable[str]) -> bool:
    """Whether the values of a file and of the database say the same; ``Bind`` are the keys that the file has."""
    names = set(given)
    return all(
        codec.same(file[codec.name], stored[codec.name], showing)
        for codec in codecs
        if codec.name in names or not codec.kept_when_absent
    )


def put(codecs: Iterable[Codec], instance: Any, values: Values, reading: Reading, given: Iterable[str]) -> None:
    """Set the values on an instance; what a file may keep silent about stays."""
    names = set(given)
    for codec in codecs:
        if codec.name in names or not codec.kept_when_absent:
            codec.put(instance, values[codec.name], reading)


def column_codecs(codecs: Iterable[Codec]) -> list[ColumnCodec]:
    """The plain columns that need nothing else to be there."""
    return [codec for codec in codecs if isinstance(codec, ColumnCodec) and not codec.needs_others]
