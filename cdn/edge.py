"""The headers that the CDN alone reads: how long it may keep an answer, and under which keys.

They are the CDN's own and not ``s-maxage``, which every shared cache on the way obeys: a copy may be only where we can have it dropped.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponseBase

from cdn.keys import keys_of

NOT_KEPT = "no-store, max-age=0"


@dataclass(frozen=True)
class Dialect:
    """How a kind of CDN is spoken to."""

    lifetime: str  # name of the header that says how long
    keys: str  # name of the header with the keys
    between: str  # what stands between two keys
    varies: bool  # whether it heeds `Vary`


DIALECTS = {
    "varnish": Dialect("Surrogate-Control", "xkey", " ", varies=True),
    "fastly": Dialect("Surrogate-Control", "Surrogate-Key", " ", varies=True),
    "cloudflare": Dialect("Cloudflare-CDN-Cache-Control", "Cache-Tag", ",", varies=False),
}


def dialect() -> Dialect | None:
    """That of the CDN which the settings name; None where they name none."""
    return DIALECTS[settings.CDN] if settings.CDN else None


def headers(seconds: int, tags: Collection[str]) -> tuple[tuple[str, str], ...]:
    """The headers that let the CDN keep an answer for so long, and drop it by these tags. There is a CDN."""
    spoken = DIALECTS[settings.CDN]
    lifetime = f"max-age={seconds}" if seconds > 0 else NOT_KEPT
    return (spoken.lifetime, lifetime), keys_header(tags)


def keys_header(tags: Collection[str]) -> tuple[str, str]:
    """The header with the keys of these tags. There is a CDN."""
    spoken = DIALECTS[settings.CDN]
    return spoken.keys, spoken.between.join(keys_of(tags))


def name(response: HttpResponseBase, tags: Collection[str]) -> None:
    """Have the CDN know a response by these tags, where there is one; how long it keeps it is said by ``Cache-Control``."""
    if settings.CDN:
        header, keys = keys_header(tags)
        response.headers[header] = keys
