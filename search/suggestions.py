"""Suggestions as somebody types: titles from the engine, terms from the taxonomy, and what others asked often."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import Value
from wagtail.models import Page

from content_types.core.errors import SearchUnavailable
from content_types.core.library import LibraryPage, ResourcePerson
from content_types.core.translated_texts import name_in
from delivery.languages import active_language, default_language, is_multilingual
from delivery.prepared_queries import Bind, PreparedQuery
from delivery.translations import translated
from delivery.visibility import Viewer, prepared_visible_terms
from search import log
from search.engines import get_engine
from search.engines.base import SuggestRequest
from search.errors import EngineUnavailable
from search.service import AWAY, load_pages, reader_of
from search.text import checked_query, tokens

SHORTEST = 2  # letters of a prefix
MOST_NAMED = 1000  # terms with a word that begins so, that are looked at
OF_A_KIND = 2  # terms of one kind, and popular queries, before titles fill up


class SuggestionKind(Enum):
    """What is suggested."""

    RESOURCE = "resource"
    TOPIC = "topic"
    PERSON = "person"
    PLACE = "place"
    QUERY = "query"


@dataclass(frozen=True)
class Suggestion:
    """Something that what was typed may become. ``slug`` of terms; ``page`` of resources."""

    kind: SuggestionKind
    text: str
    slug: str | None = None
    page: Any = None


def suggestions(viewer: Viewer, prefix: str, first: int) -> list[Suggestion]:
    """Up to ``first`` suggestions that the viewer may see; none for less than two letters. Raises BadInput and SearchUnavailable.

    One request to the engine and a constant number of SQL statements.
    """
    text = checked_query(prefix)
    words = tuple(tokens(text))
    if not words or len("".join(words)) < SHORTEST:
        return []
    asked = [Suggestion(SuggestionKind.QUERY, one) for one in log.popular(" ".join(words), OF_A_KIND)]
    named = [*_terms(viewer, words), *asked][: max(first // 2, 1)]
    return [*named, *_titles(viewer, words, first - len(named))]


def _titles(viewer: Viewer, words: Sequence[str], first: int) -> list[Suggestion]:
    if first <= 0:
        return []
    try:
        # Where each title may be there in two languages, twice as many are looked at.
        wanted = first * 2 if is_multilingual() else first
        rows = get_engine().suggest(SuggestRequest(reader_of(viewer), tuple(words), wanted))
    except EngineUnavailable as error:
        raise SearchUnavailable(AWAY) from error
    pages = _in_language(viewer, load_pages(rows, viewer))
    found = [pages[key] for key, _ in rows if key in pages]
    return [Suggestion(SuggestionKind.RESOURCE, page.title, page=page) for page in found[:first]]


def _in_language(viewer: Viewer, pages: dict[int, Page]) -> dict[int, Page]:
    """Those of these pages that are in the active language, or in the site's own and not translated into it."""
    if not is_multilingual():
        return pages
    codes = viewer.snapshot.locales
    own = {key: page for key, page in pages.items() if codes[page.locale_id] == active_language()}
    if active_language() == default_language():
        return own
    others = {key: page for key, page in pages.items() if codes[page.locale_id] == default_language()}
    known = translated(viewer, others) if others else {}
    return {**own, **{key: page for key, page in others.items() if key not in known}}


def _terms(viewer: Viewer, words: Sequence[str]) -> list[Suggestion]:
    """Terms in whose name every word begins a word, two of a kind: those that begin with the first one first, then shorter ones."""
    found: dict[str, list[tuple[str, str]]] = {kind.value: [] for kind in TERMS}
    # Slugs are names in plain small letters, so that accents make no difference.
    for kind, name, slug, texts in _rows(viewer, words):
        said = name_in(name, texts)
        if _fits(tokens(said), words):
            found[kind].append((said, slug))
    return [
        Suggestion(kind, name, slug=slug)
        for kind in TERMS
        for name, slug in sorted(
            found[kind.value],
            key=lambda one: (not tokens(one[0])[0].startswith(words[0]), len(one[0]), one[0]),
        )[:OF_A_KIND]
    ]


def _rows(viewer: Viewer, words: Sequence[str]) -> list[tuple[str, str, str, Any]]:
    """Kind, name, slug and other languages of the terms that may fit."""
    rows: list[tuple[str, str, str, Any]] = _NAMED.run(now=viewer.now, words=[f"-{word}" for word in words])
    if active_language() == default_language():
        return rows
    # A name in another language is in no slug; terms are few, and only those that have one are looked at besides.
    known = {(kind, slug) for kind, _, slug, _ in rows}
    return [*rows, *(one for one in _TRANSLATED.run(now=viewer.now) if (one[0], one[2]) not in known)]


TERMS: Mapping[SuggestionKind, Any] = {
    SuggestionKind.TOPIC: LibraryPage._meta.get_field("topics").related_model,
    SuggestionKind.PERSON: ResourcePerson._meta.get_field("person").related_model,
    SuggestionKind.PLACE: LibraryPage._meta.get_field("places").related_model,
}


def _named(narrowed: Callable[[Any], Any]) -> Any:
    first, *others = (
        narrowed(prepared_visible_terms(model._default_manager.all()))
        .order_by()
        .values_list(Value(kind.value), "name", "slug", "translations")
        for kind, model in TERMS.items()
    )
    return first.union(*others, all=True)[:MOST_NAMED]


_NAMED = PreparedQuery(lambda: _named(lambda rows: rows.filter(slug__has_words=Bind("words"))))
_TRANSLATED = PreparedQuery(lambda: _named(lambda rows: rows.exclude(translations={})))


def _fits(name: Sequence[str], words: Sequence[str]) -> bool:
    return all(any(one.startswith(word) for one in name) for word in words)
