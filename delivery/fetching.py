"""Fetching visible objects by key, path or type, by prepared queries: as few statements as can be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import F, Model
from wagtail.documents.models import AbstractDocument
from wagtail.fields import RichTextField, StreamField
from wagtail.images.models import AbstractImage
from wagtail.models import DraftStateMixin, Page

from delivery.batch_loading import as_batch
from delivery.dependency_tracking import Scope, depend_on_pages
from delivery.prepared_queries import Bind, PreparedQuery
from delivery.visibility import (
    Viewer,
    prepared_visible_files,
    prepared_visible_pages,
    prepared_visible_terms,
    visible_files,
    visible_pages,
    visible_terms,
    without_aliases,
)


def visible(viewer: Viewer, queryset: Any) -> Any:
    """Narrow a queryset of any model that can be related to what the viewer may see."""
    if issubclass(queryset.model, Page):
        return visible_pages(viewer, queryset)
    if issubclass(queryset.model, AbstractImage | AbstractDocument):
        return visible_files(viewer, queryset)
    if issubclass(queryset.model, DraftStateMixin):
        return visible_terms(viewer, queryset)
    raise TypeError(f"{queryset.model.__name__} has no rule of visibility; add one before it is shown")


def prepared_visible(queryset: Any) -> Any:
    """As ``visible`` for a query that is prepared: to be run with the values of ``visibility_parameters``."""
    if issubclass(queryset.model, Page):
        return prepared_visible_pages(queryset)
    if issubclass(queryset.model, AbstractImage | AbstractDocument):
        return prepared_visible_files(queryset)
    if issubclass(queryset.model, DraftStateMixin):
        return prepared_visible_terms(queryset)
    raise TypeError(f"{queryset.model.__name__} has no rule of visibility; add one before it is shown")


def heavy_columns(model: type[Model]) -> list[str]:
    """Columns that are read in bulk if a client selects them (``content_types.core.graphql.streams``), and not before."""
    return [field.name for field in model._meta.get_fields() if isinstance(field, StreamField | RichTextField)]


def unread_columns(model: type[Model]) -> list[str]:
    """What a list of pages is read without: columns that are read in bulk, and those that are never shown."""
    return heavy_columns(model) + editorial_columns(model)


# What editors work with, and no reader is shown.
EDITORIAL = {
    "alias_of", "draft_title", "expired", "go_live_at", "has_unpublished_changes", "latest_revision", "latest_revision_created_at", "live_revision",
    "locked", "locked_at", "locked_by", "owner",
}  # fmt: skip


def editorial_columns(model: type[Model]) -> list[str]:
    """Columns that are never read to show an object to readers."""
    return [one.name for one in model._meta.fields if one.name in EDITORIAL]


def by_key(viewer: Viewer, model: Any, keys: Iterable[Any]) -> dict[Any, Any]:
    """The visible among these objects by primary key, one batch; pages come as their own type (one statement more a type)."""
    wanted = {key for key in keys if key is not None}
    if not wanted:
        return {}
    if model is Page:
        return specific(viewer, wanted)
    rows: list[Any] = as_batch(_by_key(model).run(**viewer.visibility_parameters, keys=wanted))
    return {row.pk: row for row in rows}


def specific(viewer: Viewer, keys: Collection[int]) -> dict[int, Any]:
    """The visible among these pages by key, each of its own type, without the columns that are read in bulk; one batch."""
    return of_types(_types("pk").run(**viewer.visibility_parameters, keys=keys))


def at_paths(viewer: Viewer, paths: Collection[str]) -> dict[str, Any]:
    """As ``specific``, by place in the tree."""
    found = of_types(_types("path").run(**viewer.visibility_parameters, keys=paths))
    return {page.path: page for page in found.values()}


def basics_at_paths(viewer: Viewer, paths: Collection[str]) -> dict[str, Page]:
    """The visible pages at these places in the tree with what every page has, whatever their types; one statement."""
    found: list[Page] = _basics().run(**viewer.visibility_parameters, keys=paths)
    depend_on_pages([page.pk for page in found])
    return {page.path: page for page in found}


def translations(viewer: Viewer, keys: Collection[Any]) -> list[Any]:
    """As ``specific``, by translation key: the pages that are one page in several languages, but for those that show another as it is."""
    column: Any = Page._meta.get_field("translation_key")
    stored = [column.get_db_prep_value(key, connection) for key in keys]  # SQLite keeps UUIDs as text
    return list(of_types(_types("translation_key").run(**viewer.visibility_parameters, keys=stored)).values())


def whole_page(viewer: Viewer, key: int | None = None, url_path: str | None = None) -> Any | None:
    """The visible page with this key or at this place, of its own type with all its columns; None where there is none.

    Two statements; one where its type is known from the last time. Whether it is there, and may be seen, is asked each time.
    """
    by, value = ("pk", key) if url_path is None else ("url_path", url_path)
    expected = _last_types.get((by, value))
    if expected is not None:
        pages = _whole_visible(expected, by).run(**viewer.visibility_parameters, keys=[value])
        if pages:
            depend_on_pages([pages[0].pk])
            return as_batch(pages)[0]
    for found, kind in _types(by).run(**viewer.visibility_parameters, keys=[value]):
        model = _model(kind)
        if model is not None:
            if len(_last_types) >= MOST_TYPES:
                _last_types.clear()
            _last_types[by, value] = model
            return next(iter(as_batch(_whole(model).run(keys=[found]))), None)
    return None


MOST_TYPES = 20_000
# Of pages that were found, by what they were asked by: where to look first, and no more than that.
_last_types: dict[tuple[str, Any], Any] = {}


def of_types(rows: Iterable[tuple[int, int]]) -> dict[int, Any]:
    """Pages by key, from keys and content types, one statement a type; whether they may be seen is known already. What is read of one is read of all (batch loading)."""
    by_type: dict[int, list[int]] = defaultdict(list)
    for key, kind in rows:
        by_type[kind].append(key)
    pages: list[Any] = []
    for kind, keys in by_type.items():
        model = _model(kind)
        if model is not None:
            pages.extend(_plain(model).run(keys=keys))
    return {page.pk: page for page in as_batch(pages)}


def _model(content_type: int) -> Any | None:
    """The class of a content type; None where its code was taken out, and for pages that declare nothing to readers (as Wagtail's first page)."""
    from django.contrib.contenttypes.models import ContentType

    model: Any = ContentType.objects.get_for_id(content_type).model_class()
    return model if hasattr(model, "graphql_fields") else None


def of_type(viewer: Viewer, model: Any, keys: Collection[int]) -> list[Any]:
    """The visible among these pages, which are of this type; without the columns that are read in bulk. One statement."""
    found: list[Any] = _light(model).run(**viewer.visibility_parameters, keys=keys)
    return found


def with_owners(viewer: Viewer, model: Any, path: str, keys: Collection[int]) -> dict[Any, list[Any]]:
    """The visible objects of ``model`` by owner, for the owners with these keys, in the model's own order; ``path`` leads from the object to
    the owner. An object of several owners is one object. One statement."""
    found: dict[Any, list[Any]] = defaultdict(list)
    rows = _with_owners(model, path).run_beside(**viewer.visibility_parameters, keys=keys)
    for (owner,), one in rows:
        found[owner].append(one)
    as_batch({id(one): one for _, one in rows}.values())
    return found


@cache
def _by_key(model: Any) -> PreparedQuery:
    rows = model._default_manager.filter(pk__among=Bind("keys")).defer(*editorial_columns(model))
    return PreparedQuery(lambda: prepared_visible(rows), _rows_of(model))


@cache
def _types(by: str) -> PreparedQuery:
    # An alias says in another place what its source says, in its source's language.
    pages = without_aliases(Page.objects.all()) if by == "translation_key" else Page.objects.all()
    return PreparedQuery(
        lambda: (
            prepared_visible_pages(pages.filter(**{f"{by}__among": Bind("keys")}))
            .order_by()
            .values_list("pk", "content_type_id")
        ),
        Scope.ROWS if by == "pk" else Scope.ADDRESSES,
    )


@cache
def _basics() -> PreparedQuery:
    pages = Page.objects.filter(path__among=Bind("keys")).order_by().defer(*editorial_columns(Page))
    return PreparedQuery(lambda: prepared_visible_pages(pages), Scope.ADDRESSES)


@cache
def _whole(model: Any) -> PreparedQuery:
    return PreparedQuery(lambda: model._default_manager.filter(pk__among=Bind("keys")).order_by(), Scope.ROWS)


@cache
def _whole_visible(model: Any, by: str) -> PreparedQuery:
    pages = model._default_manager.filter(**{f"{by}__among": Bind("keys")}).order_by()
    return PreparedQuery(lambda: prepared_visible_pages(pages), Scope.ROWS if by == "pk" else Scope.ADDRESSES)


@cache
def _plain(model: Any) -> PreparedQuery:
    return PreparedQuery(
        lambda: model._default_manager.filter(pk__among=Bind("keys")).order_by().defer(*unread_columns(model)),
        Scope.ROWS,
    )


@cache
def _light(model: Any) -> PreparedQuery:
    return PreparedQuery(
        lambda: (
            prepared_visible(model._default_manager.filter(pk__among=Bind("keys")))
            .order_by()
            .defer(*unread_columns(model))
        ),
        Scope.ROWS,
    )


@cache
def _with_owners(model: Any, path: str) -> PreparedQuery:
    return PreparedQuery(
        lambda: (
            prepared_visible(model._default_manager.filter(**{f"{path}__pk__among": Bind("keys")}))
            .defer(*editorial_columns(model))
            .annotate(owner=F(f"{path}__pk"))
        ),
        # Of pages as owners, what is theirs; pages as what is owned are a set.
        Scope.SET if issubclass(model, Page) else Scope.ROWS if _leads_to_page(model, path) else Scope.SET,
    )


def _leads_to_page(model: Any, path: str) -> bool:
    owner = model._meta.get_field(path).related_model
    return issubclass(owner, Page)


def _rows_of(model: Any) -> Scope:
    """By key, pages are these rows; of other tables, any change counts."""
    return Scope.ROWS if issubclass(model, Page) else Scope.SET
