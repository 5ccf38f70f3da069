"""Relations of pages: ancestors, children, siblings and translations, batch loaded, and only what the reader may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import graphene
from wagtail.models import Page

from content_types.core.graphql.scalars import URL, Locale
from delivery.batch_loading import load
from delivery.context import ReadContext
from delivery.fetching import at_paths, basics_at_paths, translations
from delivery.languages import languages as site_languages
from delivery.visibility import Viewer


class Breadcrumb(graphene.ObjectType):
    """One step on the way from the home page to a page, that page included."""

    title = graphene.String(required=True, description="The step's title.")
    url = URL(description="Absolute address; null where no site holds it.")
    path = graphene.String(description="Address below the site's root.")


class Alternate(graphene.ObjectType):
    """The same page in another language."""

    locale = Locale(required=True, description="Language code, such as `cy`; ready for `hreflang`.")
    url = URL(description="Absolute address; null where no site holds it.")


def breadcrumbs(pages: Sequence[Page], context: ReadContext) -> list[Breadcrumb]:
    """The steps to the last of these pages."""
    return [Breadcrumb(title=page.title, url=context.page_url(page), path=context.page_path(page)) for page in pages]


def alternates(page: Page, info: Any) -> list[Alternate]:
    """The visible translations of a page, itself left out, by language; one statement for the whole batch, and one a page type."""
    context = ReadContext.of(info.context)

    def fetch(pages: Sequence[Any]) -> dict[Any, list[Page]]:
        keys = {one.translation_key for one in pages}
        by_key: dict[Any, list[Page]] = defaultdict(list)
        for one in translations(context.viewer, keys):
            by_key[one.translation_key].append(one)
        return {one.pk: by_key[one.translation_key] for one in pages}

    languages = context.viewer.snapshot.locales
    found = load(page, "translations", fetch, [])
    others = [one for one in found if one.pk != page.pk and languages.get(one.locale_id) in site_languages()]
    made = [Alternate(locale=languages[one.locale_id], url=context.page_url(one)) for one in others]
    return sorted(made, key=lambda one: one.locale)


def ancestors_of(page: Page, info: Any) -> list[Page]:
    """The visible pages above a page, from the top; one query for the whole batch, and one a page type."""
    return _above(page, info, "ancestors", at_paths)


def way_to(page: Page, info: Any) -> list[Page]:
    """As ``ancestors_of``, with what pages of every type have alone; one query for the whole batch."""
    return _above(page, info, "way", basics_at_paths)


def _above(page: Page, info: Any, name: str, read: Callable[[Viewer, set[str]], dict[str, Page]]) -> list[Page]:
    viewer = ReadContext.of(info.context).viewer
    steplen = Page.steplen

    def paths_above(one: Page) -> list[str]:
        path = one.path or ""
        return [path[:end] for end in range(steplen * 2, len(path), steplen)]

    def fetch(pages: Sequence[Any]) -> dict[Any, list[Page]]:
        found = read(viewer, {path for one in pages for path in paths_above(one)})
        return {one.pk: [found[path] for path in paths_above(one) if path in found] for one in pages}

    above: list[Page] = load(page, name, fetch, [])
    return above
