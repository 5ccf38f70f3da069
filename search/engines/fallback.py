"""Answering from another engine while the first is away."""

from __future__ import annotations

import logging
from dataclasses import replace

from search.engines.base import SearchEngine, SearchRequest, SearchResult
from search.errors import EngineUnavailable

logger = logging.getLogger(__name__)


class WithFallback:
    """Asks ``primary``, and ``fallback`` when that is away; such an answer is marked ``degraded``."""

    def __init__(self, primary: SearchEngine, fallback: SearchEngine) -> None:
        self.primary = primary
        self.fallback = fallback

    def search(self, request: SearchRequest) -> SearchResult:
        """The hits of whichever engine answers. A list that was begun on the fallback goes on there, so that nothing comes twice."""
        if request.after is None or request.after.engine != self.fallback.name:
            try:
                return self.primary.search(request)
            except EngineUnavailable as error:
                logger.warning("search answered by the %s engine: %s", self.fallback.name, error)
        return replace(self.fallback.search(request), degraded=True)
