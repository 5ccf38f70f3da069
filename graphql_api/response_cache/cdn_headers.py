"""CDN headers of a cached response: how long the CDN may store it, and the keys by which it is told to drop it."""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import NamedTuple

from django.conf import settings

from cdn import edge
from graphql_api.http.negotiation import PLAIN_JSON
from graphql_api.response_cache.cached_responses import CachedResponse
from graphql_api.response_cache.tags import PAGES

MOST_KEYS = 100  # of an answer: about a kilobyte of header


class Told(NamedTuple):
    """What the CDN is told: the headers, and how many seconds it may keep the answer."""

    headers: tuple[tuple[str, str], ...] = ()
    seconds: int = 0


def told_of(cached: CachedResponse, media_type: str) -> Told:
    """What the CDN is told of an answer; nothing where there is no CDN. Never longer than the answer holds by itself.

    A CDN that does not heed ``Vary`` keeps plain JSON alone, which every client takes.
    """
    spoken = edge.dialect()
    if spoken is None:
        return Told()
    seconds = min(settings.GRAPHQL_CDN_SECONDS, int(cached.until - time.time()))
    if seconds < 1 or not (spoken.varies or media_type == PLAIN_JSON):
        return Told(((spoken.lifetime, edge.NOT_KEPT),))
    if cached.edge_keys is None:
        cached.edge_keys = edge.keys_header(folded(cached.tags))
    return Told(((spoken.lifetime, f"max-age={seconds}"), cached.edge_keys), seconds)


def folded(tags: Collection[str]) -> frozenset[str]:
    """These tags, or fewer that stand for them: a change of any page changes ``s``, so it may stand for every single page."""
    if len(tags) <= MOST_KEYS:
        return frozenset(tags)
    return frozenset({PAGES, *(tag for tag in tags if not tag.startswith("p:"))})
