"""``/metrics``: figures for Prometheus, for whoever has the token.

They are the same whichever process answers, because they are kept in the database: ask one address, not each process.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from cdn import outbox as cdn_outbox
from changes.settling import waiting_seconds
from search import outbox
from search.engines import engine_names
from search.log import Outcome
from search.models import SearchTotal
from webhooks import outbox as webhooks_outbox


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures in Prometheus's text format; 404 without the token, so that nobody can tell whether there are any."""
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "")
    if not token or not constant_time_compare(given, f"Bearer {token}"):
        raise Http404
    registry = CollectorRegistry(auto_describe=False)
    registry.register(SearchCollector())
    registry.register(ChangesCollector())
    if settings.CDN:
        registry.register(CdnCollector())
    response = HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
    response["Cache-Control"] = "no-store"
    return response


class SearchCollector(Collector):
    """How the search does: its outbox as it stands, and its searches since the first."""

    def collect(self) -> Iterator[Metric]:
        """Reads the database: three SQL statements an engine, and one."""
        waiting = GaugeMetricFamily(
            "wham_search_outbox_waiting", "Pages that wait to be written to an index.", labels=["engine"]
        )
        failing = GaugeMetricFamily(
            "wham_search_outbox_failing", "Pages among them that failed at least once.", labels=["engine"]
        )
        oldest = GaugeMetricFamily(
            "wham_search_outbox_oldest_age_seconds",
            "How long the oldest change that is not indexed waits; 0 if none does.",
            labels=["engine"],
        )
        now = timezone.now()
        for name in engine_names():
            status = outbox.status(name)
            waiting.add_metric([name], status.waiting)
            failing.add_metric([name], status.failing)
            oldest.add_metric([name], max((now - status.oldest).total_seconds(), 0) if status.oldest else 0)
        yield from (waiting, failing, oldest)
        searches = CounterMetricFamily(
            "wham_searches",
            "Searches, by how they ended: answered; degraded, by the database because Elasticsearch was away; failed.",
            labels=["outcome"],
        )
        held = dict(SearchTotal.objects.values_list("outcome", "searches"))
        for outcome in Outcome:
            searches.add_metric([outcome], held.get(outcome, 0))
        yield searches


class ChangesCollector(Collector):
    """How the telling of changes does."""

    def collect(self) -> Iterator[Metric]:
        """Reads the database: three SQL statements."""
        for name, help_text, value in (
            (
                "wham_changes_oldest_age_seconds",
                "How long the oldest change that is not settled waits; 0 if none does.",
                waiting_seconds(),
            ),
            ("wham_webhooks_waiting", "Messages that are still to be sent.", webhooks_outbox.waiting()),
            ("wham_webhooks_off", "Webhooks that the platform switched off.", webhooks_outbox.switched_off().count()),
        ):
            yield GaugeMetricFamily(name, help_text, value=value)


class CdnCollector(Collector):
    """How the telling of the CDN does."""

    def collect(self) -> Iterator[Metric]:
        """Reads the database: four SQL statements."""
        status = cdn_outbox.status()
        age = max((timezone.now() - status.oldest).total_seconds(), 0) if status.oldest else 0
        for name, help_text, value in (
            ("wham_cdn_waiting", "Changes that the CDN has not been told.", status.waiting),
            ("wham_cdn_failing", "Changes that the CDN could not be told when it was last tried.", status.failing),
            ("wham_cdn_oldest_age_seconds", "How long the oldest of those that wait does; 0 if none does.", age),
        ):
            yield GaugeMetricFamily(name, help_text, value=value)
