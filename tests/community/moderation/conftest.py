"""No trace of what was counted before."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from access import throttle
from tests.community.moderation.people import Cast


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    cache.clear()
    throttle.forget_all()


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast.make()
