"""How many requests there are, how long they take and how they end; without whose, and without their paths."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse
from prometheus_client import REGISTRY, CollectorRegistry, Histogram, multiprocess, values
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

PARTS = {
    "graphql": "api",
    "admin": "admin",
    "images": "files",
    "documents": "files",
    "media": "files",
    "static": "files",
}
# Seconds; a cached response takes one thousandth, a search some hundredths, and nothing may take more than five.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_requests = Histogram(
    "wham_request_seconds",
    "How long requests took, by part of the site (api, admin, files, pages) and class of status.",
    labelnames=["part", "status"],
    buckets=BUCKETS,
)


class MeasuringMiddleware:
    """Measures each request that reaches Django; what is given again before it is counted by ``wham_cached_responses``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        part = PARTS.get(request.path_info.removeprefix("/").partition("/")[0], "pages")
        _requests.labels(part, f"{response.status_code // 100}xx").observe(time.perf_counter() - began)
        return response


class OfThisMachine(Collector):
    """What the web processes of this machine have measured since the server was started; without gunicorn, what this process has."""

    def collect(self) -> Iterator[Metric]:
        """Reads files in memory."""
        source = REGISTRY
        if values.ValueClass is not values.MutexValue:
            source = CollectorRegistry()
            multiprocess.MultiProcessCollector(source)
        for metric in source.collect():
            if metric.name.startswith("wham_"):
                yield metric
