"""Metrics of the response cache, for ``/metrics``."""

from __future__ import annotations

from prometheus_client import Counter

_responses = Counter(
    "wham_cached_responses",
    "Responses to anonymous queries: repeated before Django, a hit of the response cache, or a miss.",
    labelnames=["how"],
)
repeated, hit, miss = (_responses.labels(how) for how in ("repeated", "hit", "miss"))
