"""Pages that stand in for translations which are not there yet, so that others can lie below them."""

from __future__ import annotations

from wagtail.models import Locale, Page

from content_types.core.registry import content_types


def stand_in_for(home: Page, locale: Locale) -> int:
    """Make the home page and the indexes of a site in a language, as aliases of the originals, where there are none; gives how many were made.

    An alias shows what its source says until it is translated: it is then a page of its own, with the same key and rights.
    """
    indexes = [one.index_model for one in content_types() if one.index_model is not None]
    wanted = [home, *Page.objects.child_of(home).type(*indexes).order_by("path")] if indexes else [home]
    made = 0
    for page in wanted:
        if page.depth > 1 and not page.has_translation(locale):
            page.specific.copy_for_translation(locale, copy_parents=True, alias=True)
            made += 1
    return made
