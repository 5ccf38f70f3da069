"""Addresses of the same mail server that are not of reviews: who knows them registers itself when its app is ready."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from review.inbound.message import Arrived

# Gives what became of the mail, or None where none of its recipients is theirs. Whether it was too large to be read whole is said.
Taker = Callable[[Arrived, bytes, bool], Any]
_takers: list[Taker] = []


def register(taker: Taker) -> None:
    """Have it asked about each mail that comes in."""
    if taker not in _takers:
        _takers.append(taker)


def taken(arrived: Arrived, raw: bytes, *, too_large: bool) -> Any:
    """What became of a mail for other addresses; None where it is for none of them."""
    for one in _takers:
        outcome = one(arrived, raw, too_large)
        if outcome is not None:
            return outcome
    return None
