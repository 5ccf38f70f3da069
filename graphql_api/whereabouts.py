"""Where a page stands: the way to it, the pages beside it, and its translations. Bulk loaded, and only what the reader may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import graphene
from django.db.models import UUIDField
from wagtail.models import Page

from content_types.core.context import ReadContext
from content_types.core.fetching import translations
from content_types.core.loading import load


class Breadcrumb(graphene.ObjectType):
    """One step on the way from the home page to a page, that page included."""

    title = graphene.String(required=True, description="The step's title.")
    url = graphene.String(description="Absolute address; null where no site holds it.")
    path = graphene.String(description="Address below the site's root.")


class Alternate(graphene.ObjectType):
    """The same page in another language."""

    locale = graphene.String(required=True, description="Language code, such as `cy`; ready for `hreflang`.")
    url = graphene.String(description="Absolute address; null where no site holds it.")


def breadcrumbs(pages: Sequence[Page], context: ReadContext) -> list[Breadcrumb]:
    """The steps to the last of these pages."""
    return [Breadcrumb(title=page.title, url=context.page_url(page), path=context.page_path(page)) for page in pages]


def alternates(page: Page, info: Any) -> list[Alternate]:
    """The visible translations of a page, itself left out, by language; one statement for all peers, and one a page type."""
    context = ReadContext.of(info.context)

    def fetch(pages: Sequence[Any]) -> dict[Any, list[Page]]:
        keys = {one.translation_key for one in pages}
        by_key: dict[Any, list[Page]] = defaultdict(list)
        for one in translations(context.viewer, [_stored(key) for key in keys]):
            by_key[one.translation_key].append(one)
        return {one.pk: by_key[one.translation_key] for one in pages}

    languages = context.viewer.ground.locales
    others = [one for one in load(page, "translations", fetch, []) if one.pk != page.pk]
    made = [Alternate(locale=languages[one.locale_id], url=context.page_url(one)) for one in others]
    return sorted(made, key=lambda one: one.locale)


def _stored(key: Any) -> Any:
    """A translation key as this database keeps it."""
    from django.db import connection

    return UUIDField().get_db_prep_value(key, connection)
