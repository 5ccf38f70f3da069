"""Answering from another engine while the first is away."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from outages.breaker import Breaker
from search.engines.base import Searching, SearchRequest, SearchResult, SimilarRequest, SuggestRequest
from search.errors import EngineAway, EngineUnavailable

logger = logging.getLogger(__name__)

T = TypeVar("T")


class WithFallback:
    """Asks ``primary``, and ``fallback`` when that is away; a search answered so is marked ``degraded``.

    While ``breaker`` is open the primary is not asked at all, so that a dead server costs a request nothing.
    """

    def __init__(self, primary: Searching, fallback: Searching, breaker: Breaker) -> None:
        self.primary = primary
        self.fallback = fallback
        self.breaker = breaker
        self.name = primary.name

    def search(self, request: SearchRequest) -> SearchResult:
        """The hits of whichever engine answers. A list that was begun on the fallback goes on there, so that nothing comes twice."""

        def other() -> SearchResult:
            return replace(self.fallback.search(request), degraded=True)

        if request.after is not None and request.after.engine == self.fallback.name:
            return other()
        return self._first(lambda: self.primary.search(request), other)

    def suggest(self, request: SuggestRequest) -> Sequence[tuple[int, str]]:
        """The suggestions of whichever engine answers."""
        return self._first(lambda: self.primary.suggest(request), lambda: self.fallback.suggest(request))

    def similar(self, request: SimilarRequest) -> Mapping[int, Sequence[tuple[int, str]]]:
        """What is like these pages, by whichever engine answers."""
        return self._first(lambda: self.primary.similar(request), lambda: self.fallback.similar(request))

    def _first(self, ask: Callable[[], T], other: Callable[[], T]) -> T:
        trial = self.breaker.admit()
        if trial is None:
            return other()
        try:
            answer = ask()
        except EngineAway as error:
            if trial.failed():
                logger.warning(
                    "search: %s answers from now on, until the %s engine does: %s",
                    self.fallback.name, self.primary.name, error,
                )  # fmt: skip
        except EngineUnavailable as error:
            # It answered, if only to reject: the next request may fare better, and costs little.
            trial.succeeded()
            logger.warning("search answered by the %s engine: %s", self.fallback.name, error)
        except BaseException:
            trial.abandoned()
            raise
        else:
            trial.succeeded()
            return answer
        return other()
