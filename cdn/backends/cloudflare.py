"""Cloudflare, by its purge API (https://developers.cloudflare.com/api/resources/cache/methods/purge/).

Wagtail's own backend purges addresses alone, logs what fails and goes on, and takes no other address of the API.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from cdn.backends.base import KeyedBackend, PurgeFailed, chunks

MOST = 30  # keys or addresses a request: the least of what its plans allow


class CloudflareBackend(KeyedBackend):
    """``ZONE``: the id of the zone. ``TOKEN``: an API token that may purge it. ``API``: where the API is."""

    NAME = "Cloudflare"

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.address = f"{params['API'].rstrip('/')}/zones/{params['ZONE']}/purge_cache"
        self.headers = {"Authorization": f"Bearer {params['TOKEN']}"}

    def purge_keys(self, keys: Sequence[str]) -> None:
        for chunk in chunks(keys, MOST):
            self._post({"tags": chunk})

    def purge_everything(self) -> None:
        self._post({"purge_everything": True})

    def purge(self, url: str) -> None:
        self._post({"files": [url]})

    def purge_batch(self, urls: Sequence[str]) -> None:
        for chunk in chunks(urls, MOST):
            self._post({"files": chunk})

    def _post(self, body: dict[str, Any]) -> None:
        said = self.request("POST", self.address, self.headers, body)
        try:
            well = json.loads(said).get("success") is True
        except (ValueError, AttributeError) as error:
            raise PurgeFailed(f"{self.NAME} answered with something that is not its own") from error
        if not well:
            raise PurgeFailed(f"{self.NAME} refused")
