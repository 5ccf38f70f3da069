"""What a process has at hand: the least recently asked for is given up first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """A bounded memory of values by key. ``weigh`` says how much of ``capacity`` a value takes, in the caller's unit. Safe between threads."""

    def __init__(self, capacity: int, weigh: Callable[[V], int] = lambda value: 1) -> None:
        self.capacity = capacity
        self.weight = 0
        self._weigh = weigh
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        """The value under this key, if it is at hand."""
        with self._lock:
            found = self._values.get(key)
            if found is not None:
                self._values.move_to_end(key)
            return found

    def put(self, key: K, value: V) -> None:
        """Have a value at hand, in place of any other under this key."""
        with self._lock:
            before = self._values.pop(key, None)
            self.weight += self._weigh(value) - (self._weigh(before) if before is not None else 0)
            self._values[key] = value
            while self.weight > self.capacity:
                _, oldest = self._values.popitem(last=False)
                self.weight -= self._weigh(oldest)

    def clear(self) -> None:
        """Forget all, as a new process."""
        with self._lock:
            self._values.clear()
            self.weight = 0

    def __len__(self) -> int:
        return len(self._values)
