"""The site, a program of its own, in front of a served library."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from selenium.webdriver import Chrome

from tests.e2e.browser import chromium, missing_programs
from tests.support import demo
from tests.support.patience import PATIENCE
from tests.web.site import Line, Site, running


@pytest.fixture
def site_port() -> Iterator[socket.socket]:
    """A port for the site."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.set_inheritable(True)
        yield listener


@pytest.fixture
def library(transactional_db: None, live_server: Any, settings: Any, site_port: socket.socket) -> str:
    """The address of a server with the demo library in it, whose readers read at the site."""
    cache.clear()
    settings.MEDIA_ROOT = str(demo.media())
    settings.SITE_URL = str(live_server.url)
    settings.FRONTEND_URL = f"http://localhost:{site_port.getsockname()[1]}"
    settings.ELASTICSEARCH_URL = ""
    demo.DEMO.clone()
    return str(live_server.url)


@pytest.fixture
def line(library: str) -> Iterator[Line]:
    """A line between the site and the library."""
    port = urlsplit(library).port
    assert port is not None
    found = Line(port)
    yield found
    found.close()


@pytest.fixture
def site(line: Line, library: str, site_port: socket.socket) -> Iterator[Site]:
    """The site, at the end of that line."""
    with running(f"http://127.0.0.1:{line.port}", site_port, library) as found:
        yield found


@pytest.fixture
def browser(site: Site) -> Iterator[Chrome]:
    """A browser that may read the site."""
    missing = missing_programs()
    if missing:
        pytest.skip(f"{' and '.join(missing)} is not installed. Install Debian's chromium and chromium-driver.")
    with chromium() as driver:
        yield patient(driver)


@pytest.fixture
def large_letters(site: Site) -> Iterator[Chrome]:
    """A browser whose reader has text twice as large."""
    with chromium(letters=32) as driver:
        yield patient(driver)


def patient(driver: Chrome) -> Chrome:
    """The browser, waiting as long as tests do."""
    driver.set_script_timeout(PATIENCE)
    driver.set_page_load_timeout(PATIENCE)
    return driver
