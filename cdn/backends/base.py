"""What the backends have in common: requests that say what went wrong, instead of logging it and going on."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any

import urllib3
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from urllib3.exceptions import HTTPError
from wagtail.contrib.frontend_cache.backends import BaseBackend
from wagtail.contrib.frontend_cache.utils import get_backends

from cdn import outbox

TIMEOUT = urllib3.Timeout(connect=5.0, read=10.0)  # seconds


class PurgeFailed(Exception):
    """A CDN could not be told. The message says why, and holds no secret; ``retry_after``: seconds that it asks for."""

    def __init__(self, message: str, retry_after: int = 0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class KeyedBackend(BaseBackend):
    """A CDN that drops what it keeps by address, as Wagtail asks of a backend, and by key. Every method raises PurgeFailed."""

    NAME = "CDN"

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.http = urllib3.PoolManager(timeout=TIMEOUT, retries=False, maxsize=2)

    @abstractmethod
    def purge_keys(self, keys: Sequence[str]) -> None:
        """Drop everything that has one of these keys."""

    @abstractmethod
    def purge_everything(self) -> None:
        """Drop all."""

    def request(self, method: str, url: str, headers: dict[str, str], body: Any = None) -> bytes:
        """Send a request and give the body of its answer. Raises PurgeFailed unless the status is 2xx; no redirect is followed."""
        content = None if body is None else json.dumps(body).encode()
        if content is not None:
            headers = {**headers, "Content-Type": "application/json"}
        try:
            answer = self.http.request(
                method, url, headers={"User-Agent": "wham-cdn/1", **headers}, body=content, redirect=False
            )
        except HTTPError as error:
            raise PurgeFailed(f"{self.NAME} does not answer ({type(error).__name__})") from error
        if not 200 <= answer.status < 300:
            asked = answer.headers.get("Retry-After", "")
            wait = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
            raise PurgeFailed(f"{self.NAME} answered {answer.status}", wait)
        return answer.data


class QueuedBackend(BaseBackend):
    """What Wagtail talks to (``WAGTAILFRONTENDCACHE``): writes addresses down in the transaction at hand, so that no editor waits for a CDN."""

    def purge(self, url: str) -> None:
        """Have the CDN drop one address."""
        self.purge_batch([url])

    def purge_batch(self, urls: Sequence[str]) -> None:
        """Have the CDN drop some."""
        outbox.note_urls(list(urls))


def backends() -> list[KeyedBackend]:
    """The CDNs that are to be told, as ``CDN_BACKENDS`` names them. Raises ImproperlyConfigured for one that knows no keys."""
    found = list(get_backends(settings.CDN_BACKENDS).values())
    for one in found:
        if not isinstance(one, KeyedBackend):
            raise ImproperlyConfigured(f"CDN_BACKENDS names {type(one).__name__}, which cannot purge by key.")
    return found


def chunks(items: Sequence[str], size: int) -> Iterator[list[str]]:
    """The items in parts of at most ``size``."""
    for start in range(0, len(items), size):
        yield list(items[start : start + size])
