"""Fastly, by its purge API (https://www.fastly.com/documentation/reference/api/purging/)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from cdn.backends.base import KeyedBackend, chunks

MOST_KEYS = 256  # a request, as Fastly allows


class FastlyBackend(KeyedBackend):
    """``SERVICE``: the id of the service. ``TOKEN``: an API token that may purge it. ``API``: where the API is."""

    NAME = "Fastly"

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.api = params["API"].rstrip("/")
        self.service = f"{self.api}/service/{params['SERVICE']}"
        self.headers = {"Fastly-Key": params["TOKEN"], "Accept": "application/json"}

    def purge_keys(self, keys: Sequence[str]) -> None:
        for chunk in chunks(keys, MOST_KEYS):
            self.request("POST", f"{self.service}/purge", self.headers, {"surrogate_keys": chunk})

    def purge_everything(self) -> None:
        self.request("POST", f"{self.service}/purge_all", self.headers)

    def purge(self, url: str) -> None:
        parts = urlsplit(url)
        address = f"{parts.netloc}{parts.path}" + (f"?{parts.query}" if parts.query else "")
        self.request("POST", f"{self.api}/purge/{address}", self.headers)
