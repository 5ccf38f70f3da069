"""Loading for many at once: what is read for one object is read for all that were loaded beside it.

A resolver asks for ``load(obj, "topics", fetch)``. The first of a list to ask makes ``fetch`` run once for the whole list; the others find
their share ready. So the number of SQL statements depends on what is selected, never on how many objects there are, and nothing is
loaded that no one selected.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")


class Peers:
    """Objects that were loaded together, and what has been loaded for them since."""

    __slots__ = ("loaded", "objects")

    def __init__(self, objects: Sequence[Any]) -> None:
        self.objects = objects
        self.loaded: dict[Hashable, dict[Any, Any]] = {}


def together(objects: Iterable[T]) -> list[T]:
    """Make these objects peers of one another; gives them back as a list."""
    members = list(objects)
    peers = Peers(members)
    for member in members:
        member._peers = peers  # type: ignore[attr-defined]  # any object may be a peer; nothing declares it
    return members


def peers_of(obj: Any) -> Peers:
    """The peers of an object; one that was loaded alone is its own only peer."""
    peers: Peers | None = getattr(obj, "_peers", None)
    if peers is None:
        together([obj])
        peers = obj._peers
    return peers


def load(obj: Any, key: Hashable, fetch: Callable[[Sequence[Any]], dict[Any, Any]], default: Any = None) -> Any:
    """The value for ``obj`` of what ``fetch(all its peers)`` gives by primary key; ``fetch`` runs once for a key."""
    peers = peers_of(obj)
    if key not in peers.loaded:
        peers.loaded[key] = fetch(peers.objects)
    return peers.loaded[key].get(obj.pk, default)
