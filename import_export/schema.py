"""What the format has, worked out from the registry and the models: kinds of pages, kinds of terms, and where each lies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from typing import Any

from django.db.models import Field, Model
from django.utils.text import slugify
from wagtail.models import DraftStateMixin, Page, Site

from content_types.core.pages import HomePage, StandardPage
from content_types.core.registry import content_types
from delivery.languages import languages

HOME = "/"


@dataclass(frozen=True)
class PageKind:
    """A kind of page of the format. ``folder`` is that of a resource's files; empty for the pages in pages/."""

    name: str
    model: type[Page]
    folder: str = ""
    index_of: str = ""  # for an index page: the folder of its resources


@cache
def page_kinds() -> dict[str, PageKind]:
    """Every kind by the name that files give as ``type``: home, indexes, standing pages, then resources."""
    kinds = [PageKind(_page_type_name(HomePage), HomePage)]
    kinds += [
        PageKind(_page_type_name(one.index_model), one.index_model, index_of=one.folder)
        for one in content_types()
        if one.index_model is not None
    ]
    kinds.append(PageKind(_page_type_name(StandardPage), StandardPage))
    kinds += [PageKind(one.name, one.model, folder=one.folder) for one in content_types()]
    return {kind.name: kind for kind in kinds}


def _page_type_name(model: type[Page]) -> str:
    """``ToolIndexPage`` is written ``tool_index``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__.removesuffix("Page")).lower()


def resource_kinds() -> list[PageKind]:
    """The kinds that have a folder of their own."""
    return [kind for kind in page_kinds().values() if kind.folder]


@cache
def term_models() -> dict[str, type[Model]]:
    """Every kind of term by the stem of its file in taxonomy/, each after those that it refers to.

    A term is what a resource, or another term, points at and what has a slug and a draft state but is no page.
    """
    graph: dict[type[Model], set[type[Model]]] = {}
    waiting: list[type[Model]] = [kind.model for kind in page_kinds().values()]
    seen = set(waiting)
    while waiting:
        model = waiting.pop()
        for target in _targets(model):
            if model in graph and target is not model:
                graph[model].add(target)
            if target not in seen:
                seen.add(target)
                graph[target] = set()
                waiting.append(target)
    # Children such as “people” point at terms too.
    ordered = TopologicalSorter(
        {model: sorted(above, key=str) for model, above in sorted(graph.items(), key=lambda one: str(one[0]))}
    )
    return {_plural(model): model for model in ordered.static_order()}


def _targets(model: type[Model]) -> Iterator[type[Model]]:
    models = [model, *(relation.related_model for relation in child_relations(model))]
    for one in models:
        for field in (*one._meta.get_fields(),):
            if isinstance(field, Field) and field.related_model and is_term(field.related_model):
                yield field.related_model


def is_term(model: Any) -> bool:
    """Whether a model is a term: it has a slug and a draft state, and is no page."""
    return (
        issubclass(model, DraftStateMixin)
        and not issubclass(model, Page)
        and any(field.name == "slug" for field in model._meta.get_fields())
    )


def _plural(model: type[Model]) -> str:
    return slugify(str(model._meta.verbose_name_plural)).replace("-", "_")


def child_relations(model: type[Model]) -> list[Any]:
    """The lists of rows that belong to a model (people, sources, downloads …); not Wagtail's own, and not tags."""
    from modelcluster.models import get_all_child_relations
    from taggit.models import ItemBase

    return [
        relation
        for relation in get_all_child_relations(model)
        if relation.related_model._meta.app_label != "wagtailcore" and not issubclass(relation.related_model, ItemBase)
    ]


def default_site() -> Site | None:
    """The site that the library is."""
    return Site.objects.filter(is_default_site=True).select_related("root_page").first()


def home_in_database() -> HomePage | None:
    """The home page of the default site, if that is ours already."""
    site = default_site()
    return HomePage.objects.filter(pk=site.root_page_id).first() if site else None


def addresses_in_database() -> Iterator[tuple[str, int, type[Page]]]:
    """(address, key, model) of every page of the default site, and of its other languages, that the format can name."""
    home = home_in_database()
    if home is None:
        return
    yield from _below(home, HOME)
    others = HomePage.objects.filter(translation_key=home.translation_key).exclude(pk=home.pk)
    for other in others.select_related("locale").order_by("pk"):
        if other.locale.language_code in languages():
            yield from _below(other, f"/{other.locale.language_code}/")


def _below(home: HomePage, address: str) -> Iterator[tuple[str, int, type[Page]]]:
    yield address, home.pk, type(home)
    for kind in page_kinds().values():
        pages = kind.model._default_manager.filter(path__startswith=home.path).order_by("path")
        if kind.index_of:
            for key in pages.values_list("pk", flat=True)[:1]:
                yield f"{address}{kind.index_of}/", key, kind.model
        elif kind.folder:
            for key, slug in pages.values_list("pk", "slug").iterator():
                yield f"{address}{kind.folder}/{slug}/", key, kind.model
        elif kind.model is StandardPage:
            for key, url_path in pages.values_list("pk", "url_path"):
                yield f"{address}{url_path[len(home.url_path) :]}", key, kind.model
