"""The browser of the end-to-end tests."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.admin import Admin
from tests.e2e.browser import chromium, missing_programs

PICTURES = Path(__file__).resolve().parents[2] / "var" / "test-failures"
failed = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell the fixture whether its test failed."""
    report = yield
    if report.when == "call":
        item.stash[failed] = report.failed
    return report


@pytest.fixture
def admin(request: pytest.FixtureRequest, live_server: Any) -> Iterator[Admin]:
    """A browser in the admin of the live server. What it shows when the test fails is kept as a picture."""
    missing = missing_programs()
    if missing:
        pytest.skip(f"{' and '.join(missing)} is not installed. Install Debian's chromium and chromium-driver.")
    with chromium() as driver:
        yield Admin(driver, live_server.url)
        if request.node.stash.get(failed, False):
            PICTURES.mkdir(parents=True, exist_ok=True)
            picture = PICTURES / (re.sub(r"[^\w-]+", "-", request.node.name) + ".png")
            driver.save_screenshot(str(picture))
            print(f"What the browser showed: {picture}")  # noqa: T201 - pytest shows it below the failure
