"""Suggestions as somebody types: titles from the engine, terms from the taxonomy, and what others asked often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import Value

from content_types.core.errors import SearchUnavailable
from content_types.core.library import LibraryPage, ResourcePerson
from content_types.core.prepared import Given, Prepared
from content_types.core.visibility import Viewer, prepared_visible_terms
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
        rows = get_engine().suggest(SuggestRequest(reader_of(viewer), tuple(words), first))
    except EngineUnavailable as error:
        raise SearchUnavailable(AWAY) from error
    pages = load_pages(rows, viewer)
    return [Suggestion(SuggestionKind.RESOURCE, pages[key].title, page=pages[key]) for key, _ in rows if key in pages]


def _terms(viewer: Viewer, words: Sequence[str]) -> list[Suggestion]:
    """Terms in whose name every word begins a word, two of a kind: those that begin with the first one first, then shorter ones."""
    found: dict[str, list[tuple[str, str]]] = {kind.value: [] for kind in _TERMS}
    # Slugs are names in plain small letters, so that accents make no difference.
    for kind, name, slug in _NAMED.run(now=viewer.now, words=[f"-{word}" for word in words]):
        if _fits(tokens(name), words):
            found[kind].append((name, slug))
    return [
        Suggestion(kind, name, slug=slug)
        for kind in _TERMS
        for name, slug in sorted(
            found[kind.value],
            key=lambda one: (not tokens(one[0])[0].startswith(words[0]), len(one[0]), one[0]),
        )[:OF_A_KIND]
    ]


_TERMS: Mapping[SuggestionKind, Any] = {
    SuggestionKind.TOPIC: LibraryPage._meta.get_field("topics").related_model,
    SuggestionKind.PERSON: ResourcePerson._meta.get_field("person").related_model,
    SuggestionKind.PLACE: LibraryPage._meta.get_field("places").related_model,
}


def _named() -> Any:
    first, *others = (
        prepared_visible_terms(model._default_manager.filter(slug__has_words=Given("words")))
        .order_by()
        .values_list(Value(kind.value), "name", "slug")
        for kind, model in _TERMS.items()
    )
    return first.union(*others, all=True)[:MOST_NAMED]


_NAMED = Prepared(_named)


def _fits(name: Sequence[str], words: Sequence[str]) -> bool:
    return all(any(one.startswith(word) for one in name) for word in words)
