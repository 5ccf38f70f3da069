"""The search engines, chosen by the settings.

``ELASTICSEARCH_URL`` set: Elasticsearch answers, and the database engine when it is away. Else: the database engine. The database engine's
index is always kept.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

from django.conf import settings

from search.engines.base import DATABASE, ELASTICSEARCH

if TYPE_CHECKING:
    from outages.breaker import Breaker
    from search.engines.base import SearchEngine, Searching

__all__ = ["DATABASE", "ELASTICSEARCH", "breaker", "engine", "engine_names", "get_engine", "load"]


def engine_names() -> list[str]:
    """The engines whose indexes are kept; each has its own rows in the outbox."""
    return [DATABASE, ELASTICSEARCH] if settings.ELASTICSEARCH_URL else [DATABASE]


def engine(name: str) -> SearchEngine:
    """An engine by name. Raises KeyError for one that is not configured."""
    if name == DATABASE:
        from search.engines.database.engine import DatabaseEngine

        return DatabaseEngine()
    if name == ELASTICSEARCH and settings.ELASTICSEARCH_URL:
        return _elasticsearch(settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_INDEX, settings.ELASTICSEARCH_TIMEOUT)
    raise KeyError(name)


@lru_cache(maxsize=8)
def _elasticsearch(url: str, index: str, timeout: float) -> SearchEngine:
    from search.engines.elasticsearch.engine import ElasticsearchEngine

    return ElasticsearchEngine(url, index, timeout)


def get_engine() -> Searching:
    """What answers the product's searches."""
    if not settings.ELASTICSEARCH_URL:
        return engine(DATABASE)
    from search.engines.fallback import WithFallback

    return WithFallback(engine(ELASTICSEARCH), engine(DATABASE), breaker(settings.ELASTICSEARCH_URL))


def load() -> None:
    """Import what ``get_engine`` will need; connects to nothing, so that it may be done before a process forks."""
    import_module("search.engines.database.engine")
    import_module("search.wordlist").load()
    if settings.ELASTICSEARCH_URL:
        import_module("search.engines.elasticsearch.engine")
        import_module("search.engines.fallback")


@lru_cache(maxsize=8)
def breaker(url: str) -> Breaker:
    """What this process knows of whether the server at this address is away."""
    from outages.breaker import Breaker

    return Breaker()
