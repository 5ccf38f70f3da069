"""The shared cache of production, as something that the platform can do without."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import AuthenticationError

from outages.shared_cache import AWAY, shared_cache

Answer = TypeVar("Answer")


class OptionalRedisCache(RedisCache):
    """Redis while it answers; while it does not, a cache that holds nothing.

    Reading finds nothing, writing does nothing, and ``incr`` says that there is no such key: the caller then does the work that the cache
    would have spared. A wrong password or a protocol error is raised as ever.
    """

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._shared = shared_cache(server)

    def _or(self, otherwise: Answer, call: Callable[[], Answer]) -> Answer:
        try:
            with self._shared.asked():
                return call()
        except AuthenticationError:  # a kind of ConnectionError, but no outage
            raise
        except AWAY:
            return otherwise

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._or(True, lambda: super(OptionalRedisCache, self).add(key, value, timeout, version))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._or(default, lambda: super(OptionalRedisCache, self).get(key, default, version))

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._or(None, lambda: super(OptionalRedisCache, self).set(key, value, timeout, version))

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._or(False, lambda: super(OptionalRedisCache, self).touch(key, timeout, version))

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._or(False, lambda: super(OptionalRedisCache, self).delete(key, version))

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[Any, Any]:
        return self._or({}, lambda: super(OptionalRedisCache, self).get_many(keys, version))

    def set_many(self, data: dict[Any, Any], timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> list[Any]:
        return self._or(list(data), lambda: super(OptionalRedisCache, self).set_many(data, timeout, version))

    def delete_many(self, keys: Iterable[str], version: int | None = None) -> None:
        self._or(None, lambda: super(OptionalRedisCache, self).delete_many(keys, version))

    def has_key(self, key: str, version: int | None = None) -> bool:
        return self._or(False, lambda: super(OptionalRedisCache, self).has_key(key, version))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        found = self._or(None, lambda: super(OptionalRedisCache, self).incr(key, delta, version))
        if found is None:
            raise ValueError(f"Key {key!r} not found.")
        return found

    def clear(self) -> None:
        self._or(None, lambda: super(OptionalRedisCache, self).clear())
