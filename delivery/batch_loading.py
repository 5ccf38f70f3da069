"""Batch loading (DataLoader): what one object of a list needs is read for all of them at once.

A resolver asks for ``load(obj, "topics", fetch)``. The first of a list to ask makes ``fetch`` run once for the whole list; the others find
their share ready. So the number of SQL statements depends on what is selected, never on how many objects there are, and nothing is
loaded that no one selected.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")


class Batch:
    """Objects that were loaded together, and what has been loaded for them since."""

    __slots__ = ("loaded", "objects")

    def __init__(self, objects: Sequence[Any]) -> None:
        self.objects = objects
        self.loaded: dict[Hashable, dict[Any, Any]] = {}


def as_batch(objects: Iterable[T]) -> list[T]:
    """Make these objects one batch; gives them back as a list."""
    members = list(objects)
    batch = Batch(members)
    for member in members:
        member._batch = batch  # type: ignore[attr-defined]  # any object may be a peer; nothing declares it
    return members


def batch_of(obj: Any) -> Batch:
    """The batch of an object; one that was loaded alone is a batch of its own."""
    batch: Batch | None = getattr(obj, "_batch", None)
    if batch is None:
        as_batch([obj])
        batch = obj._batch
    return batch


def load(obj: Any, key: Hashable, fetch: Callable[[Sequence[Any]], dict[Any, Any]], default: Any = None) -> Any:
    """The value for ``obj`` of what ``fetch(all its batch)`` gives by primary key; ``fetch`` runs once for a key."""
    batch = batch_of(obj)
    if key not in batch.loaded:
        batch.loaded[key] = fetch(batch.objects)
    return batch.loaded[key].get(obj.pk, default)
