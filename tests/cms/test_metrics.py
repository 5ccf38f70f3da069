"""``/metrics``: for whoever has the token, and true."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from changes.models import DirtyMarker
from changes.processing import process_all_changes
from changes.signals import mark_dirty
from content_types.core.errors import SearchUnavailable
from delivery.visibility import public_viewer
from search import log, outbox
from search.models import IndexOperation, SearchTotal
from search.service import SearchQuestion, search_library
from tests.support.tree import Tree
from webhooks.models import Endpoint
from webhooks.outbox import enqueue_test

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-tests-only-0123456789"


@pytest.fixture(autouse=True)
def _token(settings: Any) -> Iterator[None]:
    settings.METRICS_TOKEN = TOKEN
    settings.ELASTICSEARCH_URL = ""
    log._pending.take()
    cache.clear()
    yield
    log._pending.take()


def asked(client: Client, token: str = f"Bearer {TOKEN}") -> Any:
    return client.get("/metrics", headers={"Authorization": token} if token else {})


def figures(client: Client) -> dict[tuple[str, str], float]:
    """Each sample by its name and its label."""
    response = asked(client)
    assert response.status_code == 200
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(response.content.decode())
        for sample in family.samples
    }


@pytest.mark.parametrize(
    "token", ["", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN} ", "Bearer é"]
)
def test_nobody_else_sees_that_there_are_any(client: Client, tree: Tree, token: str) -> None:
    response = asked(client, token)
    assert response.status_code == 404
    assert b"wham_" not in response.content


def test_without_a_token_there_are_none(client: Client, tree: Tree, settings: Any) -> None:
    settings.METRICS_TOKEN = ""
    for token in ("Bearer ", "Bearer", f"Bearer {TOKEN}"):
        assert asked(client, token).status_code == 404
    log.tally(log.Outcome.ANSWERED)
    log.flush()
    assert not SearchTotal.objects.exists()


def test_it_is_read_only_and_never_kept(client: Client) -> None:
    response = asked(client)
    assert response["Content-Type"].startswith("text/plain; version=")
    assert response["Cache-Control"] == "no-store"
    assert client.post("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 405


def test_the_outbox(client: Client) -> None:
    IndexOperation.objects.all().delete()
    empty = figures(client)
    assert empty["wham_search_outbox_waiting", "database"] == 0
    assert empty["wham_search_outbox_oldest_age_seconds", "database"] == 0
    outbox.enqueue([1, 2, 3], ["database"])
    now = timezone.now()
    IndexOperation.objects.filter(page_id=1).update(created_at=now - timedelta(minutes=9), attempts=3)
    with time_machine.travel(now, tick=False):
        found = figures(client)
    assert found["wham_search_outbox_waiting", "database"] == 3
    assert found["wham_search_outbox_failing", "database"] == 1
    assert found["wham_search_outbox_oldest_age_seconds", "database"] == 540


def test_both_engines_where_there_are_two(client: Client, settings: Any) -> None:
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    assert {("wham_search_outbox_waiting", "database"), ("wham_search_outbox_waiting", "elasticsearch")} <= figures(
        client
    ).keys()


def test_searches_are_counted_by_how_they_ended(client: Client, tree: Tree, settings: Any) -> None:
    for _ in range(2):
        search_library(public_viewer(), SearchQuestion(query="damp"))
    settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_TIMEOUT = "http://127.0.0.1:9/counted", 1
    search_library(public_viewer(), SearchQuestion())
    with pytest.raises(SearchUnavailable):
        search_library(public_viewer(), SearchQuestion(query="damp", engine="elasticsearch"))
    log.flush()
    found = figures(client)
    assert [found["wham_searches_total", one] for one in ("answered", "degraded", "failed")] == [2, 1, 1]
    settings.ELASTICSEARCH_URL = ""
    search_library(public_viewer(), SearchQuestion(query="damp"))
    log.flush()
    assert figures(client)["wham_searches_total", "answered"] == 3


def test_how_the_telling_of_changes_does(client: Client, tree: Tree) -> None:
    process_all_changes()
    endpoint = Endpoint.objects.create(name="Website", url="https://www.example.org/", kinds=["published"])
    found = figures(client)
    assert found[("wham_changes_oldest_age_seconds",)] == 0
    assert (found[("wham_webhooks_waiting",)], found[("wham_webhooks_off",)]) == (0, 0)
    enqueue_test(endpoint)
    mark_dirty(tree.home.pk)
    now = timezone.now()
    DirtyMarker.objects.update(at=now - timedelta(minutes=10))
    endpoint.switch_off("It took no message for a day.")
    enqueue_test(endpoint)
    with time_machine.travel(now, tick=False):
        found = figures(client)
    assert found[("wham_changes_oldest_age_seconds",)] == 600
    assert (found[("wham_webhooks_waiting",)], found[("wham_webhooks_off",)]) == (1, 1)
