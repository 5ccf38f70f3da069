"""The worker as a process of its own, on a real PostgreSQL:
how soon the CDN hears of a change, and editors who do not wait for each other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from cdn import outbox
from cdn.keys import key_of
from cdn.models import Purge
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.cdn.choosing import Choose
from tests.cdn.receiving import Endpoint
from tests.support.tree import Tree

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def worker(choose: Choose) -> Iterator[subprocess.Popen[bytes]]:
    """``manage.py cdn_worker``, configured by its environment, on the test database."""
    endpoint = choose("varnish")
    url, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    environment = {
        **os.environ,
        "DATABASE_URL": f"{url}/{connection.settings_dict['NAME']}",
        "DJANGO_SETTINGS_MODULE": "cms.settings.test",
        "ELASTICSEARCH_URL": "",
        "CDN": "varnish",
        "CDN_URL": endpoint.url,
    }
    process = subprocess.Popen([sys.executable, "manage.py", "cdn_worker"], env=environment)
    yield process
    if process.poll() is None:
        process.kill()
    process.wait(30)


def heard(endpoint: Endpoint, key: str, seconds: float) -> float:
    """How long it took until the CDN was told of this key."""
    began = time.monotonic()
    while time.monotonic() < began + seconds:
        if any(key in one.headers.get("xkey-purge", "").split() for one in list(endpoint.received)):
            return time.monotonic() - began
        time.sleep(0.02)
    raise AssertionError(f"it was not told within {seconds} seconds")


@pytest.mark.slow
def test_the_cdn_hears_of_a_publish_within_seconds(
    worker: subprocess.Popen[bytes], endpoint: Endpoint, tree: Tree
) -> None:
    with transaction.atomic():
        article = KnowledgeArticlePageFactory(parent=tree.knowledge)
    heard(endpoint, key_of(f"p:{article.pk}"), 60)  # until it is up
    time.sleep(1)
    Purge.objects.all().delete()  # what would be told again, in place of all else
    endpoint.take()
    with transaction.atomic():
        article.save_revision().publish()
        time.sleep(1)
        assert not any(key_of(f"p:{article.pk}") in one.headers["xkey-purge"] for one in endpoint.received), "too early"
    assert heard(endpoint, key_of(f"p:{article.pk}"), 30) < 5
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 0
    assert outbox.status().waiting == 0


def test_editors_do_not_wait_for_each_other(choose: Choose, tree: Tree) -> None:
    choose("varnish")
    inside, done = threading.Event(), threading.Event()

    def other() -> None:
        try:
            with transaction.atomic():
                outbox.note({"s", "p:1"})
                inside.set()
                done.wait(30)
        finally:
            connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    try:
        assert inside.wait(30)
        began = time.monotonic()
        with transaction.atomic():
            outbox.note({"s", "p:2"})
        assert time.monotonic() - began < 2
        assert len(outbox.claim().rows) == 1, "the worker does not wait either"
    finally:
        done.set()
        thread.join()


def test_claims_at_the_same_moment_share_the_work(choose: Choose) -> None:
    choose("varnish")
    for n in range(60):
        outbox.note({f"p:{n}"})
    ready = threading.Barrier(4)

    def claim() -> list[Any]:
        try:
            ready.wait(30)
            return [row.pk for _ in range(3) for row in outbox.claim(5).rows]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        claimed = [key for done in [threads.submit(claim) for _ in range(4)] for key in done.result()]
    assert len(claimed) == len(set(claimed))
    assert len(claimed) >= 15
    assert Purge.objects.filter(claim__isnull=False).count() == len(claimed)
