"""Which of the pages that are one page in several languages an answer holds: the one in its language, or else the one in the site's own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, IntegerField, Model, OuterRef, Q
from wagtail.models import Page

from delivery.fetching import by_key, translations
from delivery.languages import active_language, default_language, is_multilingual
from delivery.prepared_queries import Bind
from delivery.visibility import Viewer, prepared_visible_pages, visible_pages


def locale_parameters(viewer: Viewer) -> dict[str, int]:
    """The keys of the active language (``own``) and of the site's (``fallback``) among those that pages are in.

    Nothing where every page is in one language; ``fallback`` alone where the active language is the site's, or no page is in it.
    """
    keys = {code: key for key, code in viewer.snapshot.locales.items()}
    if len(keys) < 2 or default_language() not in keys:
        return {}
    fallback = keys[default_language()]
    own = keys.get(active_language(), fallback)
    return {"fallback": fallback} if own == fallback else {"own": own, "fallback": fallback}


def in_language(viewer: Viewer, queryset: Any) -> Any:
    """Narrow a queryset of pages to one of each set of translations: that in the active language if the viewer may see it, or else that in the
    site's own. What is in neither is left out."""
    parameters = locale_parameters(viewer)
    if not parameters:
        return queryset
    if "own" not in parameters:
        return queryset.filter(locale=parameters["fallback"])
    seen = visible_pages(viewer, _counterparts(parameters["own"])).order_by()
    return queryset.filter(Q(locale=parameters["own"]) | Q(locale=parameters["fallback"]) & ~Exists(seen))


def prepared_in_language(queryset: Any, names: Iterable[str]) -> Any:
    """As ``in_language`` for a query that is prepared, to be run with the ``locale_parameters`` of these names."""
    known = frozenset(names)
    if not known:
        return queryset
    fallback = Q(locale=Bind("fallback", IntegerField()))
    if "own" not in known:
        return queryset.filter(fallback)
    own = Bind("own", IntegerField())
    seen = prepared_visible_pages(_counterparts(own)).order_by()
    return queryset.filter(Q(locale=own) | fallback & ~Exists(seen))


def _counterparts(locale: Any) -> Any:
    return Page.objects.filter(translation_key=OuterRef("translation_key"), locale=locale, alias_of__isnull=True)


def referred(viewer: Viewer, model: type[Model], keys: Iterable[Any]) -> dict[Any, Any]:
    """As ``by_key``, of what a text or a row refers to: a page comes in the active language where the viewer may see it in that."""
    found = by_key(viewer, model, keys)
    if not is_multilingual() or not issubclass(model, Page) or not found:
        return found
    codes = viewer.snapshot.locales
    others = {key: page for key, page in found.items() if codes.get(page.locale_id) != active_language()}
    if not others or active_language() not in codes.values():
        return found
    return {**found, **translated(viewer, others)}


def translated(viewer: Viewer, pages: dict[Any, Page]) -> dict[Any, Page]:
    """Of these pages (by any key) the translations into the active language that the viewer may see; two statements, and one a page type."""
    codes = viewer.snapshot.locales
    by_set = {
        one.translation_key: one
        for one in translations(viewer, {page.translation_key for page in pages.values()})
        if codes.get(one.locale_id) == active_language()
    }
    return {key: by_set[page.translation_key] for key, page in pages.items() if page.translation_key in by_set}


def translation_of(viewer: Viewer, page: Page) -> Page:
    """The page in the active language if the viewer may see it, else the page itself."""
    if viewer.snapshot.locales.get(page.locale_id) == active_language():
        return page
    return translated(viewer, {page.pk: page}).get(page.pk, page)
