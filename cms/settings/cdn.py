"""The settings of the CDN: which one it is, where it is told what to drop, and with which rights."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from cms.settings import env

KINDS = ("VARNISH", "FASTLY", "CLOUDFLARE")
APIS = {"fastly": "https://api.fastly.com", "cloudflare": "https://api.cloudflare.com/client/v4"}


def checked_cdn(seconds: int, *, kept: bool) -> str:
    """The kind of CDN, in small letters; empty for none. ``kept``: whether answers are kept by the platform itself. Raises SettingError."""
    cdn = env.choice("CDN", KINDS, "").lower() if env.text("CDN", "") else ""
    if seconds and not cdn:
        raise env.SettingError(
            f"GRAPHQL_CDN_SECONDS is {seconds} and CDN is not set. Set CDN to varnish, fastly or cloudflare: only what can be told to drop "
            "an answer may keep it."
        )
    if seconds and not kept:
        raise env.SettingError(
            f"GRAPHQL_CDN_SECONDS is {seconds} and no answer is kept here. Set CACHE_URL, and GRAPHQL_ANSWERS_SECONDS above 0: only what is "
            "known to be out of date in time may be kept elsewhere."
        )
    return cdn


def cdn_backends(cdn: str) -> dict[str, dict[str, Any]]:
    """The backends of a kind of CDN, as Wagtail writes them. Raises SettingError."""
    if not cdn:
        return {}
    token = env.text("CDN_TOKEN", "")
    if cdn == "varnish":
        locations = env.strings("CDN_URL")
        if not locations:
            raise env.SettingError(
                "CDN_URL is not set. Set it to the address of each Varnish, such as http://varnish:6081, with commas between."
            )
        for location in locations:
            _check_address(location, "http://varnish:6081")
        return _one("cdn.backends.varnish.VarnishBackend", LOCATIONS=locations, TOKEN=token)
    service = env.required("CDN_SERVICE", "Set it to the id of the Fastly service, or of the Cloudflare zone.")
    if not service.isalnum() or not service.isascii():
        raise env.SettingError("CDN_SERVICE is not an id. Write it as the CDN shows it: letters and digits.")
    if not token:
        raise env.SettingError("CDN_TOKEN is not set. Set it to an API token that may purge and nothing else.")
    api = env.url("CDN_URL", {"http", "https"}, APIS[cdn], APIS[cdn])
    if cdn == "fastly":
        return _one("cdn.backends.fastly.FastlyBackend", API=api, SERVICE=service, TOKEN=token)
    return _one("cdn.backends.cloudflare.CloudflareBackend", API=api, ZONE=service, TOKEN=token)


def _one(backend: str, **parameters: Any) -> dict[str, dict[str, Any]]:
    return {"default": {"BACKEND": backend, **parameters}}


def _check_address(value: str, example: str) -> None:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable or parts.query or parts.path.strip("/"):
        raise env.SettingError(
            f"CDN_URL holds what is not a usable address. Write each like {example}, without a path."
        )
