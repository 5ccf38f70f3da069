"""A CDN of each kind, whose endpoint is on this machine."""

from __future__ import annotations

from collections.abc import Callable

from tests.cdn.receiving import Endpoint

BACKENDS = {
    "varnish": lambda url: {"BACKEND": "cdn.backends.varnish.VarnishBackend", "LOCATIONS": [url], "TOKEN": "secret"},
    "fastly": lambda url: {
        "BACKEND": "cdn.backends.fastly.FastlyBackend", "API": url, "SERVICE": "SU1Z", "TOKEN": "secret",
    },
    "cloudflare": lambda url: {
        "BACKEND": "cdn.backends.cloudflare.CloudflareBackend", "API": f"{url}/client/v4", "ZONE": "023e",
        "TOKEN": "secret",
    },
}  # fmt: skip

Choose = Callable[[str], Endpoint]
