"""What the keys in a request's headers prove of the asker. ``access.authentication`` puts it on the request; ``Viewer`` reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

_NAME = "_credentials"


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


def credentials_of(request: HttpRequest) -> Credentials | None:
    """What the request's keys prove; None where it has none, or where nobody has looked at them."""
    found: Credentials | None = getattr(request, _NAME, None)
    return found


def set_credentials(request: HttpRequest, credentials: Credentials) -> None:
    """Note what the request's keys prove, before anything asks who the viewer is."""
    setattr(request, _NAME, credentials)
