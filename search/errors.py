"""What can go wrong between the product and a search engine."""

from __future__ import annotations


class EngineUnavailable(Exception):
    """An engine could not answer. The message is safe to show to anybody: it names no host, index or query."""


class EngineAway(EngineUnavailable):
    """The engine did not answer at all, or is too busy to: the next request would fare no better."""


class IndexMissing(EngineUnavailable):
    """The engine answers, but the library's index is not there."""
