"""What leaves for Elasticsearch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from elasticsearch import Elasticsearch


@contextmanager
def requests_counted() -> Iterator[list[str]]:
    """The requests that leave for the server."""
    made: list[str] = []
    real = Elasticsearch.perform_request

    def perform(self: Elasticsearch, method: str, path: str, **further: Any) -> Any:
        made.append(f"{method} {path}")
        return real(self, method, path, **further)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Elasticsearch, "perform_request", perform)
        yield made
