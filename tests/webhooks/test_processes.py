"""Workers as processes of their own, on a real PostgreSQL:
killed between sending and writing it down, and several side by side."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from changes.models import Kind
from changes.processing import process_all_changes
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.support.process import environment_of_a_process
from tests.support.tree import Tree
from tests.webhooks.receiver import Receiver
from tests.webhooks.working import later
from webhooks import outbox
from webhooks.models import Delivery, Endpoint

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def environment(receiver: Receiver, trusted: Path) -> dict[str, str]:
    """The environment of a process that works on the test database and may send to the receiver."""
    return environment_of_a_process(
        WEBHOOK_PORTS=str(receiver.port),
        WEBHOOK_CA_FILE=str(trusted),
        WEBHOOK_ALLOWED_NETWORKS="127.0.0.1/32,::1/128",
    )


@pytest.fixture
def endpoint(tree: Tree, receiver: Receiver) -> Endpoint:
    process_all_changes()
    return Endpoint.objects.create(name="Website", url=receiver.url(), kinds=Kind.values)


@transaction.atomic
def make_article(tree: Tree) -> None:
    """In one transaction, as an editor's form does: one change, one message."""
    KnowledgeArticlePageFactory(parent=tree.knowledge)


def worker(environment: dict[str, str], *options: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "manage.py", "webhook_worker", *options], env=environment)


@pytest.mark.slow
def test_killed_after_sending_it_sends_again_under_the_same_id(
    tree: Tree, receiver: Receiver, endpoint: Endpoint, environment: dict[str, str]
) -> None:
    make_article(tree)
    process: list[Any] = []

    def kill(handler: Any) -> None:
        """The message is here; its sender dies before it hears so."""
        process[0].kill()

    receiver.answers = [kill]
    process.append(worker(environment))
    receiver.wait_for(1, 60)
    assert process[0].wait(30) == -signal.SIGKILL
    held = Delivery.objects.get()
    assert (held.state, held.attempts) == (Delivery.State.WAITING, 0)
    assert held.claim is not None
    later(seconds=outbox.QUEUE.lease.total_seconds())
    assert worker(environment, "--once").wait(60) == 0
    first, second = receiver.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == held.message_id
    assert first.body == second.body
    assert Delivery.objects.get().state == Delivery.State.DELIVERED


@pytest.mark.slow
def test_several_workers_send_each_message_once(
    tree: Tree, receiver: Receiver, endpoint: Endpoint, environment: dict[str, str]
) -> None:
    for _ in range(40):
        make_article(tree)
    workers = [worker(environment, "--interval", "0.1") for _ in range(3)]
    receiver.wait_for(40, 90)
    for one in workers:
        one.terminate()
    # One that was not up yet knew no better way to end.
    assert {one.wait(30) for one in workers} <= {0, -signal.SIGTERM}
    assert max(Counter(one.headers["webhook-id"] for one in receiver.received).values()) == 1
    assert set(Delivery.objects.values_list("state", flat=True)) == {"delivered"}
