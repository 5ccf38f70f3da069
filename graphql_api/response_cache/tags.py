"""Cache tags: what an answer depends on, and what a write changes.

``*`` is everything. ``m:table`` is any row of a table that is not of pages, such as a topic's. Of pages: ``p:key`` is one page with all that is
its own (blocks, people, tags), ``s:table`` is which pages of a type there are and what they say, ``s`` the same of all types, and ``a`` which page
is at which address. What belongs to a page (its rows in other tables) is written with the page, as Wagtail does it, and needs no tag.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

from django.apps import apps
from django.db.models import Model
from wagtail.images.models import AbstractRendition
from wagtail.models import Page

from content_types.core.registry import content_types
from delivery.dependency_tracking import Dependencies, Scope
from graphql_api.response_cache.sql_tables import tables_read

EVERYTHING, PAGES, ADDRESSES = "*", "s", "a"
# Whose tables answers may be made from, beside those of the content types. What reads any other table is not kept.
_APPS = frozenset(
    {"core", "taxonomy", "cms_images", "cms_documents", "taggit", "wagtailredirects", "wagtailimages", "wagtaildocs"}
)
_MODELS = frozenset(
    {
        "wagtailcore.site", "wagtailcore.locale", "wagtailcore.collection", "wagtailcore.pageviewrestriction",
        "wagtailcore.collectionviewrestriction", "wagtailcore.pageviewrestriction_groups",
        "wagtailcore.collectionviewrestriction_groups",
    }
)  # fmt: skip
_CONSTANT = frozenset({"django_content_type"})  # changes with the code alone


@cache
def page_tables() -> frozenset[str]:
    """The tables of pages: of all types, and of each."""
    return frozenset(model._meta.db_table for model in apps.get_models() if issubclass(model, Page))


@cache
def type_tables() -> frozenset[str]:
    """Those of them that are of one type."""
    models = [model for model in apps.get_models() if issubclass(model, Page)]
    return frozenset(
        model._meta.db_table
        for model in models
        if model is not Page and not any(other is not model and issubclass(other, model) for other in models)
    )


@cache
def owned_tables() -> frozenset[str]:
    """Tables whose rows are a page's own: rows with a parental key to a page, and what links pages with terms."""
    found = set()
    for model in apps.get_models(include_auto_created=True):
        if issubclass(model, Page) or model._meta.label_lower in _MODELS:
            continue
        if any(_is_owner(field) for field in model._meta.concrete_fields):
            found.add(model._meta.db_table)
    return frozenset(found & _tables_of_ours())


def _is_owner(field: object) -> bool:
    from modelcluster.fields import ParentalKey

    related = getattr(field, "related_model", None)
    if not (isinstance(related, type) and issubclass(related, Page)):
        return False
    return isinstance(field, ParentalKey) or bool(getattr(field, "model", Model)._meta.auto_created)


@cache
def _tables_of_ours() -> frozenset[str]:
    labels = _APPS | {one.model._meta.app_label for one in content_types()}
    models = apps.get_models(include_auto_created=True)
    # Not renditions: they are made when a picture's address is first asked for, and no answer is made from them.
    ours = (one for one in models if one._meta.app_label in labels and not issubclass(one, AbstractRendition))
    return frozenset(one._meta.db_table for one in ours) | watched_models()


@cache
def watched_models() -> frozenset[str]:
    """Tables of Wagtail's own that say who may see what, and where."""
    models = apps.get_models(include_auto_created=True)
    return frozenset(one._meta.db_table for one in models if one._meta.label_lower in _MODELS)


@cache
def plain_tables() -> frozenset[str]:
    """The tables that answers may be made from and that are not of pages."""
    return _tables_of_ours() - page_tables() - owned_tables()


def tags_of(reads: Dependencies) -> frozenset[str] | None:
    """The tags of an answer; None where it may not be kept."""
    found = {EVERYTHING, *(f"p:{key}" for key in reads.pages)}
    for sql, scope in reads.statements:
        tags = _read(sql, scope)
        if tags is None:
            return None
        found |= tags
    # Every answer needs to know at least who may see what: one without a statement was made where nobody looked.
    return frozenset(found) if reads.cacheable and reads.statements else None


@lru_cache(maxsize=5_000)
def _read(sql: str, scope: Scope) -> frozenset[str] | None:
    tables = tables_read(sql) - _CONSTANT
    pages, owned = tables & page_tables(), tables & owned_tables()
    plain = tables - pages - owned
    if not plain <= plain_tables():
        return None
    found = {f"m:{name}" for name in plain}
    if scope is Scope.SET and (pages or owned):
        types = pages & type_tables()
        found |= {f"s:{name}" for name in types} if types else {PAGES}
    elif scope is Scope.ADDRESSES:
        found.add(ADDRESSES)
    return frozenset(found)


def of_page(key: object, tables: Iterable[str] = ()) -> frozenset[str]:
    """What a change of one page changes, ``tables`` being those of its type."""
    return frozenset({f"p:{key}", PAGES, *(f"s:{name}" for name in tables)})
