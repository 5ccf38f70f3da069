"""Where a request comes from, as far as that can be believed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "unknown"


def client_of(request: HttpRequest) -> str:
    """Who a request counts for, as ``client_in`` says."""
    return client_in(request.META)


def client_in(meta: Mapping[str, Any]) -> str:
    """Who counts as one client: an IPv4 address, or the first half of an IPv6 one, which is what one household or host has.

    ``X-Forwarded-For`` is read from its end, as far back as proxies of ours have written it (``TRUSTED_PROXIES``); what stands before, anybody
    may have written.
    """
    address = parsed(meta.get("REMOTE_ADDR", ""))
    if settings.TRUSTED_PROXIES:
        address = _behind_proxies(address, meta.get("HTTP_X_FORWARDED_FOR", "").split(","))
    if address is None:
        return UNKNOWN
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return str(address)


def _behind_proxies(address: IPv4Address | IPv6Address | None, forwarded: list[str]) -> Any:
    # A proxy that speaks through a Unix socket has no address, and is ours.
    while forwarded and (address is None or _is_ours(address)):
        before = parsed(forwarded.pop())
        if before is None:
            break
        address = before
    return address


def _is_ours(address: IPv4Address | IPv6Address) -> bool:
    return any(address in network for network in _networks(tuple(settings.TRUSTED_PROXIES)))


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
