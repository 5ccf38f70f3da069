"""A bounded LRU cache of one process, safe between threads: cachetools' with a lock."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

import cachetools

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class LRUCache(Generic[K, V]):
    """The least recently used value goes first. ``weigh`` says how much of ``capacity`` a value takes, in the caller's unit; a value that
    takes more than all of it is not held."""

    def __init__(self, capacity: int, weigh: Callable[[V], int] = lambda value: 1) -> None:
        self._values: cachetools.LRUCache[K, V] = cachetools.LRUCache(capacity, weigh)
        self._lock = threading.Lock()

    @property
    def weight(self) -> int:
        """How much of the capacity is taken."""
        return int(self._values.currsize)

    def get(self, key: K) -> V | None:
        """The value under this key, if it is held."""
        with self._lock:
            return self._values.get(key)

    def put(self, key: K, value: V) -> None:
        """Hold a value, in place of any other under this key."""
        with self._lock:
            self._values.pop(key, None)
            if self._values.getsizeof(value) <= self._values.maxsize:
                self._values[key] = value

    def clear(self) -> None:
        """Forget all, as a new process."""
        with self._lock:
            self._values.clear()

    def __len__(self) -> int:
        return len(self._values)
