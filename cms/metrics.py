"""``/metrics``: figures for Prometheus, for whoever has the token.

Those of queues, searches and workers are kept in the database and the same whichever process answers. Requests and cached responses are counted by each
machine for its own web processes.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db.models import Min
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from cdn import outbox as cdn_outbox
from changes.processing import waiting_seconds
from cms.measuring import OfThisMachine
from mailing import outbox as mail_outbox
from outages.shared_cache import AWAY, client, shared_cache
from queues.leased_queue import Status
from queues.models import Heartbeat
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
    registry.register(CacheCollector())
    registry.register(WorkersCollector())
    registry.register(MailCollector())
    registry.register(OfThisMachine())
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


class CacheCollector(Collector):
    """How the shared cache does."""

    def collect(self) -> Iterator[Metric]:
        """Asks the cache, and the database for one statement."""
        if settings.GRAPHQL_ANSWERS_URL:
            yield GaugeMetricFamily(
                "wham_cache_up", "Whether the shared cache answers this process.", value=_cache_is_up()
            )
        # By its name: the API is not known here.
        owed = apps.get_model("graphql_api", "OwedInvalidation")._default_manager.aggregate(oldest=Min("since"))[
            "oldest"
        ]
        yield GaugeMetricFamily(
            "wham_cache_owed_oldest_age_seconds",
            "How long the cache has not been told of a change; no cached response is given meanwhile. 0 if it was told of all.",
            value=max((timezone.now() - owed).total_seconds(), 0) if owed else 0,
        )


def _cache_is_up() -> int:
    url = settings.GRAPHQL_ANSWERS_URL
    try:
        with shared_cache(url).asked():
            client(url).ping()
    except AWAY:
        return 0
    return 1


class WorkersCollector(Collector):
    """When workers and the scheduler last ended a round."""

    def collect(self) -> Iterator[Metric]:
        """Reads the database: one SQL statement."""
        age = GaugeMetricFamily(
            "wham_worker_last_round_age_seconds",
            "How long ago a kind of process last ended a round.",
            labels=["worker"],
        )
        now = timezone.now()
        for beat in Heartbeat.objects.order_by("name"):
            age.add_metric([beat.name], max((now - beat.at).total_seconds(), 0))
        yield age


class MailCollector(Collector):
    """How the sending of mail does."""

    def collect(self) -> Iterator[Metric]:
        """Reads the database: five SQL statements."""
        status = mail_outbox.status()
        yield from _queue("mail", "mails", status)
        yield GaugeMetricFamily(
            "wham_mail_unsent", "Mails of the last weeks that ended unsent.", value=mail_outbox.unsent()
        )


class CdnCollector(Collector):
    """How the telling of the CDN does."""

    def collect(self) -> Iterator[Metric]:
        """Reads the database: four SQL statements."""
        yield from _queue("cdn", "changes", cdn_outbox.status())


def _queue(name: str, what: str, status: Status) -> Iterator[Metric]:
    age = max((timezone.now() - status.oldest).total_seconds(), 0) if status.oldest else 0
    for figure, help_text, value in (
        ("waiting", f"How many {what} wait to be told.", status.waiting),
        ("failing", f"How many {what} failed when they were last tried.", status.failing),
        ("oldest_age_seconds", "How long the oldest of those that wait does; 0 if none does.", age),
    ):
        yield GaugeMetricFamily(f"wham_{name}_{figure}", help_text, value=value)
