"""No trace of earlier tries; what is handed over is done at once, or a thread would not see the rows of a test."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

import pytest
from django.core.cache import cache

from access import throttle
from graphql_api.schema import account_mutation


@pytest.fixture(autouse=True)
def _no_tries_yet() -> None:
    cache.clear()
    throttle.forget_all()


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def done(task: Callable[[], None]) -> Future[None]:
        task()
        return Future()

    monkeypatch.setattr(account_mutation, "later", done)
