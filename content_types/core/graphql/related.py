"""Resolvers for relations: in bulk for all objects loaded together, and only what the viewer may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import Model
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import DraftStateMixin, Page

from content_types.core.context import ReadContext
from content_types.core.loading import load, together
from content_types.core.visibility import Viewer, visible_files, visible_pages, visible_terms


def visible(viewer: Viewer, queryset: Any) -> Any:
    """Narrow a queryset of any model that can be related to what the viewer may see."""
    model = queryset.model
    if issubclass(model, Page):
        return visible_pages(viewer, queryset)
    if issubclass(model, AbstractImage | AbstractDocument):
        return visible_files(viewer, queryset)
    if issubclass(model, DraftStateMixin):
        return visible_terms(viewer, queryset)
    raise TypeError(f"{model.__name__} has no rule of visibility; add one before it is shown")


def fetch_visible(viewer: Viewer, model: Any, keys: Iterable[Any]) -> dict[Any, Any]:
    """The visible among these objects by primary key, peers of one another; pages come as their own type."""
    wanted = {key for key in keys if key is not None}
    if not wanted:
        return {}
    queryset = visible(viewer, model._default_manager.filter(pk__in=wanted))
    rows: list[Any] = together(queryset.specific() if model is Page else queryset)
    return {row.pk: row for row in rows}


def foreign_object(obj: Any, info: Any, name: str) -> Any | None:
    """The object that a foreign key names, if the viewer may see it; read for all peers that have the key."""
    relation = obj._meta.get_field(name)
    key = getattr(obj, relation.attname)
    if key is None:
        return None
    viewer = ReadContext.of(info.context).viewer

    def fetch(objects: Sequence[Any]) -> dict[Any, Any]:
        keys = {one.pk: getattr(one, relation.attname) for one in objects if isinstance(one, relation.model)}
        found = fetch_visible(viewer, relation.related_model, keys.values())
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
            rows = together(
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

    Reads the link table once for all peers and the terms once; an unsaved choice (a preview) is read from the object itself.
    """

    def resolve(obj: Any, info: Any) -> list[Any]:
        context = ReadContext.of(info.context)
        if getattr(obj, "_is_preview", False):
            return together(visible(context.viewer, getattr(obj, name).all()))

        def fetch(objects: Sequence[Any]) -> dict[Any, list[Any]]:
            relation: Any = model._meta.get_field(name)
            through = relation.remote_field.through
            owner, term = relation.m2m_field_name(), relation.m2m_reverse_field_name()
            keys = [one.pk for one in objects if isinstance(one, model)]
            links = list(
                through._default_manager.filter(**{f"{owner}__in": keys}).values_list(f"{owner}_id", f"{term}_id")
            )
            found = fetch_visible(context.viewer, relation.related_model, (key for _, key in links))
            order = {key: position for position, key in enumerate(sorted(found, key=lambda k: _sort_key(found[k])))}
            grouped: dict[Any, list[Any]] = defaultdict(list)
            for owner_key, key in sorted(links, key=lambda link: order.get(link[1], 0)):
                if key in found:
                    grouped[owner_key].append(found[key])
            return grouped

        return load(obj, ("m2m", model, name), fetch, [])

    return resolve


def _sort_key(term: Any) -> tuple[int, str]:
    return (term.sort_order, term.name)
