"""The language of an answer: an argument of every root field, which what is below it inherits.

An argument and no header: it is part of the query, so that every cache (ours, a CDN's, a browser's, a client's) keeps the answers in each language
apart without knowing that there are languages, and one query may ask for two.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

import graphene
from django.utils import translation
from wagtail.models import Page

from content_types.core.errors import BadInput
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import list_of
from content_types.core.graphql.scalars import Locale
from delivery.context import ReadContext
from delivery.languages import default_language, language_name, languages

LOCALE = "The language to answer in, such as `cy`; one of `languages`. Pages, terms and labels that are not translated into it come in the site's own."
OF_A_PAGE = (
    "The language to answer in, such as `cy`; one of `languages`. That of the page that is found where it is left out."
)


def checked_locale(locale: str | None) -> str:
    """A language of the site; its own where none is given. Raises BadInput."""
    if locale is None:
        return default_language()
    code = locale.strip().replace("_", "-").lower()
    if code not in languages():
        raise BadInput(f"This site has no content in {locale!r}. Its languages are {', '.join(languages())}.", "locale")
    return code


def answering_in(resolver: Callable[..., Any]) -> Callable[..., Any]:
    """A root field's resolver that takes ``locale`` and makes it the active language, for itself and all that is below.

    Root fields are executed one after the other, each with everything below it, so that the language of one is not that of the next. One that
    names ``locale`` among its parameters is told what was asked, or None.
    """
    told = "locale" in inspect.signature(resolver).parameters

    @wraps(resolver)
    def resolve(root: Any, info: Any, locale: str | None = None, **arguments: Any) -> Any:
        code = checked_locale(locale)
        translation.activate(code)
        if told:
            arguments["locale"] = None if locale is None else code
        return resolver(root, info, **arguments)

    return resolve


def with_locale(query: type[graphene.ObjectType]) -> type[graphene.ObjectType]:
    """Give every root field the argument ``locale``, but for ``node``, which Relay's specification gives an id and nothing else."""
    for name, field in query._meta.fields.items():
        resolver = field.resolver or getattr(query, f"resolve_{name}")
        field.resolver = answering_in(resolver)
        if name == "node":
            continue
        description = OF_A_PAGE if getattr(resolver, "finds_a_page", False) else LOCALE
        field.args = {**field.args, "locale": graphene.Argument(Locale, description=description)}
    return query


def finds_a_page(resolver: Callable[..., Any]) -> Callable[..., Any]:
    """Marks the resolver of a root field that gives one page, which decides the language where none is asked for."""
    resolver.finds_a_page = True  # type: ignore[attr-defined]  # functions take attributes; Callable does not say so
    return resolver


def go_on_in_language_of(page: Page, context: ReadContext) -> None:
    """Answer in the language of this page from here on."""
    code = context.viewer.snapshot.locales.get(page.locale_id, "")
    if code in languages():
        translation.activate(code)


class Language(graphene.ObjectType):
    """A language of the site."""

    code = graphene.String(
        required=True, description="What `locale` takes, such as `cy`; ready for `lang` and `hreflang`."
    )
    name = graphene.String(required=True, description="What the language calls itself, such as “Cymraeg”.")
    is_default = graphene.Boolean(
        required=True, description="Whether it is the site's own: what is not translated into another comes in it."
    )


class LanguageQuery:
    """The root field for the site's languages."""

    languages = graphene.Field(
        list_of(Language), description="The languages that content may be in, the site's own first."
    )

    @staticmethod
    @costs(length=3)
    def resolve_languages(root: Any, info: Any) -> list[Language]:
        return [
            Language(code=one, name=language_name(one), is_default=one == default_language()) for one in languages()
        ]
