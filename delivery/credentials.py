"""Credentials: what the keys in a request's headers prove. ``access.authentication`` sets them on the ``ReadContext``; ``Viewer`` reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Credentials:
    """Keys that were looked at and found good.

    ``holder`` names who the bearer key was made for (``member:5``, ``client:2``), and is empty where only page passwords were given. With a holder
    the request's session counts for nothing: ``user`` is the member, or None for a client.
    """

    holder: str = ""
    user: Any = None
    reads_login_restricted: bool = False
    page_restrictions: frozenset[int] = frozenset()
    collection_restrictions: frozenset[int] = frozenset()
