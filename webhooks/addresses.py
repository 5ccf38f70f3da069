"""Which addresses a webhook may be sent to: none through which somebody could make this server talk to its own network.

Administrators give the address, and the name in it may lead anywhere, a different where each time it is asked. So the name is resolved once for
a delivery, every address that it leads to must be one of the public internet, and the connection goes to such an address, not to the name
(``webhooks.sending``).
"""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

MAX_URL = 500  # characters
DEFAULT_PORTS = {"https": 443, "http": 80}
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Not all of these are “not global” to every version of Python: each leads, or may lead, to an IPv4 address that was not looked at,
# or to a network nearby.
REFUSED_NETWORKS = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "100.64.0.0/10",  # shared by a provider's customers (CGNAT)
        "192.0.0.0/24",  # protocol assignments
        "192.88.99.0/24",  # relays of 6to4
        "198.18.0.0/15",  # benchmarks
        "::/96",  # IPv4-compatible, ::1 and :: among them
        "::ffff:0:0/96",  # IPv4-mapped
        "::ffff:0:0:0/96",  # IPv4-translated
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",  # NAT64 of a local network
        "100::/64",  # discarded
        "2001::/23",  # Teredo and other protocol assignments
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing
        "fec0::/10",  # site-local
    )
)


class RejectedAddress(Exception):
    """A webhook may not be sent there; the message says why and what would do."""


class UnknownHost(RejectedAddress):
    """No name server knows the host."""


@dataclass(frozen=True)
class Target:
    """A checked address, in its parts."""

    scheme: str
    host: str  # as in the certificate; an IPv6 address without brackets
    port: int
    path: str  # with the query

    @classmethod
    def of(cls, url: str) -> Target:
        """Take an address apart. Raises RejectedAddress for one that nothing may be sent to, whatever its name leads to."""
        parts, port = _split(url)
        if parts.scheme != "https" and not (parts.scheme == "http" and settings.WEBHOOK_ALLOW_HTTP):
            raise RejectedAddress("The address must begin with https://.")
        if parts.username is not None or parts.password is not None:
            raise RejectedAddress("The address must hold no user name or password. Messages are signed instead.")
        if parts.fragment:
            raise RejectedAddress("Leave out “#” and what follows it.")
        host = parts.hostname or ""
        if not (re.fullmatch(r"[a-z0-9_.-]{1,253}", host) or _literal(host)):
            raise RejectedAddress("Give a host name of letters, digits, dots and hyphens; others in their xn-- form.")
        port = port or DEFAULT_PORTS[parts.scheme]
        if port not in settings.WEBHOOK_PORTS:
            allowed = ", ".join(map(str, settings.WEBHOOK_PORTS))
            raise RejectedAddress(f"The port must be one of {allowed}; it is {port}.")
        literal = _literal(host)
        if literal is not None and not is_public(literal):
            raise RejectedAddress("The address lies in a private or reserved network. Give one of the public internet.")
        return cls(parts.scheme, host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))

    @property
    def host_header(self) -> str:
        """The ``Host`` of the request."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


def _split(url: str) -> tuple[SplitResult, int | None]:
    if len(url) > MAX_URL:
        raise RejectedAddress(f"The address may have at most {MAX_URL} characters; it has {len(url)}.")
    # One reading for everybody: what parsers disagree on is not let through.
    if not re.fullmatch(r"[!-~]+", url) or "\\" in url:
        raise RejectedAddress("The address may hold only letters, digits and signs of ASCII, no spaces, no backslash.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise RejectedAddress("This is no address. Write it like https://www.example.org/hooks/library.") from error
    return parts, port


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def is_public(address: Address) -> bool:
    """Whether an address is a single host of the public internet, or one that ``WEBHOOK_ALLOWED_NETWORKS`` lets through."""
    if any(address in ipaddress.ip_network(network) for network in settings.WEBHOOK_ALLOWED_NETWORKS):
        return True
    if isinstance(address, ipaddress.IPv6Address) and address.scope_id:
        return False
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_private
        and not address.is_loopback
        and not address.is_link_local
        and not address.is_unspecified
        and not any(address in network for network in REFUSED_NETWORKS)
    )


def resolve(target: Target) -> list[str]:
    """The addresses of a target, all of them public; asks the name server once. Raises RejectedAddress."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError) as error:
        raise UnknownHost("its host name is unknown") from error
    addresses = list(dict.fromkeys(str(row[4][0]) for row in found))
    if not addresses or not all(is_public(ipaddress.ip_address(one)) for one in addresses):
        raise RejectedAddress("its host name leads to a private or reserved network")
    return addresses
