"""A CDN that is told what to drop, and the platform before it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from wagtail.contrib.frontend_cache.signal_handlers import register_signal_handlers
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from graphql_api.response_cache import tag_versions
from tests.cdn.caching import VARNISHD, Cache, small_cache, varnish
from tests.cdn.choosing import BACKENDS, Choose
from tests.cdn.receiving import Endpoint, receiving


@pytest.fixture
def kept(cached: tag_versions.Versions, settings: Any) -> Iterator[None]:
    """A shared cache in which answers are kept, and a CDN that may keep them for a minute."""
    settings.GRAPHQL_CDN_SECONDS = 60
    settings.CDN = "varnish"
    settings.CDN_BACKENDS = {}
    yield
    settings.CDN = ""


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with receiving() as endpoint:
        yield endpoint


@pytest.fixture
def choose(endpoint: Endpoint, settings: Any) -> Iterator[Choose]:
    """Have the platform tell a kind of CDN, whose endpoint is on this machine."""

    def run(kind: str) -> Endpoint:
        settings.CDN = kind
        settings.CDN_BACKENDS = {"default": BACKENDS[kind](endpoint.url)}
        return endpoint

    yield run
    settings.CDN = ""


@pytest.fixture
def wagtails_signals(settings: Any) -> Iterator[None]:
    """Wagtail's own purging of pages' addresses, as it is installed where there is a CDN."""
    settings.WAGTAILFRONTENDCACHE = {"default": {"BACKEND": "cdn.backends.QueuedBackend"}}
    before = [(signal, list(signal.receivers)) for signal in (page_published, page_unpublished)]
    register_signal_handlers()
    yield
    for signal, receivers in before:
        signal.receivers[:] = receivers
        signal.sender_receivers_cache.clear()
    assert Page is not None


@pytest.fixture(params=["small", "varnish"])
def cache(
    request: pytest.FixtureRequest, kept: None, live_server: Any, settings: Any, tmp_path: Path
) -> Iterator[Cache]:
    """A cache before the platform, which ``work`` tells what to drop."""
    if request.param == "varnish" and VARNISHD is None:
        pytest.skip("needs varnishd and vmod xkey: apt-get install varnish varnish-modules")
    with small_cache(live_server.url) if request.param == "small" else varnish(live_server.url, tmp_path) as cache:
        settings.CDN_BACKENDS = {
            "default": {"BACKEND": "cdn.backends.varnish.VarnishBackend", "LOCATIONS": [cache.url], "TOKEN": ""}
        }
        yield cache
