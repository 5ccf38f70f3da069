"""A page in every language of the site, with how far each is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any

import graphene
from wagtail.models import Page

from content_types.core.graphql.fields import Enum
from content_types.core.graphql.scalars import URL, Locale
from content_types.core.translation_states import TranslationState
from delivery.batch_loading import load
from delivery.context import ReadContext
from delivery.dependency_tracking import Scope
from delivery.fetching import translations
from delivery.languages import default_language, languages
from delivery.prepared_queries import Bind, PreparedQuery
from translations.models import PageTranslation
from translations.states import state_of

TranslationStateEnum = Enum(
    "TranslationState",
    TranslationState,
    "How far the translation of a page into a language is.",
    {
        TranslationState.ORIGINAL: "The page was written in this language.",
        TranslationState.DONE: "It is translated, from the words that the original has now.",
        TranslationState.OUT_OF_DATE: "It is translated, but the original has changed since, or some of it is not translated yet.",
        TranslationState.MISSING: "There is none that the reader may see.",
    },
)


class PageTranslationType(graphene.ObjectType):
    """A page in one of the languages of the site."""

    class Meta:
        name = "PageTranslation"

    locale = Locale(required=True, description="The language's code.")
    state = graphene.Field(TranslationStateEnum, required=True, description="How far the translation into it is.")
    url = URL(description="The page's absolute address in it; null where it is missing.")
    path = graphene.String(description="The page's path in it; null where it is missing.")


def page_translations(page: Any, info: Any) -> list[PageTranslationType]:
    """The page in every language of the site, in the site's order, itself included; two statements for the whole batch, and one a page type."""
    context = ReadContext.of(info.context)
    sets: dict[str, tuple[Page, Any]] = load(page, "page translations", lambda pages: _by_language(context, pages), {})
    original = (
        default_language() if default_language() in sets else next((one for one in languages() if one in sets), "")
    )
    return [_entry(code, sets.get(code), context, is_original=code == original) for code in languages()]


def _entry(
    code: str, found: tuple[Page, Any] | None, context: ReadContext, *, is_original: bool
) -> PageTranslationType:
    if found is None:
        return PageTranslationType(locale=code, state=TranslationState.MISSING.value)
    page, row = found
    state = state_of(page, row, is_original=is_original)
    return PageTranslationType(locale=code, state=state.value, url=context.page_url(page), path=context.page_path(page))


def _by_language(context: ReadContext, pages: Sequence[Any]) -> dict[Any, dict[str, tuple[Page, Any]]]:
    codes = context.viewer.snapshot.locales
    found = translations(context.viewer, {one.translation_key for one in pages})
    rows = {row.pk: row for row in _rows().run(keys=[one.pk for one in found])} if found else {}
    sets: dict[Any, dict[str, tuple[Page, Any]]] = defaultdict(dict)
    for one in found:
        sets[one.translation_key][codes[one.locale_id]] = one, rows.get(one.pk)
    return {one.pk: sets[one.translation_key] for one in pages}


@cache
def _rows() -> PreparedQuery:
    return PreparedQuery(lambda: PageTranslation.objects.filter(pk__among=Bind("keys")), Scope.SET)
