"""A headless Chromium that talks to this machine only."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


def missing_programs() -> list[str]:
    """The programs that a browser test needs and this machine lacks."""
    missing = [] if any(map(shutil.which, CHROMIUM_NAMES)) else ["chromium"]
    return missing if shutil.which("chromedriver") else [*missing, "chromedriver"]


@contextmanager
def chromium(
    width: int = 1280, height: int = 900, letters: int = 16, kept: Path | None = None
) -> Iterator[webdriver.Chrome]:
    """A browser with a profile of its own, which goes with it, or with one that is `kept`.

    Its reader has text of `letters` pixels.
    """
    with nullcontext(str(kept)) if kept else tempfile.TemporaryDirectory() as profile:
        options = webdriver.ChromeOptions()
        options.add_experimental_option("prefs", {"webkit.webprefs.default_font_size": letters})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        options.binary_location = next(path for path in map(shutil.which, CHROMIUM_NAMES) if path)
        for argument in (
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
            "--force-device-scale-factor=1",
            f"--window-size={width},{height}",
            f"--user-data-dir={profile}",
        ):
            options.add_argument(argument)
        driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
        try:
            yield driver
        finally:
            driver.quit()
