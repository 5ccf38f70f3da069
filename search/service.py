"""The library search as the product asks it: a query is understood, the engine finds, the rule of visibility decides, pages come loaded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from wagtail.models import Page

from content_types.core.conditions import Condition
from content_types.core.errors import SearchUnavailable
from content_types.core.registry import by_name
from delivery.batch_loading import as_batch
from delivery.dependency_tracking import do_not_cache
from delivery.fetching import of_type
from delivery.visibility import Viewer
from search import log, outbox, spelling
from search.engines import engine as engine_named
from search.engines import get_engine
from search.engines.base import (
    Cursor,
    Hit,
    Order,
    Reader,
    Searching,
    SearchRequest,
    SearchResult,
    SimilarRequest,
)
from search.engines.database.sql import answering
from search.errors import EngineUnavailable
from search.fields import filters_of, in_language
from search.promotions import promoted_pages
from search.query import Query, parse
from search.synonyms import Clause, current, otherwise_written
from search.text import checked_query

AWAY = "The search does not answer just now. Try again in a minute."


@dataclass(frozen=True)
class SearchQuestion:
    """What a client asks. ``verbatim``: search for the words as typed, and only say how they may have been meant."""

    query: str | None = None
    filters: tuple[Condition, ...] = ()
    first: int = 20
    after: Cursor | None = None
    order: Order = Order.RELEVANCE
    facets: tuple[str, ...] = ()
    highlights: bool = False
    verbatim: bool = False
    explain: bool = False
    engine: str | None = None  # by name, for the staff's page; else the product's choice
    recorded: bool = True  # in the count of searches
    language: str | None = None  # each resource once, in this language or else in the site's own; None: as each is


@dataclass(frozen=True)
class Found:
    """A hit with its page, which the viewer may see."""

    hit: Hit
    page: Any


@dataclass(frozen=True)
class Answer:
    """A page of results. ``last`` is where the engine ended, whether or not that hit could be shown."""

    found: Sequence[Found]
    total: int
    has_next: bool
    last: Cursor | None
    degraded: bool
    engine: str
    query: Query  # as typed
    clauses: tuple[Clause, ...]  # as searched, with synonyms
    corrections: Mapping[str, str]  # of words as typed, each of which a document that the viewer may see has
    did_you_mean: str | None  # the query with them
    searched_instead: str | None  # the query with those that are certain, where the results are for it
    facets: Mapping[str, Sequence[tuple[str, int]]]
    promoted: tuple[int, ...]
    click_token: str | None  # under which a click is counted


def search_library(viewer: Viewer, question: SearchQuestion) -> Answer:
    """The pages that ``viewer`` may see; in order of relevance, or newest first without a query. Raises BadInput and SearchUnavailable.

    One request to the engine, two where a repair was wrong for this reader; one SQL statement for each type among the hits, and a number for
    who may see what, synonyms and promotions that depends on nothing.
    """
    query = parse(checked_query(question.query))
    engine = engine_named(question.engine) if question.engine else get_engine()
    asked = _request(viewer, question, query)
    try:
        result, repair = _searched(engine, asked, query, question)
    except EngineUnavailable as error:
        log.tally(log.Outcome.FAILED)
        raise SearchUnavailable(AWAY) from error
    log.tally(log.Outcome.DEGRADED if result.degraded else log.Outcome.ANSWERED)
    pages = _load(result.hits, viewer)
    found = [Found(hit, pages[hit.id]) for hit in result.hits if hit.id in pages]
    # What the index holds and the viewer may not see (yet, or any more) is not counted either.
    total = max(result.total - (len(result.hits) - len(found)), len(found))
    token = None
    if question.recorded and question.after is None and query.source:
        token = log.record(repair.searched or query.source, results=total, repaired=repair.searched is not None)
    return Answer(
        found=found,
        total=total,
        has_next=result.has_next,
        last=result.hits[-1].cursor if result.hits else None,
        degraded=result.degraded,
        engine=result.engine,
        query=query,
        clauses=repair.clauses,
        corrections=repair.corrections,
        did_you_mean=repair.meant,
        searched_instead=repair.searched,
        facets=result.facets,
        promoted=asked.promoted,
        click_token=token,
    )


@dataclass(frozen=True)
class _Repair:
    """What became of a query's spelling."""

    clauses: tuple[Clause, ...]
    corrections: Mapping[str, str]
    meant: str | None = None
    searched: str | None = None


def _request(viewer: Viewer, question: SearchQuestion, query: Query) -> SearchRequest:
    clauses = otherwise_written(current().clauses(query), query)
    request = SearchRequest(
        reader=reader_of(viewer),
        first=question.first,
        clauses=clauses,
        phrases=query.phrases,
        excluded=query.excluded,
        filters=(*question.filters, *in_language(question.language), *filters_of(query, viewer)),
        order=question.order,
        after=question.after,
        facets=question.facets,
        highlights=question.highlights,
        explain=question.explain,
        text=query.prose,
    )
    return replace(request, promoted=promoted_pages(query.source)) if request.ranked else request


def _searched(
    engine: Searching, request: SearchRequest, query: Query, question: SearchQuestion
) -> tuple[SearchResult, _Repair]:
    """The result, for the repaired query where words of it are certainly spelled wrong.

    The vocabulary that corrections come from may be older than a page's restriction, and knows nothing of private pages. So the same request
    asks whether a document that the reader may see has what was meant, and none what was typed. Where that is not so, a second one is right.
    """
    with answering():
        proposed = spelling.corrections(query, request.clauses)
    if not proposed:
        return engine.search(request), _Repair(request.clauses, {})
    tried = [one for one in proposed if one.certain and not question.verbatim]
    result, clauses = _search_for(engine, request, query, tried, asking=proposed)
    sound = [one for one in proposed if one.meant in result.verified and result.recognised.isdisjoint(one.forms)]
    right = [one for one in tried if one in sound]
    if right != tried:
        result, clauses = _search_for(engine, request, query, right)
    meant = spelling.replaced(query, sound).source if sound else None
    searched = spelling.replaced(query, right).source if right else None
    return result, _Repair(clauses, spelling.by_word(sound), meant, searched)


def _search_for(
    engine: Searching,
    request: SearchRequest,
    query: Query,
    repairs: Sequence[spelling.Correction],
    asking: Sequence[spelling.Correction] = (),
) -> tuple[SearchResult, tuple[Clause, ...]]:
    """The result for the query with these repairs, and its clauses; the result tells what must be known of those that are asked for."""
    repaired = spelling.replaced(query, repairs)
    clauses = otherwise_written(current().clauses(repaired), repaired) if repairs else request.clauses
    verify = tuple(dict.fromkeys(one.meant for one in asking))
    recognise = tuple(dict.fromkeys(form for one in asking for form in one.forms))
    asked = replace(request, clauses=clauses, text=repaired.prose, verify=verify, recognise=recognise)
    return engine.search(asked), clauses


def reader_of(viewer: Viewer) -> Reader:
    """The viewer as engines know them. What was unpublished or deleted a moment ago is rejected by key, whether or not a worker has come by,
    so that it is not in any count either.
    """
    do_not_cache()  # an index outside the database changes without a statement that anybody could see
    refused = viewer.refused_restrictions
    private = (one.node for one in refused.values())
    return Reader(
        now=viewer.now,
        refused_pages=frozenset((*private, *viewer.unpublished_parents, *outbox.withdrawn())),
        refused_restrictions=frozenset(refused),
        public_only=len(refused) == len(viewer.snapshot.page_restrictions),
    )


def similar_pages(viewer: Viewer, keys: Sequence[int], first: int) -> dict[int, list[Page]]:
    """For each of these pages up to ``first`` that are most like it and that the viewer may see. Raises SearchUnavailable."""
    try:
        found = get_engine().similar(SimilarRequest(reader_of(viewer), tuple(keys), first))
    except EngineUnavailable as error:
        raise SearchUnavailable(AWAY) from error
    pages = load_pages([row for rows in found.values() for row in rows], viewer)
    return {key: [pages[one] for one, _ in rows if one in pages] for key, rows in found.items()}


def _load(hits: Sequence[Hit], viewer: Viewer) -> dict[int, Page]:
    return load_pages([(hit.id, hit.type) for hit in hits], viewer)


def load_pages(rows: Sequence[tuple[int, str]], viewer: Viewer) -> dict[int, Page]:
    """The pages with these keys and types that the viewer may see, by key, loaded together; the index is never trusted with that."""
    by_type: dict[str, list[int]] = defaultdict(list)
    for key, kind in rows:
        by_type[kind].append(key)
    pages: list[Page] = []
    for name, keys in by_type.items():
        content_type = by_name(name)
        if content_type is not None:  # a type that was taken out of the product may still be in the index
            pages.extend(of_type(viewer, content_type.model, keys))
    return {page.pk: page for page in as_batch(pages)}
