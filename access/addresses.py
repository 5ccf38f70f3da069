"""Where a request comes from, as far as that can be believed."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.http import HttpRequest

logger = logging.getLogger(__name__)

UNKNOWN = "unknown"
# Where no visitor of a public site comes from: private networks, this machine, links (RFC 1918, 4193, 6598, 3927, 4291).
OWN_NETWORKS = (
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "::1/128", "fc00::/7", "fe80::/10",
)  # fmt: skip
_forwarding: set[IPv4Address | IPv6Address] = set()  # machines of ours that were seen to forward, and are not named


def client_of(request: HttpRequest) -> str:
    """Who a request counts for, as ``client_in`` says."""
    return client_in(request.META)


def client_in(meta: Mapping[str, Any]) -> str:
    """Who counts as one client: an IPv4 address, or the first half of an IPv6 one, which is what one household or host has.

    ``X-Forwarded-For`` is read from its end, as far back as proxies of ours have written it (``TRUSTED_PROXIES``); what stands before, anybody
    may have written.
    """
    address, _ = _resolved(meta)
    if address is None:
        return UNKNOWN
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return str(address)


def is_shared(request: HttpRequest) -> bool:
    """Whether the address of a request may be everybody's, so that nobody may be locked out by it alone.

    It is where a proxy stands before us that ``TRUSTED_PROXIES`` does not name: by the settings, or because a machine of our own network forwards
    for somebody. The first time that is seen, a process says so in its log.
    """
    if proxy_is_unnamed():
        return True
    address, unread = _resolved(request.META)
    if address is None:
        return True
    if not (unread and _in_networks(address, OWN_NETWORKS)):
        return False
    if address not in _forwarding:
        _forwarding.add(address)
        logger.warning("%s", _advice(f"{address} forwards requests and is not among them"))
    return True


def proxy_is_unnamed() -> bool:
    """Whether the settings say that there is a proxy, and not which."""
    return bool(settings.SECURE_PROXY_SSL_HEADER) and not settings.TRUSTED_PROXIES


def problem() -> str | None:
    """What is wrong with how this process tells clients apart, and the remedy; None where nothing is known to be."""
    if proxy_is_unnamed():
        return _advice("BEHIND_TLS_PROXY is on and they name none")
    return _advice("a machine of our own network forwards requests and is not among them") if _forwarding else None


def _advice(what: str) -> str:
    return (
        f"TRUSTED_PROXIES is wrong: {what}. Everybody behind that proxy counts as one for the rate limits, and nobody is locked out by address "
        "alone. Set it to the network of your proxy, such as 172.16.0.0/12."
    )


def _resolved(meta: Mapping[str, Any]) -> tuple[IPv4Address | IPv6Address | None, list[str]]:
    """The address that a request comes from, and what stands in ``X-Forwarded-For`` before it."""
    address = parsed(meta.get("REMOTE_ADDR", ""))
    forwarded = [part for part in meta.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    # A proxy that speaks through a Unix socket has no address, and is ours.
    while settings.TRUSTED_PROXIES and forwarded and (address is None or _is_ours(address)):
        before = parsed(forwarded.pop())
        if before is None:
            break
        address = before
    return address, forwarded


def _is_ours(address: IPv4Address | IPv6Address) -> bool:
    return _in_networks(address, tuple(settings.TRUSTED_PROXIES))


def _in_networks(address: IPv4Address | IPv6Address, written: tuple[str, ...]) -> bool:
    return any(address in network for network in _networks(written))


@lru_cache(maxsize=4)
def _networks(written: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(ip_network(one, strict=False) for one in written)


@lru_cache(maxsize=4096)
def parsed(written: str) -> IPv4Address | IPv6Address | None:
    """An address as it may stand in a header, with or without brackets and port; IPv4 within IPv6 as IPv4. None for what is none."""
    text = written.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
