"""Where the proxy before us is not named, everybody has its address:
nobody is locked out by that, and the operator is told."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.checks import run_checks
from django.test import Client, RequestFactory
from django.urls import reverse

from access import addresses
from tests.setup.processes import MANAGE, run
from tests.support.keys import PASSWORD

GATEWAY = "172.18.0.1"  # as the web server of docker-compose.yml sees whoever comes through its published port
TLS = ("HTTP_X_FORWARDED_PROTO", "https")


@pytest.fixture(autouse=True)
def nothing_seen() -> Iterator[None]:
    """No machine was seen to forward before, nor is one after."""
    addresses._forwarding.clear()
    yield
    addresses._forwarding.clear()


@pytest.fixture
def defaults_of_compose(settings: Any) -> Any:
    """A proxy that ends TLS, of which nothing more is said."""
    settings.SECURE_PROXY_SSL_HEADER, settings.TRUSTED_PROXIES = TLS, []
    return settings


def guess(name: str, password: str, visitor: str, peer: str = GATEWAY) -> bool:
    """Whether somebody gets into the admin with this password, from behind a proxy."""
    client = Client(REMOTE_ADDR=peer, headers={"x-forwarded-for": visitor, "x-forwarded-proto": "https"})
    return bool(client.post(reverse("wagtailadmin_login"), {"username": name, "password": password}).status_code == 302)


@pytest.mark.django_db
@pytest.mark.parametrize("said", [True, False], ids=["the settings say of a proxy", "a header tells of one"])
def test_a_shared_address_locks_nobody_out(said: bool, member: Any, defaults_of_compose: Any) -> None:
    if not said:
        defaults_of_compose.SECURE_PROXY_SSL_HEADER = None
    for number in range(60):
        assert not guess(f"name{number}", "wrong", "203.0.113.66")
    assert guess("amira", PASSWORD, "198.51.100.7")


@pytest.mark.django_db
def test_a_name_is_still_bounded_from_a_shared_address(member: Any, defaults_of_compose: Any) -> None:
    for _ in range(10):
        assert not guess("amira", "wrong", "203.0.113.66")
    assert not guess("amira", PASSWORD, "203.0.113.66")


@pytest.mark.django_db
def test_with_the_proxy_named_an_address_is_bounded_and_others_are_not(member: Any, defaults_of_compose: Any) -> None:
    defaults_of_compose.TRUSTED_PROXIES = ["172.16.0.0/12"]
    for number in range(51):
        assert not guess(f"name{number}", "wrong", "203.0.113.66")
    assert not guess("amira", PASSWORD, "203.0.113.66")
    assert guess("amira", PASSWORD, "198.51.100.7")


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "shared"),
    [
        ("203.0.113.9", "", [], False),
        ("203.0.113.9", "198.51.100.7", [], False),  # a stranger writes what they like
        ("10.0.0.4", "", [], False),  # a site for one house
        ("10.0.0.4", "198.51.100.7", [], True),
        ("127.0.0.1", "198.51.100.7", [], True),
        ("fd00::4", "2001:db8::1", [], True),
        ("::ffff:10.0.0.4", "198.51.100.7", [], True),
        ("10.0.0.4", "198.51.100.7", ["10.0.0.0/8"], False),
        ("10.0.0.4", "203.0.113.5, 198.51.100.7", ["10.0.0.0/8"], False),
        ("10.0.0.4", "198.51.100.7, 192.168.0.3", ["10.0.0.0/8"], True),  # a second proxy, not named
        ("10.0.0.4", "198.51.100.7", ["192.168.0.0/16"], True),  # another than the one that was named
        ("", "198.51.100.7", ["10.0.0.0/8"], False),  # a Unix socket
        ("", "", [], True),
    ],
)
def test_whether_an_address_may_be_everybodys(
    peer: str, forwarded: str, trusted: list[str], shared: bool, settings: Any, rf: RequestFactory
) -> None:
    settings.SECURE_PROXY_SSL_HEADER, settings.TRUSTED_PROXIES = None, trusted
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    assert addresses.is_shared(rf.get("/", REMOTE_ADDR=peer, headers=headers)) is shared


def warnings_of_checks() -> list[str]:
    return [str(one.msg) for one in run_checks() if one.id == "access.W001"]


@pytest.mark.django_db
def test_the_check_and_the_health_page_name_the_setting(defaults_of_compose: Any) -> None:
    [said] = warnings_of_checks()
    assert "TRUSTED_PROXIES" in said
    assert "172.16.0.0/12" in said
    response = Client().get("/health/ready/")
    assert (response.status_code, response.content.decode()) == (200, f"ok\nwarning: {said}\n")
    defaults_of_compose.TRUSTED_PROXIES = ["172.16.0.0/12"]
    assert warnings_of_checks() == []
    assert Client().get("/health/ready/").content == b"ok\n"


@pytest.mark.django_db
def test_a_proxy_that_is_seen_is_told_once(settings: Any, rf: RequestFactory, caplog: pytest.LogCaptureFixture) -> None:
    settings.SECURE_PROXY_SSL_HEADER, settings.TRUSTED_PROXIES = None, []
    request = rf.get("/", REMOTE_ADDR=GATEWAY, headers={"x-forwarded-for": "203.0.113.66"})
    with caplog.at_level(logging.WARNING, "access.addresses"):
        assert [addresses.is_shared(request) for _ in range(3)] == [True] * 3
    [record] = caplog.records
    assert "TRUSTED_PROXIES" in record.getMessage()
    assert "203.0.113.66" not in record.getMessage(), "no visitor's address"
    assert "warning: TRUSTED_PROXIES" in Client().get("/health/ready/").content.decode()


def test_a_process_says_it_when_it_starts() -> None:
    assert "access.W001" in run(*MANAGE, "check", BEHIND_TLS_PROXY="true").stderr
