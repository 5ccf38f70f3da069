"""Varnish with vmod xkey, one or more of them; the VCL is in docs/operators/varnish.vcl."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from cdn.backends.base import KeyedBackend, PurgeFailed, chunks

MOST_KEYS = 100  # a request: Varnish takes 8 KB of a header
EVERYTHING = "*"


class VarnishBackend(KeyedBackend):
    """``LOCATIONS``: the address of every Varnish. ``TOKEN``: what the VCL wants to see in X-Purge-Token; empty where it goes by address."""

    NAME = "Varnish"

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.locations: list[str] = [location.rstrip("/") for location in params["LOCATIONS"]]
        self.headers = {"X-Purge-Token": params["TOKEN"]} if params.get("TOKEN") else {}

    def purge_keys(self, keys: Sequence[str]) -> None:
        for chunk in chunks(keys, MOST_KEYS):
            self._everywhere("/", {"xkey-purge": " ".join(chunk)})

    def purge_everything(self) -> None:
        self._everywhere("/", {"xkey-purge": EVERYTHING})

    def purge(self, url: str) -> None:
        parts = urlsplit(url)
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        self._everywhere(path, {"Host": parts.netloc})

    def _everywhere(self, path: str, headers: dict[str, str]) -> None:
        failed: list[PurgeFailed] = []
        for location in self.locations:
            try:
                self.request("PURGE", f"{location}{path}", {**self.headers, **headers})
            except PurgeFailed as error:  # the others are told all the same
                failed.append(error)
        if failed:
            raise failed[0]
