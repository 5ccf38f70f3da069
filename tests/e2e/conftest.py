"""The browser of the end-to-end tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.admin import Admin
from tests.e2e.browser import chromium, missing_programs


@pytest.fixture
def admin(live_server: Any) -> Iterator[Admin]:
    """A browser in the admin of the live server."""
    missing = missing_programs()
    if missing:
        pytest.skip(f"{' and '.join(missing)} is not installed. Install Debian's chromium and chromium-driver.")
    with chromium() as driver:
        yield Admin(driver, live_server.url)
