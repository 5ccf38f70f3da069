"""What holds of every leased queue: nothing is done by two, nothing is lost, and who comes too late changes nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from queues.leased_queue import BackOff, Status
from tests.queues.samples import SAMPLES, Sample
from tests.support.patience import PATIENCE
from tests.support.process import environment_of_a_process

pytestmark = [pytest.mark.differs_by_database, pytest.mark.django_db]
MOMENT = timedelta(seconds=5)


@pytest.fixture(params=SAMPLES)
def sample(request: pytest.FixtureRequest) -> Sample:
    return SAMPLES[request.param]


def statements(captured: CaptureQueriesContext) -> list[str]:
    """What was asked of the database, without the beginnings and ends of transactions."""
    words = [one["sql"].split()[0] for one in captured.captured_queries]
    return [word for word in words if word in {"SELECT", "INSERT", "UPDATE", "DELETE"}]


def test_a_claim_is_exclusive_for_as_long_as_the_lease(sample: Sample) -> None:
    sample.fill(5)
    _, first = sample.claim(3)
    _, second = sample.claim(10)
    assert (len(first), len(second)) == (3, 2)
    assert not set(first) & set(second)
    sample.later(sample.queue.lease - MOMENT)
    assert sample.claim(10)[1] == []
    sample.later(MOMENT)
    assert sample.claim(10)[1] == sorted(first + second), "what a killed worker held is due again by itself"


def test_only_what_is_due_is_claimed(sample: Sample) -> None:
    sample.fill(2)
    now = sample.rows[0]
    sample.rows.exclude(pk=now.pk).update(next_attempt_at=timezone.now() + MOMENT)
    assert sample.claim(10)[1] == [now.pk]


def test_each_of_the_candidates_has_its_share(sample: Sample) -> None:
    sample.fill(6)
    middle = sample.rows[3].pk
    _, leased = sample.queue.claim(2, sample.rows.filter(pk__lt=middle), sample.rows.filter(pk__gte=middle))
    assert [row.pk < middle for row in leased.order_by("pk")] == [True, True, False, False]


def test_a_claim_takes_three_statements_and_one_where_nothing_is_due(sample: Sample) -> None:
    sample.fill(5)
    with CaptureQueriesContext(connection) as captured:
        sample.claim(5)
    assert statements(captured) == ["SELECT", "UPDATE", "SELECT"]
    with CaptureQueriesContext(connection) as captured:
        sample.claim(5)
    assert statements(captured) == ["SELECT"]


def test_the_token_of_a_lease_that_has_ended_is_rejected(sample: Sample) -> None:
    sample.fill(2)
    late, _ = sample.claim(2)
    sample.later(sample.queue.lease)
    current, keys = sample.claim(2)
    assert sample.queue.postpone(sample.queue.held(late), MOMENT, "too late") == 0
    assert sorted(row.pk for row in sample.queue.held(current)) == keys
    assert {row.attempts for row in sample.rows} == {0}


def test_a_late_worker_that_nobody_followed_may_finish(sample: Sample) -> None:
    sample.fill(1)
    late, keys = sample.claim(1)
    sample.later(2 * sample.queue.lease)
    assert [row.pk for row in sample.queue.held(late)] == keys


def test_what_failed_is_postponed_with_its_reason_for_ever(sample: Sample) -> None:
    sample.fill(1)
    for attempts in range(1, 40):
        token, keys = sample.claim(1)
        assert keys, f"it is tried for the {attempts}th time"
        wait = sample.back_off.wait(attempts - 1)
        with CaptureQueriesContext(connection) as captured:
            assert sample.queue.postpone(sample.queue.held(token), wait, "why " * 500) == 1
        assert statements(captured) == ["UPDATE"]
        row = sample.rows.get()
        assert (row.attempts, row.claim, row.last_error[:4]) == (attempts, None, "why ")
        assert timezone.now() + wait - MOMENT < row.next_attempt_at <= timezone.now() + wait
        assert sample.claim(1)[1] == []
        sample.later(wait)


def test_how_a_queue_stands(sample: Sample, django_assert_num_queries: Any) -> None:
    sample.fill(3)
    failed, oldest = sample.rows[0], timezone.now() - timedelta(hours=3)
    sample.queue.postpone(sample.rows.filter(pk=failed.pk), MOMENT, "the reason")
    sample.rows.filter(pk=failed.pk).update(created_at=oldest)
    with django_assert_num_queries(4):
        status = Status.of(sample.rows, sample.rows.filter(attempts__gt=0))
    assert status == Status(waiting=3, failing=1, oldest=oldest, last_error="the reason")
    assert Status.of(sample.rows.none(), sample.rows.none()) == Status(0, 0, None, "")


# --- Back-off ---------------------------------------------------------------------------------------------------------


def test_waits_grow_up_to_the_longest_and_are_spread() -> None:
    back_off = BackOff(timedelta(seconds=2), timedelta(seconds=60), jitter=(0.5, 1.5))
    delays = [back_off.delay(failures).total_seconds() for failures in (0, 1, 2, 3, 4, 5, 6, 10**6)]
    assert delays == [2, 4, 8, 16, 32, 60, 60, 60]
    waits = [back_off.wait(1).total_seconds() for _ in range(200)]
    assert 2 <= min(waits) < 2.5 < 5.5 < max(waits) <= 6
    assert len(set(waits)) > 150


def test_what_the_other_side_asks_for_is_heeded_within_bounds() -> None:
    back_off = BackOff(timedelta(seconds=2), timedelta(seconds=60), longest_asked=timedelta(seconds=300))
    assert back_off.wait(0, asked=100) == timedelta(seconds=100)
    assert back_off.wait(0, asked=10**6) == timedelta(seconds=300)
    assert back_off.wait(20, asked=1) > timedelta(seconds=40)


# --- Side by side: on PostgreSQL, because the tests' SQLite is in this process's memory -------------------------------


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_share_the_work(sample: Sample) -> None:
    sample.fill(60)
    ready = threading.Barrier(4)

    def work() -> list[int]:
        try:
            ready.wait(30)
            return [key for _ in range(5) for key in sample.claim(5)[1]]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        claimed = [key for done in [threads.submit(work) for _ in range(4)] for key in done.result()]
    claimed += sample.claim(60)[1]
    assert len(claimed) == len(set(claimed)) == 60


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_a_row_that_another_transaction_holds(sample: Sample) -> None:
    sample.fill(2)
    held, other = (row.pk for row in sample.rows)
    inside, done = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                sample.rows.select_for_update().get(pk=held)
                inside.set()
                done.wait(30)
        finally:
            connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    try:
        assert inside.wait(30)
        assert sample.claim(10)[1] == [other]
    finally:
        done.set()
        thread.join()
    assert sample.claim(10)[1] == [held]


KILLED = """
import os, signal, django
from contextlib import nullcontext
django.setup()
from django.db import transaction
from tests.queues.samples import SAMPLES
with {around}:
    assert len(SAMPLES["cdn"].claim(10)[1]) == 2
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("committed", [True, False], ids=["after the claim", "in the claim"])
def test_what_a_killed_worker_held_is_done_by_another(committed: bool) -> None:
    sample = SAMPLES["cdn"]
    sample.fill(2)
    script = KILLED.format(around="nullcontext()" if committed else "transaction.atomic()")
    command = [sys.executable, "-c", script]
    killed = subprocess.run(command, env=environment_of_a_process(), timeout=PATIENCE, check=False)
    assert killed.returncode == -signal.SIGKILL
    if committed:
        assert sample.claim(10)[1] == []
        sample.later(sample.queue.lease)
    assert len(sample.claim(10)[1]) == 2
