"""What is measured: requests, cached responses, the cache, and when workers last worked."""

from __future__ import annotations

import socket
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from graphql_api.models import OwedInvalidation
from queues.models import Heartbeat
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-tests-only-0123456789"


def figures(settings: Any) -> dict[tuple[str, ...], float]:
    settings.METRICS_TOKEN, settings.ELASTICSEARCH_URL = TOKEN, ""
    answer = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def test_requests_are_counted_by_part_and_end(tree: Tree, settings: Any) -> None:
    names = {
        part: ("wham_request_seconds_count", *part) for part in (("api", "2xx"), ("pages", "4xx"), ("admin", "3xx"))
    }
    before = figures(settings)
    Client().post("/graphql/", {"query": "{ __typename }"}, content_type="application/json")
    Client().get("/nobody@example.org/")
    Client().get("/admin/")
    after = figures(settings)
    for part, name in names.items():
        assert after[name] - before.get(name, 0) == 1, part
    assert not any("nobody" in part for name in after for part in name)


def test_the_cache_says_how_it_does(tree: Tree, settings: Any, redis_url: str) -> None:
    settings.GRAPHQL_ANSWERS_URL = redis_url
    found = figures(settings)
    assert (found[("wham_cache_up",)], found[("wham_cache_owed_oldest_age_seconds",)]) == (1, 0)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.GRAPHQL_ANSWERS_URL = f"redis://127.0.0.1:{taken.getsockname()[1]}/0"
        now = timezone.now()
        OwedInvalidation.objects.create(since=now - timedelta(seconds=70))
        with time_machine.travel(now, tick=False):
            found = figures(settings)
    assert (found[("wham_cache_up",)], found[("wham_cache_owed_oldest_age_seconds",)]) == (0, 70)


def test_when_the_scheduler_last_worked(tree: Tree, settings: Any) -> None:
    now = timezone.now()
    Heartbeat.objects.create(name="scheduler", at=now - timedelta(seconds=120))
    with time_machine.travel(now, tick=False):
        assert figures(settings)["wham_worker_last_round_age_seconds", "scheduler"] == 120
