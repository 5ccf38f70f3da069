"""A member, and no trace of the guesses of the test before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache

from access import throttle
from tests.support.keys import PASSWORD
from tests.support.prefix import site_below


@pytest.fixture(autouse=True)
def _no_guesses_yet() -> None:
    cache.clear()
    throttle.forget_all()


@pytest.fixture
def member(db: None) -> Any:
    return get_user_model().objects.create_user("amira", "amira@example.org", PASSWORD)


@pytest.fixture(params=["", "/library"])
def at_the_root_and_below_a_prefix(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each test twice: the site at the root, and below a path prefix."""
    with site_below(request.param):
        yield
