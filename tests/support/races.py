"""Two requests of the admin that are both begun before either has ended, on PostgreSQL."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from wagtail.models import Page

from tests.support.patience import PATIENCE


def race(thing: Model, *requests: Callable[[], Any]) -> list[Any]:
    """What each request answers, sent in this order while the thing's row is taken: each waits where it first needs it.

    What a request reads before it waits, it has read before any other was carried out.
    """
    answers: list[Any] = [None] * len(requests)

    def send(nth: int) -> None:
        try:
            answers[nth] = requests[nth]()
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[nth]) for nth in range(len(requests))]
    with _row_taken(thing):
        for nth, thread in enumerate(threads):
            thread.start()
            _wait_until_waiting(nth + 1, thread)
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()
    return answers


@contextmanager
def _row_taken(thing: Model) -> Iterator[None]:
    rows = Page.objects if isinstance(thing, Page) else type(thing)._base_manager
    with transaction.atomic():
        rows.select_for_update().get(pk=thing.pk)
        yield


def _wait_until_waiting(number: int, thread: threading.Thread) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and thread.is_alive() and _waiting() < number:
        time.sleep(0.01)
    assert not thread.is_alive() or _waiting() >= number


def _waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction looks but once
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])
