"""Resolvers for relations: in bulk for all objects loaded together, and only what the viewer may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db.models import Model
from wagtail.images.models import AbstractImage

from delivery.batch_loading import as_batch, load
from delivery.context import ReadContext
from delivery.dependency_tracking import Scope
from delivery.fetching import visible, with_owners
from delivery.prepared_queries import Bind, PreparedQuery
from delivery.translations import referred


def foreign_object(obj: Any, info: Any, name: str) -> Any | None:
    """The object that a foreign key names, if the viewer may see it; read once for all objects of the batch that have the key."""
    relation = obj._meta.get_field(name)
    key = getattr(obj, relation.attname)
    if key is None:
        return None
    viewer = ReadContext.of(info.context).viewer

    def fetch(objects: Sequence[Any]) -> dict[Any, Any]:
        keys = {one.pk: getattr(one, relation.attname) for one in objects if isinstance(one, relation.model)}
        found = referred(viewer, relation.related_model, keys.values())
        return {owner: found[target] for owner, target in keys.items() if target in found}

    return load(obj, ("fk", relation.model, name), fetch)


def visible_foreign_key(name: str) -> Callable[[Any, Any], Any]:
    """A resolver for a foreign key: null where the viewer may not see what it names."""
    return lambda obj, info: foreign_object(obj, info, name)


def visible_image(obj: Any, info: Any, name: str) -> AbstractImage | None:
    """The image that a foreign key names, if the viewer may see it."""
    return foreign_object(obj, info, name)


def children_by_parent(name: str) -> Callable[[Any, Any], list[Any]]:
    """A resolver for the visible rows whose foreign key ``name`` points at an object of the same model."""

    def resolve(obj: Any, info: Any) -> list[Any]:
        viewer = ReadContext.of(info.context).viewer
        attname = obj._meta.get_field(name).attname

        def fetch(objects: Sequence[Any]) -> dict[Any, list[Any]]:
            model = type(obj)
            rows = as_batch(
                visible(viewer, model._default_manager.filter(**{f"{name}__in": [one.pk for one in objects]}))
            )
            grouped: dict[Any, list[Any]] = defaultdict(list)
            for row in rows:
                grouped[getattr(row, attname)].append(row)
            return grouped

        return load(obj, ("children", name), fetch, [])

    return resolve


def visible_many_to_many(model: type[Model], name: str) -> Callable[[Any, Any], list[Any]]:
    """A resolver for the visible terms of a many-to-many field declared on ``model``.

    One statement for the whole batch; an unsaved choice (a preview) is read from the object itself.
    """

    def resolve(obj: Any, info: Any) -> list[Any]:
        context = ReadContext.of(info.context)
        if getattr(obj, "_is_preview", False):
            return as_batch(visible(context.viewer, getattr(obj, name).all()))

        def fetch(objects: Sequence[Any]) -> dict[Any, list[Any]]:
            relation: Any = model._meta.get_field(name)
            keys = [one.pk for one in objects if isinstance(one, model)]
            return with_owners(context.viewer, relation.related_model, relation.related_query_name(), keys)

        return load(obj, ("m2m", model, name), fetch, [])

    return resolve


def child_rows(model: Any, relation: str) -> Callable[[Any, Any], list[Any]]:
    """A resolver for the ordered rows of an inline relation of a page, for the whole batch in one query."""

    def resolve(page: Any, info: Any) -> list[Any]:
        if getattr(page, "_is_preview", False):
            return as_batch(getattr(page, relation).all())

        def fetch(pages: Sequence[Any]) -> dict[Any, list[Any]]:
            rows = as_batch(_rows(model).run(keys=[one.pk for one in pages]))
            grouped: dict[Any, list[Any]] = defaultdict(list)
            for row in rows:
                grouped[row.page_id].append(row)
            return grouped

        return load(page, ("rows", relation), fetch, [])

    return resolve


@cache
def _rows(model: Any) -> PreparedQuery:
    rows = model._default_manager.filter(page__among=Bind("keys"))
    return PreparedQuery(lambda: rows.order_by("sort_order", "pk"), Scope.ROWS)
