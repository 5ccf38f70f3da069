"""The worker as a process of its own, on a real PostgreSQL:
how soon the CDN hears of a change, and editors who do not wait for each other."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from cdn import outbox
from cdn.keys import key_of
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.cdn.choosing import Choose
from tests.cdn.receiving import Endpoint
from tests.support.process import environment_of_a_process
from tests.support.tree import Tree

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def worker(choose: Choose) -> Iterator[subprocess.Popen[bytes]]:
    """``manage.py cdn_worker``, configured by its environment, on the test database."""
    endpoint = choose("varnish")
    environment = environment_of_a_process(CDN="varnish", CDN_URL=endpoint.url)
    process = subprocess.Popen([sys.executable, "manage.py", "cdn_worker"], env=environment)
    yield process
    if process.poll() is None:
        process.kill()
    process.wait(30)


def was_told(endpoint: Endpoint, key: str) -> bool:
    """Whether the CDN was told of this key."""
    return any(key in one.headers.get("xkey-purge", "").split() for one in list(endpoint.received))


def wait_until_told(endpoint: Endpoint, key: str, seconds: float) -> None:
    ends = time.monotonic() + seconds
    while not was_told(endpoint, key):
        assert time.monotonic() < ends, f"it was not told within {seconds} seconds"
        time.sleep(0.02)


@pytest.mark.slow
def test_the_cdn_hears_of_a_publish_within_seconds(
    worker: subprocess.Popen[bytes], endpoint: Endpoint, tree: Tree
) -> None:
    with transaction.atomic():
        first = KnowledgeArticlePageFactory(parent=tree.knowledge)
    wait_until_told(endpoint, key_of(f"p:{first.pk}"), 120)  # until it is up
    with transaction.atomic():
        article = KnowledgeArticlePageFactory(parent=tree.knowledge)
        time.sleep(1)
        assert not was_told(endpoint, key_of(f"p:{article.pk}")), "too early"
    wait_until_told(endpoint, key_of(f"p:{article.pk}"), 120)  # it looks twice a second
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 0
    assert outbox.status().waiting == 0


def test_editors_do_not_wait_for_each_other(choose: Choose, tree: Tree) -> None:
    choose("varnish")
    inside, done, released = threading.Event(), threading.Event(), []

    def other() -> None:
        try:
            with transaction.atomic():
                outbox.note({"s", "p:1"})
                inside.set()
                released.append(done.wait(60))
        finally:
            connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    try:
        assert inside.wait(60)
        with transaction.atomic():
            outbox.note({"s", "p:2"})
        assert len(outbox.claim().rows) == 1, "the worker does not wait either"
    finally:
        done.set()
        thread.join()
    assert released == [True], "who had waited would have gone on when the other gave up"
