"""Where nothing is ever sent."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest

from webhooks.addresses import RejectedAddress, Target, is_public, resolve

REFUSED = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.254", "127.0.0.1", "127.255.0.9", "169.254.169.254",
    "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1",
    "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::808:808", "64:ff9b:1::a00:1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::1", "2002:808:808::1",
    "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "2606:4700::1111%eth0", "fec0::1",
    "ff02::1",
]  # fmt: skip


@pytest.mark.parametrize("address", REFUSED)
def test_addresses_that_are_not_of_the_public_internet(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "2a00:1450:4009::200e"])
def test_addresses_of_the_public_internet(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def test_a_network_that_a_setting_lets_through(settings: Any) -> None:
    settings.WEBHOOK_ALLOWED_NETWORKS = ["10.1.0.0/16", "::1/128"]
    assert is_public(ipaddress.ip_address("10.1.2.3"))
    assert is_public(ipaddress.ip_address("::1"))
    assert not is_public(ipaddress.ip_address("10.2.0.1"))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://www.example.org/", "https"),
        ("ftp://www.example.org/", "https"),
        ("file:///etc/passwd", "https"),
        ("gopher://www.example.org/", "https"),
        ("https:/www.example.org/", "host name"),
        ("https:///hooks", "host name"),
        ("", "ASCII"),
        ("https://user:secret@www.example.org/", "user name"),
        ("https://user@www.example.org/", "user name"),
        ("https://@www.example.org/", "user name"),
        ("https://www.example.org:22/", "port"),
        ("https://www.example.org:99999/", "no address"),
        ("https://www.example.org:x/", "no address"),
        ("https://www.example.org/#there", "#"),
        ("https://www.example.org\\@127.0.0.1/", "backslash"),
        ("https://www.example.org/\r\nX: y", "ASCII"),
        ("https://www.example.org /", "ASCII"),
        ("https://wäre.example/", "ASCII"),
        ("https://[::1/", "no address"),
        ("https://[::1]/", "private"),
        ("https://[::ffff:8.8.8.8]/", "private"),
        ("https://127.0.0.1/", "private"),
        ("https://169.254.169.254/latest/meta-data/", "private"),
        ("https://www.exa%6dple.org/", "host name"),
        (f"https://www.example.org/{'x' * 500}", "500"),
    ],
)
def test_addresses_that_are_rejected_as_they_are_written(url: str, words: str) -> None:
    with pytest.raises(RejectedAddress, match=words):
        Target.of(url)


def test_an_address_taken_apart(settings: Any) -> None:
    assert Target.of("https://WWW.Example.org/a/b?c=d") == Target("https", "www.example.org", 443, "/a/b?c=d")
    assert Target.of("https://www.example.org").path == "/"
    settings.WEBHOOK_PORTS = [443, 8443]
    assert Target.of("https://www.example.org:8443/").host_header == "www.example.org:8443"
    assert Target.of("https://[2606:4700::1111]/").host_header == "[2606:4700::1111]"


def test_plain_http_only_where_a_setting_allows_it(settings: Any) -> None:
    settings.WEBHOOK_ALLOW_HTTP = True
    settings.WEBHOOK_PORTS = [80]
    assert Target.of("http://www.example.org/").port == 80


def _answers(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    rows = [(socket.AF_INET6 if ":" in one else socket.AF_INET, 1, 6, "", (one, 443)) for one in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: rows)


@pytest.mark.parametrize(
    "addresses", [("10.0.0.1",), ("8.8.8.8", "10.0.0.1"), ("::ffff:10.0.0.1",), ("8.8.8.8", "fe80::1"), ()]
)
def test_a_name_that_leads_inside_is_rejected_whole(
    addresses: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    _answers(monkeypatch, *addresses)
    with pytest.raises(RejectedAddress, match="private"):
        resolve(Target("https", "www.example.org", 443, "/"))


def test_a_name_that_leads_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    _answers(monkeypatch, "2606:4700::1111", "8.8.8.8", "8.8.8.8")
    assert resolve(Target("https", "www.example.org", 443, "/")) == ["2606:4700::1111", "8.8.8.8"]


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1", "0177.0.0.1", "localhost", "localhost."])
def test_other_spellings_of_this_machine(host: str) -> None:
    # As the system resolves them, whatever it makes of them.
    with pytest.raises(RejectedAddress, match=r"private|unknown"):
        resolve(Target.of(f"https://{host}/"))
