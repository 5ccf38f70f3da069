"""Sending one message to a real HTTPS server that behaves well, and badly."""

from __future__ import annotations

import socket
import threading
import time
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
import trustme

from tests.support.patience import PATIENCE
from tests.webhooks.receiver import Receiver, drip, hang_up, serving, status
from webhooks import sending
from webhooks.sending import post

BODY = b'{"type":"webhook.test"}'


def test_a_message_arrives_as_it_was_sent(receiver: Receiver) -> None:
    outcome = post(receiver.url(), BODY, {"webhook-id": "msg_1"})
    assert (outcome.status, outcome.error) == (204, "")
    (came,) = receiver.received
    assert came.body == BODY
    assert came.path == "/hooks?from=library"
    assert came.headers["webhook-id"] == "msg_1"
    assert came.headers["host"] == f"localhost:{receiver.port}"
    assert came.headers["content-type"] == "application/json"


def test_redirects_are_not_followed(receiver: Receiver) -> None:
    receiver.answers = [status(307, Location=receiver.url(path="/elsewhere"))]
    outcome = post(receiver.url(), BODY, {})
    assert outcome.status == 307
    assert "redirects" in outcome.error
    assert len(receiver.received) == 1


def test_a_status_is_all_that_is_kept_of_a_rejection(receiver: Receiver) -> None:
    receiver.answers = [status(500, b"a secret of the receiver " * 10_000), status(429, Retry_After="120")]
    outcome = post(receiver.url(), BODY, {})
    assert (outcome.status, outcome.error) == (500, "it answered 500")
    assert post(receiver.url(), BODY, {}).retry_after == 120


def test_a_long_answer_is_not_read_to_its_end(receiver: Receiver) -> None:
    hung_up = threading.Event()

    def tell(handler: BaseHTTPRequestHandler) -> None:
        try:
            status(200, b"x" * 50_000_000)(handler)
        except OSError:
            hung_up.set()

    receiver.answers = [tell]
    assert post(receiver.url(), BODY, {}).is_success
    assert hung_up.wait(60), "it was read to its end"


def test_a_receiver_that_drips_is_left_when_the_time_is_up(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "TOTAL", 1.5)
    receiver.answers = [drip]
    began = time.perf_counter()
    assert post(receiver.url(), BODY, {}).error == "it took too long"
    assert 1 < time.perf_counter() - began < 30  # it drips for a minute


def test_a_receiver_that_hangs_up_or_is_not_there(receiver: Receiver, settings: Any) -> None:
    receiver.answers = [hang_up]
    assert "closed the connection" in post(receiver.url(), BODY, {}).error
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings.WEBHOOK_PORTS = [port]
    assert post(f"https://localhost:{port}/", BODY, {}).error == "it could not be reached"


def test_certificates_are_checked(receiver: Receiver, settings: Any) -> None:
    assert "certificate" in post(receiver.url(host="127.0.0.1"), BODY, {}).error  # of another name
    settings.WEBHOOK_CA_FILE = ""  # the system's authorities
    assert "certificate" in post(receiver.url(), BODY, {}).error
    assert not receiver.received


def test_this_machine_is_rejected_unless_a_setting_lets_it_through(receiver: Receiver, settings: Any) -> None:
    settings.WEBHOOK_ALLOWED_NETWORKS = []
    outcome = post(receiver.url(), BODY, {})
    assert outcome.status is None
    assert "private" in outcome.error
    assert not receiver.received


class Rebinding:
    """A name server that leads a name to one address the first time, and to another ever after."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str, *answers: str) -> None:
        self.asked = 0
        self.answers = answers
        real = socket.getaddrinfo

        def getaddrinfo(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
            if host != name:
                return real(host, port, *args, **kwargs)
            self.asked += 1
            return real(self.answers[min(self.asked, len(self.answers)) - 1], port, *args, **kwargs)

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


def test_the_connection_goes_to_the_address_that_was_checked(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = Rebinding(monkeypatch, "receiver.example", "127.0.0.1", "127.0.0.66")
    assert post(receiver.url(host="receiver.example"), BODY, {}).is_success
    assert names.asked == 1
    assert receiver.received[0].headers["host"] == f"receiver.example:{receiver.port}"


def test_a_name_that_leads_inside_meets_nobody(
    receiver: Receiver, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.66/32"]  # this one only
    names = Rebinding(monkeypatch, "receiver.example", "127.0.0.1", "127.0.0.66")
    assert "private" in post(receiver.url(host="receiver.example"), BODY, {}).error
    assert names.asked == 1
    assert not receiver.received


def test_plain_http_in_development(trusted: Any, settings: Any) -> None:
    with serving(None) as plain:
        settings.WEBHOOK_PORTS = [plain.port]
        assert "https" in post(plain.url(), BODY, {}).error
        settings.WEBHOOK_ALLOW_HTTP = True
        assert post(plain.url(), BODY, {}).is_success


def test_a_proxy_of_the_environment_is_not_used(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    # It would resolve the name itself.
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert post(receiver.url(), BODY, {}).is_success


def test_nothing_is_left_behind(receiver: Receiver, authority: trustme.CA) -> None:
    before = threading.active_count()
    for _ in range(5):
        assert post(receiver.url(), BODY, {}).is_success
    deadline = time.monotonic() + PATIENCE
    while threading.active_count() > before + 1 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert threading.active_count() <= before + 1
