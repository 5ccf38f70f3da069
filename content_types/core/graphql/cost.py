"""What a field costs beyond the objects that it gives: said beside its resolver, counted by the API's limits.

A unit of cost is at most about ten microseconds of the server's time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

R = TypeVar("R", bound=Callable[..., Any])


@dataclass(frozen=True)
class Cost:
    """``each``: of every answer, so it is multiplied by the objects above. ``once``: of the field, however many it is asked of, as for
    what is loaded for all at once. ``length``: how many a list that takes no `first` has, where that differs from other lists; 0 of an object that few
    have."""

    each: int = 0
    once: int = 0
    length: int | None = None


NOTHING = Cost()


def costs(*, each: int = 0, once: int = 0, length: int | None = None) -> Callable[[R], R]:
    """Say what a resolver costs."""

    def mark(resolver: R) -> R:
        resolver.cost = Cost(each, once, length)  # type: ignore[attr-defined]  # functions take attributes; Callable does not say so
        return resolver

    return mark


def cost_of(resolver: Any) -> Cost:
    """What was said of a resolver."""
    return getattr(resolver, "cost", NOTHING)
